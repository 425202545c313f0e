// POST /api/profile/image requests an upload; DELETE removes the photo or, with `key`, withdraws an upload.
import { route } from '@/lib/server/http/route';
import {
  issueUploadRequest,
  issueUploadResponse,
  profileResponse,
  removeImageQuery,
} from '@/lib/shared/profile-schema';

export const POST = route(
  {
    name: 'handle_image_upload',
    summary: 'Requests an upload: returns a presigned PUT and the key that confirms it',
    body: issueUploadRequest,
    response: issueUploadResponse,
    limits: ['uploadsPerMinute', 'uploadsPerDay'],
  },
  ({ app, body }) => app.issueUpload(body),
);

export const DELETE = route(
  {
    name: 'handle_image_removal',
    summary:
      'Removes the photo, which can be restored for a while; with a key, withdraws that upload instead',
    query: removeImageQuery,
    response: profileResponse,
    errors: ['image_not_found'],
    limits: ['writesPerMinute'],
  },
  ({ app, query }) => (query.key === undefined ? app.removeImage() : app.withdrawUpload(query.key)),
);
