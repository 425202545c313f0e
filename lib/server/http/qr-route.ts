// The wrapper of the routes that draw a QR code of the caller's contact or link.
import 'server-only';
import { qrQuery } from '@/lib/shared/kit-schema';
import { route } from './route';

const CONTENT_TYPES = { png: 'image/png', svg: 'image/svg+xml' } as const;

/** Creates the route handler for a format. */
export function qrRoute(format: keyof typeof CONTENT_TYPES) {
  const contentType = CONTENT_TYPES[format];
  return route(
    {
      name: `handle_qr_${format}`,
      summary: `A QR code as ${format.toUpperCase()}: a phone saves the caller as a contact, or opens the lasting link with \`of=link\``,
      query: qrQuery,
      response: { contentTypes: [contentType] },
      errors: ['not_printable', 'link_not_found'],
      limits: ['cardsPerMinute'],
    },
    async ({ app, query }) => ({
      contentType,
      ...(await app.makeQr(format, query.of ?? 'contact')),
    }),
  );
}
