// Encodes a picture below a size limit: lowers the quality first, then the number of pixels.
import type { ImageContentType } from '@/lib/shared/upload-policy';
import { isOpaque } from './opaque';
import type { MakeRaster, Raster } from './raster';
import { resized } from './render-square';

/** Size limit of a photo to upload, in bytes. */
export const MAX_BYTES = 200_000;

/** Most photos of 1,024 pixels take about 100 KB at this quality, without visible loss. */
const FIRST_QUALITY = 0.82;
const LOWEST_QUALITY = 0.4;

/** Skip encodings whose quality would be this far below the lowest. */
const HOPELESS = 0.03;

/** Aim slightly below the limit, so that the second attempt rarely misses. */
const AIM = 0.92;

/**
 * Growth of the logarithm of the size with quality, measured on noisy photos below the first quality. Above it the size grows twice
 * as fast, so the first step is long enough. Two attempts reveal slower growth.
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

/** Encodes the picture as WebP if the browser can, else as JPEG if it is opaque, else as PNG. Always below `MAX_BYTES`. */
export async function encodeWithin(raster: Raster, make: MakeRaster): Promise<Encoded> {
  const contentType = await pickType(raster, make);
  for (let current = raster; ; current = resized(current, smallerSide(current.width), make)) {
    const blob = await encodeAt(current, contentType);
    if (blob) return { blob, contentType, width: current.width, height: current.height };
  }
}

/** Returns the quality to try next, or null if no acceptable quality fits at this size. */
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
    // A PNG has no quality setting.
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
