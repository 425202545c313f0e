// GET /api/profile/card.pdf: returns the caller's business card.
import { route } from '@/lib/server/http/route';

const CONTENT_TYPE = 'application/pdf';

export const GET = route(
  {
    name: 'handle_card_pdf',
    summary:
      'The caller’s business card (90 × 50 mm) as PDF: photo, names, contact details and QR code',
    response: { contentTypes: [CONTENT_TYPE] },
    errors: ['not_printable'],
    limits: ['cardsPerMinute'],
  },
  async ({ app }) => {
    // Imported here: loading the fonts and the PDF libraries takes time, which no other route needs.
    const { pdfCard } = await import('@/lib/server/kit/card-pdf');
    return { contentType: CONTENT_TYPE, ...(await app.makeCard(pdfCard)) };
  },
);
