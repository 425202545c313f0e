// The EXIF orientation of PNG and WebP: browsers apply that of a JPEG, and the server applies all three.
import { type Orientation, readOrientation } from '@/lib/shared/exif-orientation';
import { chunksOf } from './image-chunks';
import type { MakeRaster } from './raster';
import type { SourceType } from './sniff-type';

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
