// GET /api/profile/image/history: the caller's images and the events of each, newest first, paged by `cursor`.
import { route } from '@/lib/server/http/route';
import { imageHistoryQuery, imageHistoryResponse } from '@/lib/shared/profile-schema';

export const GET = route(
  {
    name: 'handle_image_history',
    summary: 'The caller’s images and the events of each, newest first',
    query: imageHistoryQuery,
    response: imageHistoryResponse,
    limits: ['historiesPerMinute'],
  },
  ({ app, query }) => app.listImageHistory(query.cursor ?? null),
);
