// Makes photos like a camera's, as code: shapes, texture and sensor noise, the same for the same seed, with EXIF on request.
import sharp from 'sharp';
import { exifBlock } from './exif.ts';
import { type PhotoFormat, withExif } from './metadata.ts';

/** The colour of each quadrant of the upright picture, by which a test can tell which way up it is. */
export const QUADRANT_COLOURS = {
  topLeft: [200, 60, 50],
  topRight: [60, 160, 70],
  bottomLeft: [50, 80, 190],
  bottomRight: [215, 190, 60],
} as const;

export interface PhotoOptions {
  /** As stored, in pixels: with an orientation of 5 to 8 the upright picture has the sides swapped. */
  width: number;
  height: number;
  format?: PhotoFormat;
  /** EXIF orientation, 1 to 8. The quadrants stand in their places once it has been applied. */
  orientation?: number;
  /** Whether to write coordinates, camera and owner into EXIF. */
  gps?: boolean;
  /** 1 to 100; a WebP of 100 is lossless. */
  quality?: number;
  /** How far the noise strays from the picture, in levels of 0 to 255. */
  noise?: number;
  seed?: number;
  /** Adds an alpha channel: a soft disc, opaque in the middle. */
  alpha?: boolean;
  progressive?: boolean;
  /** A colour profile to convert to and embed; the colours that a viewer sees stay. */
  profile?: 'srgb' | 'p3';
}

/** The photo as a file. A camera's 12 megapixels take about half a second, and stay under 2 MiB. */
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

/** The pixels of the photo, row by row: RGB, or RGBA with `alpha`. */
export function photoPixels(options: PhotoOptions): Buffer {
  const { width, height, orientation = 1, noise = 6, seed = 1 } = options;
  const channels = options.alpha ? 4 : 3;
  // It clamps by itself; a call for each sample takes minutes in Jest, where every look-up of a global is slow.
  const pixels = new Uint8ClampedArray(width * height * channels);
  const random = randomTable(seed, noise);
  const across = waves(width, seed);
  const down = waves(height, seed + 1);
  const quadrants = storedQuadrants(orientation);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const grain = ((y + 1) * (40_503 + seed * 2)) & 0xffff;
    const rowWave = down[y] ?? 0;
    const fromMiddle = y / height - 0.5;
    for (let x = 0; x < width; x++) {
      const colour = quadrants[(2 * y < height ? 0 : 2) + (2 * x < width ? 0 : 1)] ?? [0, 0, 0];
      const shade = rowWave + (across[x] ?? 0) + (random[(grain + x * 7) & 0xffff] ?? 0);
      pixels[at] = colour[0] + shade;
      pixels[at + 1] = colour[1] + shade;
      pixels[at + 2] = colour[2] + shade;
      if (channels === 4) {
        const beside = x / width - 0.5;
        pixels[at + 3] = (0.3 - beside * beside - fromMiddle * fromMiddle) * 1500;
      }
      at += channels;
    }
  }
  return Buffer.from(pixels.buffer);
}

type Colour = readonly [number, number, number];

/** Which colour each quadrant has as stored, so that the orientation puts it right. Row by row. */
function storedQuadrants(orientation: number): Colour[] {
  const { topLeft, topRight, bottomLeft, bottomRight } = QUADRANT_COLOURS;
  const upright: Colour[] = [topLeft, topRight, bottomLeft, bottomRight];
  // EXIF 2.3, tag 0x0112: which corner of the upright picture each stored corner is.
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

/** Shades along one side: light falling off, and detail at several sizes. */
function waves(length: number, seed: number): Int16Array {
  return Int16Array.from({ length }, (_, i) => {
    const t = i / length;
    return (
      14 * Math.sin(3 * t + seed) + 8 * Math.sin(41 * t + 2 * seed) + 4 * Math.sin(i / 3 + seed)
    );
  });
}

function randomTable(seed: number, noise: number): Int16Array {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return Int16Array.from({ length: 0x10000 }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) / 0x100000000 - 0.5) * 2 * noise;
  });
}
