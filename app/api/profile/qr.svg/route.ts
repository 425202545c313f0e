// GET /api/profile/qr.svg: returns the QR code of the caller's contact or link.
import { route } from '@/lib/server/http/route';
import { qrQuery } from '@/lib/shared/kit-schema';

const CONTENT_TYPE = 'image/svg+xml';

export const GET = route(
  {
    name: 'handle_qr_svg',
    summary:
      'A QR code as SVG: a phone saves the caller as a contact, or opens the lasting link with `of=link`',
    query: qrQuery,
    response: { contentTypes: [CONTENT_TYPE] },
    errors: ['not_printable', 'link_not_found'],
    limits: ['cardsPerMinute'],
  },
  async ({ app, query }) => ({
    contentType: CONTENT_TYPE,
    ...(await app.makeQr('svg', query.of ?? 'contact')),
  }),
);
