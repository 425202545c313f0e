// Decodes an image whole, upright and in sRGB, into bare pixels: nothing else of the file can reach what is made of them.
import type { Sharp } from 'sharp';
import sharp from './confined-sharp';
import type { Orientation } from './exif-orientation';
import { MAX_PIXELS } from './limits';
import type { Structure } from './structure';

/** Pixels row by row, RGB or RGBA, 8 bits each. */
export interface Pixels {
  data: Buffer;
  width: number;
  height: number;
  channels: 3 | 4;
}

/**
 * Every row is decoded, since the resize takes in the whole picture: with a crop, libvips never looks at the rows beyond
 * it, and takes a file whose end is missing.
 * @param shortSide what the shorter side is scaled down to, in pixels; never up
 * @throws Error if libvips finds any fault
 */
export async function decode(
  { parts, orientation }: Structure,
  shortSide: number,
): Promise<Pixels> {
  const image = sharp(Buffer.concat(parts), {
    failOn: 'warning',
    limitInputPixels: MAX_PIXELS,
    autoOrient: false,
  });
  const stored = await image.metadata();
  const scale = Math.min(1, shortSide / Math.min(stored.width, stored.height));
  image.resize(Math.round(stored.width * scale), Math.round(stored.height * scale), {
    fit: 'fill',
  });
  turnUpright(image, orientation).toColourspace('srgb');
  // sharp takes 16-bit RGB from its profile to Display P3, and leaves it there unless told where to end.
  if (stored.space === 'rgb16' && stored.hasProfile) image.withIccProfile('srgb');
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== 3 && info.channels !== 4) throw new Error(`${info.channels} channels`);
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** After the resize, when there are fewer pixels to turn: sharp mirrors first, then rotates. */
function turnUpright(image: Sharp, orientation: Orientation): Sharp {
  switch (orientation) {
    case 1:
      return image;
    case 2:
      return image.flop();
    case 3:
      return image.rotate(180);
    case 4:
      return image.flip();
    case 5:
      return image.flip().rotate(90);
    case 6:
      return image.rotate(90);
    case 7:
      return image.flop().rotate(90);
    case 8:
      return image.rotate(270);
  }
}
