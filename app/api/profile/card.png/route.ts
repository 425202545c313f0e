// GET /api/profile/card.png: returns the caller's business card.
import { route } from '@/lib/server/http/route';

const CONTENT_TYPE = 'image/png';

export const GET = route(
  {
    name: 'handle_card_png',
    summary:
      'The caller’s business card (90 × 50 mm) as PNG: photo, names, contact details and QR code',
    response: { contentTypes: [CONTENT_TYPE] },
    errors: ['not_printable'],
    limits: ['cardsPerMinute'],
  },
  async ({ app }) => {
    // Imported here: loading the fonts and the PDF libraries takes time, which no other route needs.
    const { pngCard } = await import('@/lib/server/kit/card-png');
    return { contentType: CONTENT_TYPE, ...(await app.makeCard(pngCard)) };
  },
);
