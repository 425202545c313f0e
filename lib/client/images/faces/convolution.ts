// The convolution across channels, which takes most of the time. Filters are [outputs, height, width, inputs].
import type { Tensor, Window } from './operators';

/** Outputs that are computed together: each value is then read once for four products. */
const TOGETHER = 4;

/** Returns the convolution of one tensor into another. Its filter is arranged here, once, in the order in which it is read. */
export function prepareConv2d(
  input: Tensor,
  filter: Tensor,
  bias: Float32Array,
  window: Window,
  output: Tensor,
): () => void {
  const [outputs = 0, filterHeight = 0, filterWidth = 0, inputs = 0] = filter.shape;
  const length = filterHeight * filterWidth * inputs;
  const arranged = arrange(filter.data, outputs, length);
  const biases = new Float32Array(arranged.length / length);
  biases.set(bias);
  const [, outHeight = 0, outWidth = 0] = output.shape;
  if (length === inputs && window.stride.y * window.stride.x === 1) {
    // The pixels are the rows.
    const pixels = outHeight * outWidth;
    return () => multiply(input.data, pixels, length, arranged, biases, output.data, 0, outputs);
  }
  const rows = new Float32Array(outWidth * length);
  return () => {
    for (let y = 0; y < outHeight; y++) {
      gather(input, filter, y, window, rows);
      const to = y * outWidth * outputs;
      multiply(rows, outWidth, length, arranged, biases, output.data, to, outputs);
    }
  };
}

/** Returns the filter with the numbers of four outputs side by side. Zeros fill up the last four. */
function arrange(filter: Float32Array, outputs: number, length: number): Float32Array {
  const arranged = new Float32Array(Math.ceil(outputs / TOGETHER) * TOGETHER * length);
  for (let o = 0; o < outputs; o++) {
    const first = o - (o % TOGETHER);
    for (let i = 0; i < length; i++)
      arranged[first * length + i * TOGETHER + (o % TOGETHER)] = filter[o * length + i] as number;
  }
  return arranged;
}

/** Copies the pixels below the filter, for each pixel of a line of the output; zeros outside of the picture. */
function gather(input: Tensor, filter: Tensor, line: number, at: Window, rows: Float32Array): void {
  const [, height = 0, width = 0, channels = 0] = input.shape;
  const [, filterHeight = 0, filterWidth = 0] = filter.shape;
  const top = line * at.stride.y - at.top;
  for (let to = 0, left = -at.left; to < rows.length; left += at.stride.x) {
    for (let y = top; y < top + filterHeight; y++) {
      for (let x = left; x < left + filterWidth; x++, to += channels) {
        const isInside = y >= 0 && y < height && x >= 0 && x < width;
        const from = (y * width + x) * channels;
        for (let c = 0; c < channels; c++)
          rows[to + c] = isInside ? (input.data[from + c] as number) : 0;
      }
    }
  }
}

/** Multiplies `count` rows with the arranged filter, two rows by four outputs at a time. */
function multiply(
  rows: Float32Array,
  count: number,
  length: number,
  filter: Float32Array,
  bias: Float32Array,
  output: Float32Array,
  to: number,
  outputs: number,
): void {
  for (let row = 0; row < count; row += 2) {
    const first = row * length;
    // The last of an odd number of rows is computed twice.
    const second = row + 1 < count ? first + length : first;
    const toFirst = to + row * outputs;
    const toSecond = row + 1 < count ? toFirst + outputs : toFirst;
    for (let o = 0; o < outputs; o += TOGETHER) {
      let a0 = bias[o] as number;
      let a1 = bias[o + 1] as number;
      let a2 = bias[o + 2] as number;
      let a3 = bias[o + 3] as number;
      let b0 = a0;
      let b1 = a1;
      let b2 = a2;
      let b3 = a3;
      for (let i = 0, f = o * length; i < length; i++, f += TOGETHER) {
        const a = rows[first + i] as number;
        const b = rows[second + i] as number;
        const f0 = filter[f] as number;
        const f1 = filter[f + 1] as number;
        const f2 = filter[f + 2] as number;
        const f3 = filter[f + 3] as number;
        a0 += a * f0;
        a1 += a * f1;
        a2 += a * f2;
        a3 += a * f3;
        b0 += b * f0;
        b1 += b * f1;
        b2 += b * f2;
        b3 += b * f3;
      }
      output[toFirst + o] = a0;
      output[toSecond + o] = b0;
      if (o + 1 < outputs) {
        output[toFirst + o + 1] = a1;
        output[toSecond + o + 1] = b1;
      }
      if (o + 2 < outputs) {
        output[toFirst + o + 2] = a2;
        output[toSecond + o + 2] = b2;
      }
      if (o + 3 < outputs) {
        output[toFirst + o + 3] = a3;
        output[toSecond + o + 3] = b3;
      }
    }
  }
}
