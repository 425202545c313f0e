// DELETE /api/profile/sessions: signs the caller out on every device, this one too.
import { route } from '@/lib/server/http/route';

export const DELETE = route(
  'handle_end_sessions',
  { limits: ['writesPerMinute'] },
  ({ app, actor }) => app.endSessions(actor),
);
