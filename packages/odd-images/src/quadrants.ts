// Detects the orientation of a generated photo from the colours of its quadrants.
import sharp from 'sharp';
import { QUADRANT_COLOURS } from './camera-photo.ts';

export type Quadrant = keyof typeof QUADRANT_COLOURS;

/** The quadrants of an upright picture, row by row. */
export const UPRIGHT: Quadrant[] = ['topLeft', 'topRight', 'bottomLeft', 'bottomRight'];

/** The quadrants of a stored picture, row by row. The EXIF orientation and the colour profile are ignored. */
export async function quadrantsOf(image: Uint8Array): Promise<Quadrant[]> {
  return (await quadrantColours(image)).map(nearest);
}

/** The mean stored RGB values around the centre of each quadrant, row by row, without colour conversion. */
export async function quadrantColours(image: Uint8Array): Promise<number[][]> {
  const { width, height } = await sharp(image).metadata();
  const rows = [0.25, 0.75].flatMap((y) => [0.25, 0.75].map((x) => [x, y] as const));
  return Promise.all(
    rows.map(async ([x, y]) => {
      const [w, h] = [Math.ceil(width / 8), Math.ceil(height / 8)];
      const left = Math.floor(width * x - w / 2);
      const top = Math.floor(height * y - h / 2);
      const { channels } = await sharp(image, { ignoreIcc: true })
        .extract({ left, top, width: w, height: h })
        .toColourspace('srgb')
        .png()
        .toBuffer()
        .then((part) => sharp(part).stats());
      return channels.slice(0, 3).map(({ mean }) => mean);
    }),
  );
}

function nearest(colour: number[]): Quadrant {
  const distance = (name: Quadrant) =>
    Math.hypot(...QUADRANT_COLOURS[name].map((value, channel) => value - (colour[channel] ?? 0)));
  return UPRIGHT.reduce((best, name) => (distance(name) < distance(best) ? name : best));
}
