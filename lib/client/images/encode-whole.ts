// Encodes a whole picture, without metadata, so that it can be framed again.
import { MAX_FRAMED_SIDE } from '@/lib/shared/crop-limits';
import { MAX_UPLOAD_BYTES, MIN_IMAGE_SIDE } from '@/lib/shared/upload-policy';
import type { PictureSize } from './crop-geometry';
import { type Encoded, encodesWebp } from './encode-within';
import { hasTransparency, paintWhiteBehind } from './opaque';
import type { MakeRaster } from './raster';
import { renderWhole } from './render-crop';

/** The first one fits nearly always: a photo of 1,600 pixels takes about 500 KB, and noise at its worst 2 MB. */
const QUALITIES = [0.92, 0.8, 0.5];

/**
 * Encodes the picture, at most `MAX_FRAMED_SIDE` pixels long and `MAX_UPLOAD_BYTES` large: as JPEG, or as WebP if it is transparent and
 * the browser can encode it.
 * @param isOpaque whether the source has no transparency, such as a JPEG; otherwise the pixels tell
 * @throws Error if it does not fit, or the copy is too small for the editor
 */
export async function encodeWhole(
  picture: ImageBitmap,
  make: MakeRaster,
  isOpaque: boolean,
): Promise<Encoded> {
  const { width, height } = framedSize(picture);
  if (Math.min(width, height) < MIN_IMAGE_SIDE) throw new Error('the copy is too small');
  const raster = renderWhole(picture, { width, height }, make);
  const isTransparent = !isOpaque && hasTransparency(raster.context, width, height);
  const contentType = isTransparent && (await encodesWebp(make)) ? 'image/webp' : 'image/jpeg';
  if (contentType === 'image/jpeg') paintWhiteBehind(raster);
  for (const quality of QUALITIES) {
    const blob = await raster.encode(contentType, quality);
    if (blob.size <= MAX_UPLOAD_BYTES) return { blob, contentType, width, height };
  }
  throw new Error('the picture does not fit');
}

function framedSize({ width, height }: PictureSize): PictureSize {
  const scale = Math.min(1, MAX_FRAMED_SIDE / Math.max(width, height));
  const scaled = (side: number) => Math.max(1, Math.round(side * scale));
  return { width: scaled(width), height: scaled(height) };
}
