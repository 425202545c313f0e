// The EXIF orientation of PNG and WebP: browsers apply that of a JPEG, and the server applies all three.
import { type Orientation, readOrientation } from '@/lib/shared/exif-orientation';
import type { MakeRaster } from './raster';
import type { SourceType } from './sniff-type';

interface Chunk {
  name: string;
  /** Where its body begins and ends. */
  start: number;
  end: number;
}

/**
 * Returns the orientation that the page has to apply, and the file without its EXIF, so that no browser applies it too. For other
 * types than PNG and WebP the browser applies it: 1, and the file itself.
 */
export async function takeOrientation(
  file: Blob,
  type: SourceType | null,
): Promise<{ orientation: Orientation; source: Blob }> {
  if (type !== 'image/png' && type !== 'image/webp') return { orientation: 1, source: file };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const name = type === 'image/png' ? 'eXIf' : 'EXIF';
  const found = chunksOf(bytes, type).filter((chunk) => chunk.name === name);
  const [first] = found;
  const orientation = first ? readOrientation(bytes.subarray(first.start, first.end)) : 1;
  if (orientation === 1) return { orientation, source: file };
  for (const { start, end } of found) bytes.fill(0, start, end);
  return { orientation, source: new Blob([bytes], { type }) };
}

/** The chunks of a PNG (W3C PNG, section 5.3) or a WebP (RFC 9649, section 2.3), as far as the file reaches. */
function chunksOf(bytes: Uint8Array, type: 'image/png' | 'image/webp'): Chunk[] {
  const isPng = type === 'image/png';
  const view = new DataView(bytes.buffer);
  const chunks: Chunk[] = [];
  // After the signature of a PNG, or the header of a RIFF file.
  for (let at = isPng ? 8 : 12; at + 8 <= bytes.length; ) {
    const length = isPng ? view.getUint32(at) : view.getUint32(at + 4, true);
    const start = at + 8;
    const end = Math.min(start + length, bytes.length);
    const name = String.fromCharCode(
      ...bytes.subarray(isPng ? at + 4 : at, isPng ? start : at + 4),
    );
    chunks.push({ name, start, end });
    // A PNG chunk ends with its CRC; a RIFF chunk is padded to an even length.
    at = start + length + (isPng ? 4 : length % 2);
  }
  return chunks;
}

type Matrix = readonly [number, number, number, number, number, number];

/** For each orientation, the matrix of `CanvasTransform.transform` for a stored picture of this size. */
function matrixOf(orientation: Orientation, width: number, height: number): Matrix {
  switch (orientation) {
    case 1:
      return [1, 0, 0, 1, 0, 0];
    case 2:
      return [-1, 0, 0, 1, width, 0];
    case 3:
      return [-1, 0, 0, -1, width, height];
    case 4:
      return [1, 0, 0, -1, 0, height];
    case 5:
      return [0, 1, 1, 0, 0, 0];
    case 6:
      return [0, 1, -1, 0, height, 0];
    case 7:
      return [0, -1, -1, 0, height, width];
    case 8:
      return [0, -1, 1, 0, 0, width];
  }
}

/** Returns the picture upright, and closes the given one if that is a copy. */
export async function turnUpright(
  picture: ImageBitmap,
  orientation: Orientation,
  make: MakeRaster,
): Promise<ImageBitmap> {
  if (orientation === 1) return picture;
  const { width, height } = picture;
  const isOnSide = orientation >= 5;
  const { context, image } = make(isOnSide ? height : width, isOnSide ? width : height);
  context.transform(...matrixOf(orientation, width, height));
  context.drawImage(picture, 0, 0);
  picture.close();
  return createImageBitmap(image);
}
