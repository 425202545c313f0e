// The requests of the lasting link. The browser does not load the schemas.
import * as z from 'zod/mini';
import { LINK_AUDIENCES } from './profile-schema';

/** `PUT /api/profile/link`. */
export const linkRequest = z.object({
  audience: z.enum(LINK_AUDIENCES),
  /** True gives the link a new address, and ends the old one. */
  renew: z.optional(z.boolean()),
});
export type LinkRequest = z.infer<typeof linkRequest>;

/** The sizes that a link can be asked for, in pixels. */
const SMALLEST = 40;
const LARGEST = 648;

/** The query of `GET /f/{token}.jpg`. Other names are ignored: mail programs add their own. */
export const linkQuery = z.object({
  /** The wanted size in pixels; the picture is the smallest one that has it. */
  s: z.optional(
    z
      .string()
      .check(
        z.refine(
          (text) => /^\d{1,3}$/.test(text) && Number(text) >= SMALLEST && Number(text) <= LARGEST,
          `must be a whole number from ${SMALLEST} to ${LARGEST}`,
        ),
      ),
  ),
});

/** The size in pixels without `s`. */
export const DEFAULT_LINK_SIDE = LARGEST;
