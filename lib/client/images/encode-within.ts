// Encodes a picture so that it stays within a number of bytes: quality is stepped down first, then pixels.
import type { ImageContentType } from '@/lib/shared/upload-policy';
import { isOpaque } from './opaque';
import type { MakeRaster, Raster } from './raster';
import { resized } from './render-square';

/** A shrunk photo is smaller than this, in bytes. */
export const MAX_BYTES = 200_000;

/** Most photos of 1,024 pixels come out near 100 KB at this quality, with nothing to be seen of it. */
const FIRST_QUALITY = 0.82;
const LOWEST_QUALITY = 0.4;

/** A guess this far below the lowest quality is not worth an encoding. */
const HOPELESS = 0.03;

/** Aimed a little under the limit, so that the second guess seldom misses, and every guess is a step down. */
const AIM = 0.92;

/**
 * How the logarithm of the size grows with quality below the first one, measured on photos with a sensor's noise. Above
 * it grows twice as fast, which makes the first step long enough. Two tries can tell that it grows more slowly.
 */
const TYPICAL_GROWTH = 2.5;
const SLOWEST_GROWTH = 0.8;

export interface Try {
  readonly quality: number;
  readonly bytes: number;
}

export interface Encoded {
  readonly blob: Blob;
  readonly contentType: ImageContentType;
  readonly width: number;
  readonly height: number;
}

/** The picture as WebP where the browser can; else JPEG if it is opaque, else PNG. Always below `MAX_BYTES`. */
export async function encodeWithin(raster: Raster, make: MakeRaster): Promise<Encoded> {
  const contentType = await pickType(raster, make);
  for (let current = raster; ; current = resized(current, smallerSide(current.width), make)) {
    const blob = await encodeAt(current, contentType);
    if (blob) return { blob, contentType, width: current.width, height: current.height };
  }
}

/** The quality to try next, or null if no decent quality will do at this size. */
export function nextQuality(tries: readonly Try[], limit: number): number | null {
  const last = tries.at(-1);
  if (!last) return FIRST_QUALITY;
  if (last.quality <= LOWEST_QUALITY) return null;
  const guess = last.quality - Math.log(last.bytes / (limit * AIM)) / growthOf(tries);
  if (guess < LOWEST_QUALITY - HOPELESS) return null;
  return Math.max(LOWEST_QUALITY, guess);
}

async function encodeAt(raster: Raster, type: ImageContentType): Promise<Blob | null> {
  const tries: Try[] = [];
  for (;;) {
    const quality = nextQuality(tries, MAX_BYTES);
    if (quality === null) return null;
    const blob = await raster.encode(type, quality);
    if (blob.size < MAX_BYTES) return blob;
    // Quality means nothing to a PNG.
    if (type === 'image/png') return null;
    tries.push({ quality, bytes: blob.size });
  }
}

function growthOf(tries: readonly Try[]): number {
  const [before, last] = tries.slice(-2);
  if (!before || !last) return TYPICAL_GROWTH;
  const growth = Math.log(before.bytes / last.bytes) / (before.quality - last.quality);
  return Math.min(Math.max(growth, SLOWEST_GROWTH), TYPICAL_GROWTH);
}

function smallerSide(side: number): number {
  return Math.max(1, Math.floor(side * 0.75));
}

async function pickType(raster: Raster, make: MakeRaster): Promise<ImageContentType> {
  const probe = await make(1, 1).encode('image/webp', FIRST_QUALITY);
  if (probe.type === 'image/webp') return 'image/webp';
  return isOpaque(raster.context, raster.width) ? 'image/jpeg' : 'image/png';
}
