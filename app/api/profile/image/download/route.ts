// GET /api/profile/image/download: redirects to the caller's photo, which the browser saves as a file.
import { route } from '@/lib/server/http/route';

export const GET = route(
  {
    name: 'handle_image_download',
    summary: 'The caller’s photo as a file: a JPEG of at most 648 pixels, named after the person',
    response: null,
    errors: ['image_not_found'],
  },
  ({ app }) => app.downloadImage(),
);
