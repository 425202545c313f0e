// GET /api/profile/archive: all that is stored about the caller as a ZIP file, with the photos.
import { route } from '@/lib/server/http/route';
import { zipStream } from '@/lib/server/http/zip-stream';

const CONTENT_TYPE = 'application/zip';

export const GET = route(
  {
    name: 'handle_archive',
    summary: 'Everything that is stored about the caller, with the photos, as a ZIP file',
    response: { contentTypes: [CONTENT_TYPE] },
    limits: ['exportsPerHour'],
  },
  async ({ app }) => ({
    contentType: CONTENT_TYPE,
    fileName: 'mis-datos.zip',
    body: zipStream(await app.exportArchive()),
  }),
);
