// GET /api/profile/export: returns all that is stored about the caller.
import { route } from '@/lib/server/http/route';

export const GET = route('handle_export', { limits: ['exportsPerHour'] }, ({ app }) =>
  app.exportProfile(),
);
