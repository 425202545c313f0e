// The operators of the face detector on tensors of one picture, channels last: [1, height, width, channels]. They follow the reference
// kernels of TensorFlow Lite: https://github.com/tensorflow/tensorflow/tree/master/tensorflow/lite/kernels/internal/reference.

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** How a kernel moves over a picture. `top` and `left` are the rows and columns of padding before it. */
export interface Window {
  readonly stride: { readonly y: number; readonly x: number };
  readonly top: number;
  readonly left: number;
}

/** Adds two tensors of one shape. */
export function add(a: Float32Array, b: Float32Array, output: Float32Array): void {
  for (let i = 0; i < output.length; i++) output[i] = (a[i] as number) + (b[i] as number);
}

/** Replaces negative numbers by 0, in place. */
export function relu(values: Float32Array): void {
  for (let i = 0; i < values.length; i++) if ((values[i] as number) < 0) values[i] = 0;
}

/** Adds zeros around a tensor of four dimensions. `before` has the zeros before each of them. */
export function pad(input: Tensor, before: readonly number[], output: Tensor): void {
  const [, height = 0, width = 0, channels = 0] = input.shape;
  const [, , outWidth = 0, outChannels = 0] = output.shape;
  const [, top = 0, left = 0, first = 0] = before;
  output.data.fill(0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels;
      const to = ((y + top) * outWidth + x + left) * outChannels + first;
      for (let c = 0; c < channels; c++) output.data[to + c] = input.data[from + c] as number;
    }
  }
}

/** Puts tensors one after another. It suits any axis before which all sizes are 1. */
export function concatenate(inputs: readonly Float32Array[], output: Float32Array): void {
  let at = 0;
  for (const input of inputs) {
    output.set(input, at);
    at += input.length;
  }
}

/** The largest value of each `kernel` window, for each channel; padding does not count. */
export function maxPool(
  input: Tensor,
  kernel: { readonly y: number; readonly x: number },
  { stride, top, left }: Window,
  output: Tensor,
): void {
  const [, height = 0, width = 0, channels = 0] = input.shape;
  const [, outHeight = 0, outWidth = 0] = output.shape;
  output.data.fill(Number.NEGATIVE_INFINITY);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      const to = (y * outWidth + x) * channels;
      for (let ky = 0; ky < kernel.y; ky++) {
        const fromY = y * stride.y - top + ky;
        if (fromY < 0 || fromY >= height) continue;
        for (let kx = 0; kx < kernel.x; kx++) {
          const fromX = x * stride.x - left + kx;
          if (fromX < 0 || fromX >= width) continue;
          const from = (fromY * width + fromX) * channels;
          for (let c = 0; c < channels; c++) {
            const value = input.data[from + c] as number;
            if (value > (output.data[to + c] as number)) output.data[to + c] = value;
          }
        }
      }
    }
  }
}
