/** @jest-environment node */
import { type Pixels, sample } from './pixels';

/** A grey picture; each value is one pixel. */
function grey(width: number, values: number[], alpha = 255): Pixels {
  const data = Uint8ClampedArray.from(values.flatMap((v) => [v, v, v, alpha]));
  return { width, height: values.length / width, data };
}

function sampled(picture: Pixels, region: Parameters<typeof sample>[1], side: number): number[] {
  const output = new Float32Array(side * side * 3).fill(9);
  sample(picture, region, side, output);
  return [...output].filter((_, at) => at % 3 === 0);
}

const FOUR = grey(4, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150]);
const WHOLE = { x: 2, y: 2, side: 4, rotation: 0 };

it('copies pixels at their own size', () => {
  expect(sampled(FOUR, WHOLE, 4)).toEqual(Array.from({ length: 16 }, (_, at) => 10 * at));
});

it('takes the mean of the pixels below each', () => {
  expect(sampled(FOUR, WHOLE, 2)).toEqual([25, 45, 105, 125]);
});

it('turns clockwise: the top left of a square that is turned by 90 degrees is at the top right of the picture', () => {
  expect(sampled(FOUR, { ...WHOLE, rotation: 90 }, 2)).toEqual([45, 125, 25, 105]);
});

it('has black outside of the picture and below transparent pixels', () => {
  expect(sampled(FOUR, { ...WHOLE, x: 4 }, 4).slice(0, 4)).toEqual([20, 30, 0, 0]);
  expect(sampled(grey(1, [200], 0), { x: 0.5, y: 0.5, side: 1, rotation: 0 }, 1)).toEqual([0]);
});

it('keeps colours apart', () => {
  const output = new Float32Array(3);
  const data = Uint8ClampedArray.of(1, 2, 3, 255);
  sample({ width: 1, height: 1, data }, { x: 0.5, y: 0.5, side: 1, rotation: 0 }, 1, output);
  expect([...output]).toEqual([1, 2, 3]);
});
