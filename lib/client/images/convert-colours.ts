// Converts the colours of a decoded picture, a few rows at a time.
import type { MakeRaster } from './raster';

/** Rows to convert at a time: 4 MB of a phone's photo. */
const ROWS = 256;

/**
 * Returns the converted picture, and closes the given one.
 * @param convert converts RGBA pixels in place, of whole rows from `y` on
 */
export async function convertColours(
  picture: ImageBitmap,
  convert: (pixels: Uint8ClampedArray, y: number) => void,
  make: MakeRaster,
): Promise<ImageBitmap> {
  const { width, height } = picture;
  const { context, image } = make(width, height);
  context.drawImage(picture, 0, 0);
  picture.close();
  for (let y = 0; y < height; y += ROWS) {
    const strip = context.getImageData(0, y, width, Math.min(ROWS, height - y));
    convert(strip.data, y);
    context.putImageData(strip, 0, y);
  }
  return createImageBitmap(image);
}
