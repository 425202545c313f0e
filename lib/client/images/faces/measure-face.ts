// Measures how a face is lit and how sharp it is.
import type { Face } from './face-detector';
import { type Pixels, sample } from './pixels';

export interface FaceMeasures {
  /** The variance of the Laplacian over the variance: near 0 for a blurred face. */
  readonly sharpness: number;
  /** Mean luma of the face, 0 to 1. */
  readonly light: number;
  /** Mean luma of what is around the face, up to twice its width, 0 to 1. */
  readonly lightAround: number;
}

/** Side of the samples in pixels: small, so that few faces have to be enlarged, which would change how sharp they seem. */
const SIDE = 48;

export function measureFace(pixels: Pixels, { centre, width, tilt }: Face): FaceMeasures {
  const near = lumaOf(pixels, { ...centre, side: width, rotation: tilt });
  const wide = lumaOf(pixels, { ...centre, side: 2 * width, rotation: tilt });
  const light = mean(near);
  // The face is the middle quarter of the wide square.
  return { sharpness: sharpnessOf(near), light, lightAround: (4 * mean(wide) - light) / 3 };
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
  const edges: number[] = [];
  for (let y = 1; y < SIDE - 1; y++) {
    for (let x = 1; x < SIDE - 1; x++) {
      const at = y * SIDE + x;
      const value = (offset: number) => luma[at + offset] as number;
      edges.push(value(-1) + value(1) + value(-SIDE) + value(SIDE) - 4 * value(0));
    }
  }
  return variance(edges) / (variance(luma) || 1);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

function variance(values: ArrayLike<number>): number {
  const middle = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += ((values[i] as number) - middle) ** 2;
  return sum / values.length;
}
