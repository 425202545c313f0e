// Writes a colour profile (ICC.1:2022) from primaries and a transfer curve.

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

/** Chromaticities x and y of red, green, blue and white. */
export type Primaries = readonly (readonly [number, number])[] & { length: 4 };

/** An exponent; or exponent, a, b, c and d of a curve with a linear start (section 10.18, function type 3). */
export type Curve = readonly [number] | readonly [number, number, number, number, number];

/** The white of the connection space (section 7.2.16). */
const D50: Vector = [0.9642, 1, 0.8249];

/** From XYZ to the responses of the eye's cones, for adaptation to another white (annex E). */
const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

/** Colorants of real colour spaces are below 1.1; a profile cannot hold 32,768. */
const MAX_COLORANT = 2;

/**
 * Writes a display profile of a matrix and a curve; for grey images, of the curve alone.
 * @returns undefined if the primaries span no colour space
 */
export function writeProfile(
  primaries: Primaries,
  curve: Curve,
  isGrey: boolean,
): Buffer | undefined {
  const body = curveTag(curve);
  if (isGrey) return profile('GRAY', [tag('wtpt', xyzTag(D50)), tag('kTRC', body)]);
  const columns = transposed(toD50(primaries));
  // Not a number if three primaries are on a line.
  if (!columns.flat().every((value) => Math.abs(value) <= MAX_COLORANT)) return undefined;
  return profile('RGB ', [
    tag('wtpt', xyzTag(D50)),
    ...['rXYZ', 'gXYZ', 'bXYZ'].map((name, index) => tag(name, xyzTag(columns[index] ?? D50))),
    ...['rTRC', 'gTRC', 'bTRC'].map((name) => tag(name, body)),
  ]);
}

/** The matrix from linear RGB to XYZ relative to D50 (annex E). */
function toD50(primaries: Primaries): Matrix {
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

function transposed([a, b, c]: Matrix): Matrix {
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

interface Tag {
  name: string;
  body: Buffer;
}

function tag(name: string, body: Buffer): Tag {
  return { name, body };
}

function xyzTag(vector: Vector): Buffer {
  return Buffer.concat([Buffer.from('XYZ \0\0\0\0', 'latin1'), ...vector.map(fixed)]);
}

function curveTag(curve: Curve): Buffer {
  const start = Buffer.from('para\0\0\0\0\0\0\0\0', 'latin1');
  start.writeUInt16BE(curve.length === 1 ? 0 : 3, 8);
  return Buffer.concat([start, ...curve.map(fixed)]);
}

/** A signed number with 16 bits after the point (section 4.6). */
function fixed(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(Math.round(value * 65_536));
  return bytes;
}

function profile(space: 'RGB ' | 'GRAY', tags: Tag[]): Buffer {
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length);
  let at = 128 + table.length;
  for (const [index, { name, body }] of tags.entries()) {
    table.write(name, 4 + 12 * index, 'latin1');
    table.writeUInt32BE(at, 8 + 12 * index);
    table.writeUInt32BE(body.length, 12 + 12 * index);
    at += body.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at);
  header.writeUInt32BE(0x04300000, 8);
  header.write(`mntr${space}XYZ `, 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  Buffer.concat(D50.map(fixed)).copy(header, 68);
  return Buffer.concat([header, table, ...tags.map(({ body }) => body)]);
}
