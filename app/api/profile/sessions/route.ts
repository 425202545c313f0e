// DELETE /api/profile/sessions: signs the caller out on every device, including this one. It has no rate limit: a thief could
// use the limit up and so keep the stolen session.
import { route } from '@/lib/server/http/route';
import { endSessionsResponse } from '@/lib/shared/profile-schema';

export const DELETE = route(
  {
    name: 'handle_end_sessions',
    summary: 'Signs the caller out on every device',
    response: endSessionsResponse,
  },
  ({ app }) => app.endSessions(),
);
