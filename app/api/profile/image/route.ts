// POST /api/profile/image requests an upload; DELETE removes the photo or, with `key`, withdraws an upload.
import { route } from '@/lib/server/http/route';
import { issueUploadRequest, removeImageQuery } from '@/lib/shared/profile-schema';

export const POST = route(
  'handle_image_upload',
  { body: issueUploadRequest, limits: ['uploadsPerMinute', 'uploadsPerDay'] },
  ({ app, body }) => app.issueUpload(body),
);

export const DELETE = route(
  'handle_image_removal',
  { query: removeImageQuery, limits: ['writesPerMinute'] },
  ({ app, query }) => (query.key === undefined ? app.removeImage() : app.withdrawUpload(query.key)),
);
