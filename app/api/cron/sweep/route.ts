// GET and POST /api/cron/sweep: runs the sweep. Vercel's cron sends GET; other schedulers may send POST.
import { cronRoute } from '@/lib/server/http/cron';

const handler = cronRoute('handle_sweep', (app) => app.sweep());

export { handler as GET, handler as POST };
