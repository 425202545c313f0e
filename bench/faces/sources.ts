// The faces and landscapes that the pictures are made of, from the npm package tabler-ui (MIT). Boxes were drawn by eye on each
// face at twice its size, and lines from pupil to pupil at five times.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const demo = fileURLToPath(new URL('../node_modules/tabler-ui/dist/demo', import.meta.url));

/** A frontal face on a picture of 128 by 128 pixels; numbers are in those pixels. */
export interface Source {
  readonly path: string;
  /** The box reaches from the middle of the forehead to the chin, and from ear to ear. */
  readonly centre: { readonly x: number; readonly y: number };
  readonly width: number;
  readonly height: number;
  /** The clockwise angle of the line between the eyes, in degrees. */
  readonly tilt: number;
}

export const SOURCE_SIDE = 128;

/** Left, top, right and bottom of the box in half pixels, and the tilt. */
const DRAWN: Record<string, readonly number[]> = {
  'female/1': [72, 70, 178, 190, -22.4],
  'female/2': [112, 22, 205, 128, -6.2],
  'female/3': [52, 62, 150, 200, -2.1],
  'female/4': [75, 70, 190, 222, -1.3],
  'female/5': [64, 55, 176, 182, 5.6],
  'female/6': [88, 76, 162, 170, 1],
  'female/7': [78, 50, 190, 190, 15.4],
  'female/8': [55, 70, 192, 222, 0],
  'female/9': [75, 60, 183, 182, 3.2],
  'female/10': [68, 65, 182, 200, 1.7],
  'female/14': [70, 60, 180, 188, 5.5],
  'female/15': [110, 72, 198, 174, 9.7],
  'female/19': [82, 68, 180, 178, 12.3],
  'female/24': [40, 25, 190, 190, 0],
  'female/29': [48, 60, 178, 215, -31.2],
  'female/32': [78, 70, 170, 182, 6.2],
  'male/2': [90, 52, 168, 130, 0],
  'male/4': [82, 78, 198, 206, 0],
  'male/5': [76, 90, 174, 195, -1.3],
  'male/7': [62, 66, 190, 218, 2.1],
  'male/8': [70, 58, 170, 158, -2.1],
  'male/9': [66, 58, 182, 192, -6.4],
  'male/10': [85, 44, 192, 162, 6],
  'male/11': [65, 76, 194, 216, 0],
  'male/13': [46, 60, 148, 174, -1],
  'male/17': [72, 58, 190, 182, -3.6],
  'male/20': [75, 78, 192, 220, -1.3],
  'male/25': [90, 46, 168, 120, -1.6],
  'male/27': [82, 46, 168, 134, -3.5],
  'male/30': [70, 62, 192, 194, -5.3],
  'male/31': [60, 76, 200, 224, -0.9],
  'male/34': [108, 50, 242, 202, 2],
  'male/35': [70, 64, 188, 206, 1.4],
  'male/37': [70, 56, 182, 178, -5.6],
  'male/40': [70, 40, 174, 158, 4.2],
  'male/43': [64, 82, 168, 202, -4.5],
};

export const FACES: readonly Source[] = Object.entries(DRAWN).map(([name, numbers]) => {
  const [left = 0, top = 0, right = 0, bottom = 0] = numbers.map((half) => half / 2);
  return {
    path: `${demo}/faces/${name}.jpg`,
    centre: { x: (left + right) / 2, y: (top + bottom) / 2 },
    width: right - left,
    height: bottom - top,
    tilt: numbers[4] ?? 0,
  };
});

/** Photos of 1,500 pixels without a face. */
export const LANDSCAPES: readonly string[] = readdirSync(`${demo}/photos`)
  .filter((name) => name.endsWith('-1500.jpg'))
  .sort()
  .map((name) => `${demo}/photos/${name}`);
