// GET /api/profile/export: returns all that is stored about the caller.
import { route } from '@/lib/server/http/route';
import { exportResponse } from '@/lib/shared/profile-schema';

export const GET = route(
  {
    name: 'handle_export',
    summary: 'Everything that is stored about the caller',
    response: exportResponse,
    limits: ['exportsPerHour'],
  },
  ({ app }) => app.exportProfile(),
);
