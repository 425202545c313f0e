// GET /api/profile/card.vcf: returns the caller as a vCard.
import { route } from '@/lib/server/http/route';
import { vCardQuery } from '@/lib/shared/kit-schema';

const CONTENT_TYPE = 'text/vcard; charset=utf-8';

export const GET = route(
  {
    name: 'handle_vcard',
    summary: 'The caller as a vCard, with the photo: version 3.0, or 4.0 with `version=4`',
    query: vCardQuery,
    response: { contentTypes: [CONTENT_TYPE] },
    limits: ['cardsPerMinute'],
  },
  async ({ app, query }) => ({
    contentType: CONTENT_TYPE,
    ...(await app.makeVCard(query.version ?? '3')),
  }),
);
