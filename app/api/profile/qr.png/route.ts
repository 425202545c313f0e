// GET /api/profile/qr.png: returns the QR code of the caller's contact.
import { route } from '@/lib/server/http/route';

const CONTENT_TYPE = 'image/png';

export const GET = route(
  {
    name: 'handle_qr_png',
    summary: 'A QR code by which a phone saves the caller as a contact, as PNG',
    response: { contentTypes: [CONTENT_TYPE] },
    errors: ['not_printable'],
    limits: ['cardsPerMinute'],
  },
  async ({ app }) => ({ contentType: CONTENT_TYPE, ...(await app.makeQr('png')) }),
);
