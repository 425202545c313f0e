// Runs the network of a model file, one operator after another.

import { prepareConv2d } from './convolution';
import { depthwiseConv2d } from './depthwise';
import { scalar, type Table } from './flatbuffer';
import { fromHalf } from './half-float';
import { add, concatenate, maxPool, pad, relu, type Tensor, type Window } from './operators';
import { type FileOperator, type FileTensor, type ModelFile, readModelFile } from './tflite-file';

export interface Network {
  /** The first input of the network, for the caller to fill. */
  readonly input: Tensor;
  /** The outputs, in the order of the file; `run` overwrites them. */
  readonly outputs: readonly Tensor[];
  /** Computes the outputs. It awaits `pause` after every operator, so that other work can go on. */
  run(pause: () => Promise<void>): Promise<void>;
}

/** Numbers in the largest tensor that a file may ask for; the face detector's has 393,216. */
const LARGEST_TENSOR = 1 << 20;

/** In pixels; the face detector's is 2. */
const LARGEST_STEP = 16;

/** `Padding` and `ActivationFunctionType` of the schema. */
const SAME = 0;
const NO_ACTIVATION = 0;
const RELU = 1;

/** @throws Error for a file that is damaged or uses what is not supported */
export function createNetwork(bytes: ArrayBuffer): Network {
  const file = readModelFile(bytes);
  const tensors = file.tensors.map(makeTensor);
  const steps = file.operators.flatMap((operator) => stepsOf(operator, file, tensors));
  const [input] = file.inputs.map((index) => at(tensors, index));
  if (!input) throw new Error('the file has no input');
  return {
    input,
    outputs: file.outputs.map((index) => at(tensors, index)),
    async run(pause) {
      for (const step of steps) {
        step();
        await pause();
      }
    },
  };
}

function makeTensor({ shape, type, constant }: FileTensor): Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  if (shape.some((side) => side < 1) || size > LARGEST_TENSOR)
    throw new Error('a tensor has no size, or is too large');
  if (constant.byteLength === 0) return { shape, data: new Float32Array(size) };
  const data = numbersOf(type, constant);
  if (data.length !== size) throw new Error('a constant has too few or too many numbers');
  return { shape, data };
}

function numbersOf(type: FileTensor['type'], constant: ArrayBuffer): Float32Array {
  if (type === 'float16') return fromHalf(new Uint16Array(constant));
  return type === 'int32'
    ? Float32Array.from(new Int32Array(constant))
    : new Float32Array(constant);
}

type Step = () => void;

/** Returns what an operator does at each run. */
function stepsOf(operator: FileOperator, file: ModelFile, tensors: Tensor[]): Step[] {
  const inputs = operator.inputs.map((index) => at(tensors, index));
  const input = at(inputs, 0);
  const output = at(tensors, at(operator.outputs, 0));
  const { options } = operator;
  switch (operator.name) {
    case 'dequantize':
      // A constant of half precision, which is converted already.
      if (at(file.tensors, at(operator.inputs, 0)).constant.byteLength === 0)
        throw new Error('only constants are dequantized');
      output.data.set(input.data);
      return [];
    case 'conv-2d':
    case 'depthwise-conv-2d': {
      const filter = at(inputs, 1);
      const bias = at(inputs, 2).data;
      const [, height = 1, width = 1] = filter.shape;
      const window = windowOf(options, input, output, { y: height, x: width });
      const isDepthwise = operator.name === 'depthwise-conv-2d';
      const convolve = isDepthwise
        ? () => depthwiseConv2d(input, filter, bias, window, output)
        : prepareConv2d(input, filter, bias, window, output);
      return [convolve, ...activation(options, isDepthwise ? 4 : 3, output)];
    }
    case 'max-pool-2d': {
      const kernel = { y: step(options, 4), x: step(options, 3) };
      const window = windowOf(options, input, output, kernel);
      return [() => maxPool(input, kernel, window, output), ...activation(options, 5, output)];
    }
    case 'add': {
      const other = at(inputs, 1);
      sameSize(input, other);
      sameSize(input, output);
      return [() => add(input.data, other.data, output.data), ...activation(options, 0, output)];
    }
    case 'pad': {
      // Pairs of the zeros before and after, for each dimension.
      const before = [...at(inputs, 1).data].filter((_, index) => index % 2 === 0);
      return [() => pad(input, before, output)];
    }
    case 'relu':
      sameSize(input, output);
      return [() => output.data.set(input.data), () => relu(output.data)];
    case 'reshape':
      sameSize(input, output);
      return [() => output.data.set(input.data)];
    case 'concatenation': {
      const parts = inputs.map(({ data }) => data);
      return [() => concatenate(parts, output.data)];
    }
  }
}

/** The strides and the padding of a convolution or pooling. With `SAME`, the padding before is half of all, rounded down. */
function windowOf(
  options: Table | null,
  input: Tensor,
  output: Tensor,
  kernel: { y: number; x: number },
): Window {
  const stride = { y: step(options, 2), x: step(options, 1) };
  const isSame = !options || scalar(options, 0, 'byte') === SAME;
  const before = (size: number, axis: 'x' | 'y', outputs: number) =>
    isSame ? Math.max(0, (outputs - 1) * stride[axis] + kernel[axis] - size) >> 1 : 0;
  const [, height = 0, width = 0] = input.shape;
  const [, outHeight = 0, outWidth = 0] = output.shape;
  return { stride, top: before(height, 'y', outHeight), left: before(width, 'x', outWidth) };
}

function activation(options: Table | null, field: number, output: Tensor): Step[] {
  const kind = options ? scalar(options, field, 'byte') : NO_ACTIVATION;
  if (kind === NO_ACTIVATION) return [];
  if (kind !== RELU) throw new Error(`an activation is unknown: ${kind}`);
  return [() => relu(output.data)];
}

/** A stride, or a side of a window. */
function step(options: Table | null, field: number): number {
  const value = options ? scalar(options, field, 'int') : 0;
  if (value < 1 || value > LARGEST_STEP) throw new Error('a stride or a window has no size');
  return value;
}

function sameSize(a: Tensor, b: Tensor): void {
  if (a.data.length !== b.data.length) throw new Error('two tensors differ in size');
}

function at<Element>(list: readonly Element[], index: number): Element {
  const element = list[index];
  if (element === undefined) throw new Error('the file names a tensor that it does not have');
  return element;
}
