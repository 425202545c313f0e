// DELETE /api/profile/sessions: signs the caller out on every device, including this one. It has no rate limit: a thief could
// use the limit up and so keep the stolen session.
import { route } from '@/lib/server/http/route';

export const DELETE = route('handle_end_sessions', {}, ({ app }) => app.endSessions());
