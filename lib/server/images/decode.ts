// Decodes an image whole, upright and in sRGB, into bare pixels: nothing else of the file can reach what is made of them.
import type { Metadata, Sharp } from 'sharp';
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

/** How many times longer than short a picture may be before its shorter side gets less than its due: it bounds memory. */
const MAX_ASPECT = 8;

/**
 * Every row is decoded, since the resize takes in the whole picture: with a crop, libvips never looks at the rows beyond
 * it, and takes a file whose end is missing.
 * @param shortSide what the shorter side is scaled down to, in pixels; never up
 * @throws Error if libvips finds any fault
 */
export async function decode(structure: Structure, shortSide: number): Promise<Pixels> {
  const image = sharp(Buffer.concat(structure.parts), {
    failOn: 'warning',
    limitInputPixels: MAX_PIXELS,
    autoOrient: false,
  });
  const stored = await image.metadata();
  const scale = scaleOf(stored, shortSide);
  const width = Math.max(1, Math.round(stored.width * scale));
  const height = Math.max(1, Math.round(stored.height * scale));
  image.resize(width, height, { fit: 'fill' });
  turnUpright(image, structure.orientation);
  return toPixels(await toSrgb(image, stored, scale));
}

function scaleOf({ width, height }: Metadata, shortSide: number): number {
  const atMost = MAX_ASPECT * shortSide * shortSide;
  return Math.min(1, shortSide / Math.min(width, height), Math.sqrt(atMost / (width * height)));
}

/**
 * sharp takes colours to sRGB before it resizes, which for a photo with a profile costs more than all the rest. So the
 * profile is carried along to the fewer pixels, where the format in between can carry it.
 */
async function toSrgb(image: Sharp, stored: Metadata, scale: number): Promise<Sharp> {
  if (!stored.icc || !isCarriable(stored.icc)) return image;
  // 16-bit RGB is carried in any case: sharp takes that to Display P3 instead, and leaves it there.
  const pays = stored.space === 'rgb16' || (stored.space === 'srgb' && scale < 1);
  return pays ? sharp(await image.keepIccProfile().png({ compressionLevel: 0 }).toBuffer()) : image;
}

/** Whether the length of a profile is the one it declares (ICC.1:2022, section 7.2.2), on which libpng insists. */
function isCarriable(icc: Buffer): boolean {
  return icc.length >= 132 && icc.length % 4 === 0 && icc.readUInt32BE(0) === icc.length;
}

async function toPixels(image: Sharp): Promise<Pixels> {
  const { data, info } = await image
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
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
