// The matrix from the linear light of three primaries to CIE XYZ under D50, the connection space of colour profiles (ICC.1:2022).

type Vector = readonly [number, number, number];
/** Row by row. */
export type Matrix = readonly [Vector, Vector, Vector];

/** Chromaticities x and y of red, green, blue and white. */
export type Primaries = readonly (readonly [number, number])[] & { length: 4 };

/** The white of the connection space (section 7.2.16). */
export const D50: Vector = [0.9642, 1, 0.8249];

/** From XYZ to the responses of the eye's cones, for adaptation to another white (annex E). */
const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

/** Colorants of real colour spaces are below 1.1; a profile cannot hold 32,768. */
const MAX_COLORANT = 2;

/** Returns the matrix, adapted to D50 (annex E), or undefined if the primaries span no colour space. */
export function toD50(primaries: Primaries): Matrix | undefined {
  const matrix = adapted(primaries);
  // Not a number if three primaries are on a line.
  return matrix.flat().every((value) => Math.abs(value) <= MAX_COLORANT) ? matrix : undefined;
}

function adapted(primaries: Primaries): Matrix {
  const [red, green, blue, white] = primaries.map(xyzOf) as [Vector, Vector, Vector, Vector];
  const unscaled = transposed([red, green, blue]);
  const scale = applied(inverse(unscaled), white);
  const toXyz = unscaled.map((row) => row.map((value, column) => value * (scale[column] ?? 0)));
  const from = applied(BRADFORD, white);
  const to = applied(BRADFORD, D50);
  const cones = BRADFORD.map((row, index) =>
    row.map((value) => (value * (to[index] ?? 0)) / (from[index] ?? 1)),
  );
  return product(
    product(inverse(BRADFORD), cones as unknown as Matrix),
    toXyz as unknown as Matrix,
  );
}

function xyzOf([x = 0, y = 1]: readonly number[]): Vector {
  return [x / y, 1, (1 - x - y) / y];
}

/** Returns the columns of a matrix as rows. */
export function transposed([a, b, c]: Matrix): Matrix {
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}

function applied(matrix: Matrix, vector: Vector): Vector {
  const [x, y, z] = matrix.map(
    (row) => row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2],
  );
  return [x ?? 0, y ?? 0, z ?? 0];
}

function product(left: Matrix, right: Matrix): Matrix {
  const [a, b, c] = transposed(right);
  return transposed([applied(left, a), applied(left, b), applied(left, c)]);
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function inverse([a, b, c]: Matrix): Matrix {
  const columns = [cross(b, c), cross(c, a), cross(a, b)] as const;
  const determinant = a[0] * columns[0][0] + a[1] * columns[0][1] + a[2] * columns[0][2];
  const divided = ([x, y, z]: Vector): Vector => [
    x / determinant,
    y / determinant,
    z / determinant,
  ];
  return transposed([divided(columns[0]), divided(columns[1]), divided(columns[2])]);
}
