// Reads a TensorFlow Lite file: tensors, constants and operators of its one graph. Field numbers and enums are those of
// https://github.com/tensorflow/tensorflow/blob/master/tensorflow/lite/schema/schema.fbs.
import { bytesOf, child, children, integers, rootTable, scalar, type Table } from './flatbuffer';

export type OperatorName =
  | 'add'
  | 'concatenation'
  | 'conv-2d'
  | 'depthwise-conv-2d'
  | 'dequantize'
  | 'max-pool-2d'
  | 'relu'
  | 'reshape'
  | 'pad';

/** The operators that the face detector uses, by their number in `BuiltinOperator`. */
const OPERATORS = new Map<number, OperatorName>([
  [0, 'add'],
  [2, 'concatenation'],
  [3, 'conv-2d'],
  [4, 'depthwise-conv-2d'],
  [6, 'dequantize'],
  [17, 'max-pool-2d'],
  [19, 'relu'],
  [22, 'reshape'],
  [34, 'pad'],
]);

export type NumberType = 'float32' | 'float16' | 'int32';

/** Types of numbers, by their number in `TensorType`. */
const TYPES = new Map<number, NumberType>([
  [0, 'float32'],
  [1, 'float16'],
  [2, 'int32'],
]);

export interface FileTensor {
  readonly shape: readonly number[];
  readonly type: NumberType;
  /** The bytes of a constant; empty for a tensor that an operator computes. */
  readonly constant: ArrayBuffer;
}

export interface FileOperator {
  readonly name: OperatorName;
  /** Positions in the list of tensors. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** The table of options; its fields depend on the operator. */
  readonly options: Table | null;
}

export interface ModelFile {
  readonly tensors: readonly FileTensor[];
  readonly operators: readonly FileOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** @throws Error for a file that is damaged, or that has operators or types other than those above */
export function readModelFile(bytes: ArrayBuffer): ModelFile {
  const model = rootTable(bytes);
  const [graph] = children(model, 2);
  if (!graph) throw new Error('the file has no graph');
  const codes = children(model, 1);
  const buffers = children(model, 4);
  return {
    tensors: children(graph, 0).map((tensor) => readTensor(tensor, buffers)),
    operators: children(graph, 3).map((operator) => readOperator(operator, codes)),
    inputs: integers(graph, 1),
    outputs: integers(graph, 2),
  };
}

function readTensor(tensor: Table, buffers: Table[]): FileTensor {
  const type = TYPES.get(scalar(tensor, 1, 'byte'));
  const buffer = buffers[scalar(tensor, 2, 'uint')];
  if (!type || !buffer) throw new Error('a tensor has an unknown type or no buffer');
  return { shape: integers(tensor, 0), type, constant: bytesOf(buffer, 0) };
}

function readOperator(operator: Table, codes: Table[]): FileOperator {
  const code = codes[scalar(operator, 0, 'uint')];
  // Older files have the number in the first field only, which holds one byte.
  const number = code ? Math.max(scalar(code, 0, 'byte'), scalar(code, 3, 'int')) : -1;
  const name = OPERATORS.get(number);
  if (!name) throw new Error(`an operator is unknown: ${number}`);
  return {
    name,
    inputs: integers(operator, 1),
    outputs: integers(operator, 2),
    options: child(operator, 4),
  };
}
