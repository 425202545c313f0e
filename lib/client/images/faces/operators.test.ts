/** @jest-environment node */
// Expected values are worked out by hand.
import { prepareConv2d } from './convolution';
import { depthwiseConv2d } from './depthwise';
import { add, concatenate, maxPool, pad, relu, type Tensor } from './operators';

const tensor = (shape: number[], data: number[]): Tensor => ({
  shape,
  data: Float32Array.from(data),
});
const empty = (...shape: number[]) =>
  tensor(shape, new Array(shape.reduce((a, b) => a * b)).fill(7));
const STEP_1 = { stride: { y: 1, x: 1 }, top: 0, left: 0 };

describe('prepareConv2d', () => {
  it('mixes the channels of each pixel, for one, four and five outputs', () => {
    // Two pixels, a third one that makes the number odd, of two channels each.
    const input = tensor([1, 1, 3, 2], [1, 2, 3, 4, 5, 6]);
    for (const outputs of [1, 4, 5]) {
      // Output o is o times the first channel, plus the second, plus 100 o.
      const filter = tensor(
        [outputs, 1, 1, 2],
        Array.from({ length: outputs }, (_, o) => [o, 1]).flat(),
      );
      const bias = Float32Array.from({ length: outputs }, (_, o) => 100 * o);
      const output = empty(1, 1, 3, outputs);
      prepareConv2d(input, filter, bias, STEP_1, output)();
      const pixel = (first: number, second: number) =>
        Array.from({ length: outputs }, (_, o) => o * first + second + 100 * o);
      expect([...output.data]).toEqual([...pixel(1, 2), ...pixel(3, 4), ...pixel(5, 6)]);
    }
  });

  it('moves a filter by its stride, with zeros around the picture', () => {
    const input = tensor([1, 3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const filter = tensor([1, 2, 2, 1], [1, 10, 100, 1000]);
    const window = { stride: { y: 2, x: 2 }, top: 1, left: 1 };
    const output = empty(1, 2, 2, 1);
    prepareConv2d(input, filter, Float32Array.of(0.5), window, output)();
    // Below the filter: 0 0 0 1; 0 0 2 3; 0 4 0 7; 5 6 8 9.
    expect([...output.data]).toEqual([1000.5, 3200.5, 7040.5, 9865.5]);
  });

  it('reads the filter of a picture in lines of two pixels and two channels', () => {
    const input = tensor([1, 1, 2, 2], [1, 2, 3, 4]);
    const filter = tensor([2, 1, 2, 2], [1, 10, 100, 1000, 2, 20, 200, 2000]);
    const output = empty(1, 1, 1, 2);
    prepareConv2d(input, filter, Float32Array.of(0, 1), STEP_1, output)();
    expect([...output.data]).toEqual([4321, 8643]);
  });
});

describe('depthwiseConv2d', () => {
  it('convolves each channel by itself, with zeros around the picture', () => {
    // Channel 0 counts from 1 to 9, channel 1 is ten times that.
    const input = tensor(
      [1, 3, 3, 2],
      [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((n) => [n, 10 * n]),
    );
    // The sum of channel 0, and the pixel itself of channel 1.
    const filter = tensor(
      [1, 3, 3, 2],
      Array.from({ length: 9 }, (_, at) => [1, at === 4 ? 1 : 0]).flat(),
    );
    const window = { stride: { y: 1, x: 1 }, top: 1, left: 1 };
    const output = empty(1, 3, 3, 2);
    depthwiseConv2d(input, filter, Float32Array.of(0, 0.5), window, output);
    const sums = [12, 21, 16, 27, 45, 33, 24, 39, 28];
    const own = [10.5, 20.5, 30.5, 40.5, 50.5, 60.5, 70.5, 80.5, 90.5];
    expect([...output.data]).toEqual(sums.flatMap((sum, at) => [sum, own[at]]));
  });

  it('takes filters of other sizes, and strides', () => {
    const input = tensor([1, 1, 4, 1], [1, 2, 3, 4]);
    const filter = tensor([1, 1, 2, 1], [1, 10]);
    const output = empty(1, 1, 2, 1);
    const window = { stride: { y: 2, x: 2 }, top: 0, left: 0 };
    depthwiseConv2d(input, filter, Float32Array.of(0), window, output);
    expect([...output.data]).toEqual([21, 43]);
  });
});

it('adds', () => {
  const output = new Float32Array(3);
  add(Float32Array.of(1, 2, 3), Float32Array.of(10, -20, 0.5), output);
  expect([...output]).toEqual([11, -18, 3.5]);
});

it('replaces negative numbers by 0', () => {
  const values = Float32Array.of(-1, 0, 2, -0.5);
  relu(values);
  expect([...values]).toEqual([0, 0, 2, 0]);
});

it('pads channels after, and rows and columns before', () => {
  const channels = empty(1, 1, 2, 3);
  pad(tensor([1, 1, 2, 2], [1, 2, 3, 4]), [0, 0, 0, 0], channels);
  expect([...channels.data]).toEqual([1, 2, 0, 3, 4, 0]);
  const around = empty(1, 3, 2, 1);
  pad(tensor([1, 1, 1, 1], [5]), [0, 1, 1, 0], around);
  expect([...around.data]).toEqual([0, 0, 0, 5, 0, 0]);
});

it('keeps the largest value of each channel below the window, and no padding', () => {
  const input = tensor([1, 2, 3, 2], [-1, 10, -2, 20, -3, 30, -4, 40, -5, 50, -6, 60]);
  const output = empty(1, 1, 2, 2);
  maxPool(input, { y: 2, x: 2 }, { stride: { y: 2, x: 2 }, top: 0, left: 0 }, output);
  expect([...output.data]).toEqual([-1, 50, -3, 60]);
});

it('puts tensors one after another', () => {
  const output = new Float32Array(3);
  concatenate([Float32Array.of(1, 2), Float32Array.of(3)], output);
  expect([...output]).toEqual([1, 2, 3]);
});
