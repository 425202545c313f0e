// Measures how a face is lit and how sharp it is.
import type { Face } from './face-detector';
import { type Pixels, sample } from './pixels';

export interface FaceMeasures {
  /**
   * The share of its edges' energy that a blur of three pixels would take away, 0 to 1: a blurred face has little to lose. A ratio, so
   * neither light nor contrast counts. https://hal.science/hal-00232709 compares a picture with its blur in this way.
   */
  readonly sharpness: number;
  /** Mean luma of the face, 0 to 1. */
  readonly light: number;
  /** Mean luma of the surroundings of the face, up to twice its width, 0 to 1. */
  readonly lightAround: number;
}

/** Side of the samples in pixels: small, so that few faces have to be enlarged, which makes edges where there are none. */
const SIDE = 36;

/** Sharpness is measured in the middle of the face, in widths of it: what is behind the head may be sharper or less sharp. */
const MIDDLE = 0.8;

/** Measures a face on a small sample of it, rotated upright. */
export function measureFace(pixels: Pixels, { centre, width, tilt }: Face): FaceMeasures {
  const near = lumaOf(pixels, { ...centre, side: width, rotation: tilt });
  const wide = lumaOf(pixels, { ...centre, side: 2 * width, rotation: tilt });
  const middle = lumaOf(pixels, { ...centre, side: MIDDLE * width, rotation: tilt });
  const light = mean(near);
  // The face is the middle quarter of the wide square.
  return { sharpness: sharpnessOf(middle), light, lightAround: (4 * mean(wide) - light) / 3 };
}

/** Luma by ITU-R BT.601, 0 to 1. */
function lumaOf(pixels: Pixels, region: Parameters<typeof sample>[1]): Float32Array {
  const colours = new Float32Array(SIDE * SIDE * 3);
  sample(pixels, region, SIDE, colours);
  return Float32Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = colours.subarray(3 * pixel, 3 * pixel + 3);
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
  });
}

function sharpnessOf(luma: Float32Array): number {
  const edges = edgeEnergy(luma);
  return edges === 0 ? 0 : 1 - edgeEnergy(blur(luma)) / edges;
}

/** The sum of the squared differences of the pixels' neighbours, across and down. */
function edgeEnergy(luma: Float32Array): number {
  let sum = 0;
  for (let y = 1; y < SIDE - 1; y++) {
    for (let x = 1; x < SIDE - 1; x++) {
      const at = y * SIDE + x;
      const value = (offset: number) => luma[at + offset] as number;
      sum += (value(1) - value(-1)) ** 2 + (value(SIDE) - value(-SIDE)) ** 2;
    }
  }
  return sum;
}

/** Each pixel becomes the mean of the nine around it, or of those that there are. */
function blur(luma: Float32Array): Float32Array {
  const near = (at: number) => [at - 1, at, at + 1].filter((place) => place >= 0 && place < SIDE);
  return luma.map((_, pixel) => {
    const rows = near(Math.floor(pixel / SIDE));
    const columns = near(pixel % SIDE);
    return mean(rows.flatMap((y) => columns.map((x) => luma[y * SIDE + x] as number)));
  });
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}
