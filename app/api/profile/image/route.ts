// POST /api/profile/image asks for an upload, DELETE removes the photo.
import { route } from '@/lib/server/http/route';
import { issueUploadRequest } from '@/lib/shared/profile-schema';

export const POST = route(
  'handle_image_upload',
  { body: issueUploadRequest, limits: ['uploadsPerMinute', 'uploadsPerDay', 'openUploads'] },
  ({ app, userId, actor, body }) => app.issueUpload(userId, body, actor),
);

export const DELETE = route(
  'handle_image_removal',
  { limits: ['writesPerMinute'] },
  ({ app, userId, actor }) => app.removeImage(userId, actor),
);
