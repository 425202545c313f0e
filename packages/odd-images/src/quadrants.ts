// Tells which way up a picture of ours is, by the colours of its quadrants.
import sharp from 'sharp';
import { QUADRANT_COLOURS } from './camera-photo.ts';

export type Quadrant = keyof typeof QUADRANT_COLOURS;

/** An upright picture, read row by row. */
export const UPRIGHT: Quadrant[] = ['topLeft', 'topRight', 'bottomLeft', 'bottomRight'];

/** Whose colour stands in each quadrant as stored, row by row. Orientation and profile of the file are not heeded. */
export async function quadrantsOf(image: Uint8Array): Promise<Quadrant[]> {
  return (await quadrantColours(image)).map(nearest);
}

/** The mean colour around the middle of each quadrant as stored, row by row, in the numbers that the file has. */
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
