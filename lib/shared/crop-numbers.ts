// A crop as numbers, relative to the picture, so that they hold for a scaled copy of it too.
import * as z from 'zod/mini';
import { HIGHEST_ZOOM, MAX_STRAIGHTEN } from './crop-limits';

const share = z.number().check(z.minimum(0), z.maximum(1));

export const cropNumbers = z.object({
  /** The centre, as shares of the width and of the height. */
  x: share,
  y: share,
  /** 1 is the largest crop that fits at this angle. */
  zoom: z.number().check(z.minimum(1), z.maximum(HIGHEST_ZOOM)),
  /** Clockwise quarter turns. */
  turns: z.int().check(z.minimum(0), z.maximum(3)),
  /** Degrees clockwise, on top of the quarter turns. */
  straighten: z.number().check(z.minimum(-MAX_STRAIGHTEN), z.maximum(MAX_STRAIGHTEN)),
});
export type CropNumbers = z.infer<typeof cropNumbers>;
