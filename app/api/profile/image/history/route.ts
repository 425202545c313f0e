// GET /api/profile/image/history: the caller's images and what happened to each, newest first, paged by `cursor`.
import { route } from '@/lib/server/http/route';
import { imageHistoryQuery } from '@/lib/shared/profile-schema';

export const GET = route(
  'handle_image_history',
  { query: imageHistoryQuery, limits: ['historiesPerMinute'] },
  ({ app, query }) => app.listImageHistory(query.cursor ?? null),
);
