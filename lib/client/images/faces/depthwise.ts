// The depthwise convolution: each channel is convolved separately. Filters are [1, height, width, channels].
import type { Tensor, Window } from './operators';

/** Convolves `input` into `output`. */
export function depthwiseConv2d(
  input: Tensor,
  filter: Tensor,
  bias: Float32Array,
  { stride, top, left }: Window,
  output: Tensor,
): void {
  const [, height = 0, width = 0, channels = 0] = input.shape;
  const [, filterHeight = 0, filterWidth = 0] = filter.shape;
  const [, outHeight = 0, outWidth = 0] = output.shape;
  const isThree = filterHeight === 3 && filterWidth === 3;
  for (let y = 0, to = 0; y < outHeight; y++) {
    const fromY = y * stride.y - top;
    for (let x = 0; x < outWidth; x++, to += channels) {
      const fromX = x * stride.x - left;
      if (isThree && fromY >= 0 && fromX >= 0 && fromY + 3 <= height && fromX + 3 <= width) {
        const from = (fromY * width + fromX) * channels;
        inside(input.data, from, width, channels, filter.data, bias, output.data, to);
      } else {
        atEdge(input, fromY, fromX, filter, bias, output.data, to);
      }
    }
  }
}

/** One pixel, all channels, of a filter of three by three pixels that is inside of the picture: nearly all of them. */
function inside(
  input: Float32Array,
  from: number,
  width: number,
  channels: number,
  filter: Float32Array,
  bias: Float32Array,
  output: Float32Array,
  to: number,
): void {
  const line = width * channels;
  for (let c = 0; c < channels; c++) {
    let at = from + c;
    let f = c;
    let sum = bias[c] as number;
    for (let y = 0; y < 3; y++) {
      sum +=
        (input[at] as number) * (filter[f] as number) +
        (input[at + channels] as number) * (filter[f + channels] as number) +
        (input[at + 2 * channels] as number) * (filter[f + 2 * channels] as number);
      at += line;
      f += 3 * channels;
    }
    output[to + c] = sum;
  }
}

/** One pixel, all channels, of any filter; zeros are outside of the picture. */
function atEdge(
  input: Tensor,
  top: number,
  left: number,
  filter: Tensor,
  bias: Float32Array,
  output: Float32Array,
  to: number,
): void {
  const [, height = 0, width = 0, channels = 0] = input.shape;
  const [, filterHeight = 0, filterWidth = 0] = filter.shape;
  for (let c = 0; c < channels; c++) {
    let sum = bias[c] as number;
    for (let ky = 0; ky < filterHeight; ky++) {
      for (let kx = 0; kx < filterWidth; kx++) {
        const y = top + ky;
        const x = left + kx;
        if (y < 0 || y >= height || x < 0 || x >= width) continue;
        const f = (ky * filterWidth + kx) * channels + c;
        sum += (input.data[(y * width + x) * channels + c] as number) * (filter.data[f] as number);
      }
    }
    output[to + c] = sum;
  }
}
