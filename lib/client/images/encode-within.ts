// Encodes a picture below a size limit: lowers the quality first, then the number of pixels.
import type { ImageContentType } from '@/lib/shared/upload-policy';
import { hasTransparency, paintWhiteBehind } from './opaque';
import type { MakeRaster, Raster } from './raster';
import { resized } from './render-crop';

/** Size limit of a photo to upload, in bytes. */
export const MAX_BYTES = 200_000;

/** Most photos of 1,024 pixels take about 100 KB at this quality, without visible loss. */
const FIRST_QUALITY = 0.82;
/** Low enough that nearly every picture keeps its pixels: noise at its worst takes 150 KB. */
const LOWEST_QUALITY = 0.1;

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

/**
 * Encodes the picture below `MAX_BYTES`, as WebP if the browser can. Else as PNG if it is transparent and that fits without losing
 * pixels, and as JPEG on white if not.
 * @param isOpaque whether the source has no transparency, such as a JPEG; otherwise the pixels tell
 */
export async function encodeWithin(
  raster: Raster,
  make: MakeRaster,
  isOpaque: boolean,
): Promise<Encoded> {
  if (await encodesWebp(make)) return encodeLossy(raster, 'image/webp', make);
  if (!isOpaque && hasTransparency(raster.context, raster.width)) {
    const blob = await raster.encode('image/png', 1);
    if (blob.size < MAX_BYTES) {
      return { blob, contentType: 'image/png', width: raster.width, height: raster.height };
    }
  }
  paintWhiteBehind(raster);
  return encodeLossy(raster, 'image/jpeg', make);
}

/** Lowers the quality first, then the number of pixels. */
async function encodeLossy(
  raster: Raster,
  contentType: 'image/webp' | 'image/jpeg',
  make: MakeRaster,
): Promise<Encoded> {
  for (let current = raster; ; current = smaller(current, make)) {
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
  return Math.max(LOWEST_QUALITY, guess);
}

async function encodeAt(raster: Raster, type: ImageContentType): Promise<Blob | null> {
  const tries: Try[] = [];
  for (;;) {
    const quality = nextQuality(tries, MAX_BYTES);
    if (quality === null) return null;
    const blob = await raster.encode(type, quality);
    if (blob.size < MAX_BYTES) return blob;
    tries.push({ quality, bytes: blob.size });
  }
}

function growthOf(tries: readonly Try[]): number {
  const [before, last] = tries.slice(-2);
  if (!before || !last) return TYPICAL_GROWTH;
  const growth = Math.log(before.bytes / last.bytes) / (before.quality - last.quality);
  return Math.min(Math.max(growth, SLOWEST_GROWTH), TYPICAL_GROWTH);
}

function smaller(raster: Raster, make: MakeRaster): Raster {
  const side = Math.max(1, Math.floor(raster.width * 0.75));
  return resized(raster, side, side, make);
}

/** True if the browser can encode WebP. */
export async function encodesWebp(make: MakeRaster): Promise<boolean> {
  const probe = await make(1, 1).encode('image/webp', FIRST_QUALITY);
  return probe.type === 'image/webp';
}
