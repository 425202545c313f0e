// Converts RGB pixels of another colour space to sRGB.
import { BT709, type Colours } from '@/lib/shared/colour-codes';
import { toD50 } from '@/lib/shared/colour-matrix';

/** A colour space: linear light of each channel for its 256 values, and the matrix to CIE XYZ under D50, row by row. */
export interface ColourSpace {
  readonly curves: readonly [Float32Array, Float32Array, Float32Array];
  readonly toXyz: readonly number[];
}

/** CIE XYZ under D50 to linear sRGB, row by row (Lindbloom, Bradford adaptation). */
export const XYZ_TO_SRGB = [
  3.1338561, -1.6168667, -0.4906146, -0.9787684, 1.9161415, 0.033454, 0.0719453, -0.2289914,
  1.4052427,
];

/** Returns a colour space that a file names, as one that pixels can be converted from. */
export function namedSpace({ toXyz, curve }: Colours): ColourSpace {
  const light = sampled(
    typeof curve === 'function' ? curve : parametric(curve.length === 1 ? 0 : 3, curve),
  );
  return { curves: [light, light, light], toXyz: toXyz.flat() };
}

/**
 * Reads an ICC profile of three curves and a matrix, as cameras embed it. Null if it is of another kind, or damaged.
 * @see https://www.color.org/specification/ICC.1-2022-05.pdf sections 7, 8.3 and 10
 */
export function profiledSpace(profile: Uint8Array): ColourSpace | null {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  try {
    const [red, green, blue] = ['rXYZ', 'gXYZ', 'bXYZ'].map((name) => readXyz(view, name));
    const curves = ['rTRC', 'gTRC', 'bTRC'].map((name) => sampled(readCurve(view, name)));
    const toXyz = [0, 1, 2].flatMap((row) => [red?.[row], green?.[row], blue?.[row]]);
    return { curves, toXyz } as unknown as ColourSpace;
  } catch {
    // A tag is missing, of another type, or reaches past the end.
    return null;
  }
}

/** Reads an ICC profile of grey, for pixels of equal red, green and blue. Null if it is of another kind, or damaged. */
export function greySpace(profile: Uint8Array): ColourSpace | null {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  try {
    const isGrey = text(view, 16) === 'GRAY' && text(view, 20) === 'XYZ ';
    const toXyz = toD50(BT709)?.flat();
    if (!isGrey || !toXyz) return null;
    const light = sampled(readCurve(view, 'kTRC'));
    return { curves: [light, light, light], toXyz };
  } catch {
    return null;
  }
}

/** Returns a function that converts RGBA pixels in place. */
export function toSrgb({ curves, toXyz }: ColourSpace): (pixels: Uint8ClampedArray) => void {
  const m = product(XYZ_TO_SRGB, toXyz) as Matrix;
  const [red, green, blue] = curves;
  return (pixels) => {
    for (let at = 0; at < pixels.length; at += 4) {
      const r = red[pixels[at] ?? 0] ?? 0;
      const g = green[pixels[at + 1] ?? 0] ?? 0;
      const b = blue[pixels[at + 2] ?? 0] ?? 0;
      pixels[at] = encoded(m[0] * r + m[1] * g + m[2] * b);
      pixels[at + 1] = encoded(m[3] * r + m[4] * g + m[5] * b);
      pixels[at + 2] = encoded(m[6] * r + m[7] * g + m[8] * b);
    }
  };
}

type Matrix = [number, number, number, number, number, number, number, number, number];
type Curve = (value: number) => number;

/** sRGB's value for each of 4,096 steps of linear light. */
const STEPS = 4095;
const ENCODED = Uint8Array.from({ length: STEPS + 1 }, (_, step) => {
  const light = step / STEPS;
  return Math.round(255 * (light > 0.0031308 ? 1.055 * light ** (1 / 2.4) - 0.055 : 12.92 * light));
});

function encoded(light: number): number {
  return ENCODED[Math.round(Math.min(Math.max(light, 0), 1) * STEPS)] ?? 0;
}

function product(a: readonly number[], b: readonly number[]): number[] {
  return a.map((_, at) => {
    const row = at - (at % 3);
    return [0, 1, 2].reduce((sum, k) => sum + (a[row + k] ?? 0) * (b[3 * k + (at % 3)] ?? 0), 0);
  });
}

const sampled = (curve: Curve) => Float32Array.from({ length: 256 }, (_, at) => curve(at / 255));

/** Returns where the body of a tag begins. @throws RangeError if it is missing, of another type, or beyond the end */
export function findTag(view: DataView, name: string, type: string): number {
  for (let at = 132; at < 132 + 12 * view.getUint32(128); at += 12) {
    const offset = view.getUint32(at + 4);
    if (text(view, at) === name && text(view, offset) === type) return offset;
  }
  throw new RangeError(`no ${name}`);
}

function readXyz(view: DataView, name: string): number[] {
  const at = findTag(view, name, 'XYZ ');
  return [8, 12, 16].map((offset) => view.getInt32(at + offset) / 65_536);
}

function readCurve(view: DataView, name: string): Curve {
  for (const type of ['para', 'curv']) {
    try {
      const at = findTag(view, name, type);
      return type === 'para' ? readParametric(view, at) : readTable(view, at);
    } catch {
      // It is of the other type.
    }
  }
  throw new RangeError(`no ${name}`);
}

function readParametric(view: DataView, at: number): Curve {
  const kind = view.getUint16(at + 8);
  const count = [1, 3, 4, 5, 7][kind] ?? 0;
  const values = Array.from({ length: count }, (_, i) => view.getInt32(at + 12 + 4 * i) / 65_536);
  return parametric(kind, values);
}

/** Table 68 of the specification. */
function parametric(kind: number, values: readonly number[]): Curve {
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = values;
  const power = (x: number) => Math.max(a * x + b, 0) ** g;
  if (kind === 0) return (x) => x ** g;
  if (kind === 1) return (x) => (x >= -b / a ? power(x) : 0);
  if (kind === 2) return (x) => (x >= -b / a ? power(x) + c : c);
  return (x) => (x >= d ? power(x) + e : c * x + f);
}

function readTable(view: DataView, at: number): Curve {
  const count = view.getUint32(at + 8);
  if (count === 0) return (x) => x;
  if (count === 1) return (x) => x ** (view.getUint16(at + 12) / 256);
  const entry = (i: number) => view.getUint16(at + 12 + 2 * Math.min(i, count - 1)) / 65_535;
  return (x) => {
    const place = x * (count - 1);
    const low = Math.floor(place);
    return entry(low) + (entry(low + 1) - entry(low)) * (place - low);
  };
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
}
