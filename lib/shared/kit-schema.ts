// The requests of the agent's kit. The browser does not load the schemas.
import * as z from 'zod/mini';

/** The content of a QR code: the contact itself, or the lasting link to the photo. */
export const QR_TARGETS = ['contact', 'link'] as const;
export type QrTarget = (typeof QR_TARGETS)[number];

/** The query of `GET /api/profile/qr.svg` and `qr.png`. */
export const qrQuery = z.object({
  /** `contact` unless given. */
  of: z.optional(z.enum(QR_TARGETS, 'must be contact or link')),
});

/** The query of `GET /api/profile/card.vcf`. */
export const vCardQuery = z.object({
  /** 3.0 (RFC 2426) unless given. */
  version: z.optional(z.enum(['3', '4'], 'must be 3 or 4')),
});
