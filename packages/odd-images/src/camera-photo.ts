// Generates photos like a camera's: colours, texture, sensor noise and EXIF. The same options give the same photo.
import sharp from 'sharp';
import { exifBlock } from './exif.ts';
import { type PhotoFormat, withExif } from './metadata.ts';

/** The RGB colour of each quadrant of the upright picture. A test can derive the orientation from them. */
export const QUADRANT_COLOURS = {
  topLeft: [200, 60, 50],
  topRight: [60, 160, 70],
  bottomLeft: [50, 80, 190],
  bottomRight: [215, 190, 60],
} as const;

export interface PhotoOptions {
  /** Stored size in pixels. With an orientation of 5 to 8, the upright picture has width and height swapped. */
  width: number;
  height: number;
  format?: PhotoFormat;
  /** EXIF orientation, 1 to 8. The quadrants are in place after it is applied. Default: no EXIF. */
  orientation?: number;
  /** Whether EXIF has a location, a camera, an owner and a preview. Default: false. */
  gps?: boolean;
  /** 1 to 100; a WebP with 100 is lossless. Default: 82. */
  quality?: number;
  /** Amplitude of the sensor noise, in levels of 0 to 255. Default: 6. */
  noise?: number;
  /** Selects the noise and texture. Default: 1. */
  seed?: number;
  /** Adds an alpha channel: a disc with a soft edge. */
  alpha?: boolean;
  progressive?: boolean;
  /** Converts to a colour profile and embeds it. The visible colours do not change. */
  profile?: 'srgb' | 'p3';
}

/** Encodes a photo. A JPEG of 12 megapixels takes about 0.5 s and is smaller than 2 MiB. */
export async function cameraPhoto(options: PhotoOptions): Promise<Buffer> {
  const { format = 'jpeg', gps = false, orientation } = options;
  const photo = await encodePhoto(options, format);
  const hasExif = gps || orientation !== undefined;
  return hasExif ? withExif(format, photo, exifBlock(orientation ?? 1, gps)) : photo;
}

function encodePhoto(options: PhotoOptions, format: PhotoFormat): Promise<Buffer> {
  const { width, height, quality = 82, progressive = false } = options;
  const channels = options.alpha ? 4 : 3;
  const image = sharp(photoPixels(options), { raw: { width, height, channels } });
  if (options.profile) image.withIccProfile(options.profile);
  switch (format) {
    case 'jpeg':
      return image.jpeg({ quality, progressive }).toBuffer();
    case 'png':
      return image.png({ compressionLevel: 3, progressive }).toBuffer();
    case 'webp':
      return image.webp({ quality, effort: 2, lossless: quality === 100 }).toBuffer();
  }
}

/** The pixels of a photo, row by row: RGB, or RGBA with `alpha`. */
export function photoPixels(options: PhotoOptions): Buffer {
  const { width, height, orientation = 1, noise = 6, seed = 1 } = options;
  const channels = options.alpha ? 4 : 3;
  // The array clamps values. A function call per sample would take minutes in Jest, where global lookups are slow.
  const pixels = new Uint8ClampedArray(width * height * channels);
  const random = randomTable(seed, noise);
  const across = waves(width, seed);
  const down = waves(height, seed + 1);
  const quadrants = storedQuadrants(orientation);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const grain = ((y + 1) * (40_503 + seed * 2)) & 0xffff;
    const rowWave = down[y] ?? 0;
    const fromCentreY = y / height - 0.5;
    for (let x = 0; x < width; x++) {
      const colour = quadrants[(2 * y < height ? 0 : 2) + (2 * x < width ? 0 : 1)] ?? [0, 0, 0];
      const shade = rowWave + (across[x] ?? 0) + (random[(grain + x * 7) & 0xffff] ?? 0);
      pixels[at] = colour[0] + shade;
      pixels[at + 1] = colour[1] + shade;
      pixels[at + 2] = colour[2] + shade;
      if (channels === 4) {
        const fromCentreX = x / width - 0.5;
        pixels[at + 3] = (0.3 - fromCentreX * fromCentreX - fromCentreY * fromCentreY) * 1500;
      }
      at += channels;
    }
  }
  return Buffer.from(pixels.buffer);
}

type Colour = readonly [number, number, number];

/** The colour of each stored quadrant, row by row, so that the orientation moves it to its place. */
function storedQuadrants(orientation: number): Colour[] {
  const { topLeft, topRight, bottomLeft, bottomRight } = QUADRANT_COLOURS;
  const upright: Colour[] = [topLeft, topRight, bottomLeft, bottomRight];
  // EXIF 2.3, tag 0x0112: for each stored quadrant, the quadrant of the upright picture.
  const corners: Record<number, number[]> = {
    1: [0, 1, 2, 3],
    2: [1, 0, 3, 2],
    3: [3, 2, 1, 0],
    4: [2, 3, 0, 1],
    5: [0, 2, 1, 3],
    6: [1, 3, 0, 2],
    7: [3, 1, 2, 0],
    8: [2, 0, 3, 1],
  };
  return (corners[orientation] ?? [0, 1, 2, 3]).map((corner) => upright[corner] ?? topLeft);
}

/** Brightness along one axis: a gradient and texture at several scales. */
function waves(length: number, seed: number): Int16Array {
  return Int16Array.from({ length }, (_, i) => {
    const t = i / length;
    return (
      14 * Math.sin(3 * t + seed) + 8 * Math.sin(41 * t + 2 * seed) + 4 * Math.sin(i / 3 + seed)
    );
  });
}

/** Noise from an xorshift generator. */
function randomTable(seed: number, noise: number): Int16Array {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return Int16Array.from({ length: 0x10000 }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) / 0x100000000 - 0.5) * 2 * noise;
  });
}
