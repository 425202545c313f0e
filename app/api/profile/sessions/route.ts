// DELETE /api/profile/sessions: signs the caller out on every device, this one too. It has no limit: whoever stole a session
// could use that up, and so keep it.
import { route } from '@/lib/server/http/route';

export const DELETE = route('handle_end_sessions', {}, ({ app, actor }) => app.endSessions(actor));
