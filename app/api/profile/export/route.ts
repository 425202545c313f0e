// GET /api/profile/export: all that is held about the caller, for them to keep.
import { route } from '@/lib/server/http/route';

export const GET = route(
  'handle_export',
  { limits: ['exportsPerHour'] },
  ({ app, userId, actor }) => app.exportProfile(userId, actor),
);
