// The requests of the agent's kit. The browser does not load the schemas.
import * as z from 'zod/mini';

/** The query of `GET /api/profile/card.vcf`. */
export const vCardQuery = z.object({
  /** 3.0 (RFC 2426) unless given. */
  version: z.optional(z.enum(['3', '4'], 'must be 3 or 4')),
});
