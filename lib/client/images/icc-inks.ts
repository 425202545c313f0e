// Converts CMYK to sRGB by the tables of an ICC profile (ICC.1:2022), as the server's lcms does.
import { findTag, XYZ_TO_SRGB } from './icc-profile';

/** Steps of each ink in the table from inks to sRGB that is computed once for a photo. */
const SIDE = 17;

/** From inks to Lab (section 6.3.4), all from 0 to 1. */
type ToLab = (inks: readonly number[]) => number[];

/**
 * Writes the sRGB of a pixel into `pixels`.
 * @param at where the light that C, M and Y let through is, from 0 to 255, and where R, G and B come
 * @param black the light that K lets through
 */
export type ConvertInks = (pixels: Uint8ClampedArray, at: number, black: number) => void;

/** Returns undefined if the profile is not of CMYK, is damaged, or has tables of another kind than `lut8Type` and `lut16Type`. */
export function readInks(profile: Uint8Array): ConvertInks | undefined {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  try {
    if (view.getUint32(16) !== CMYK || view.getUint32(20) !== LAB) return undefined;
    return interpolated(sampled(toSrgb(readTables(view), view.getUint8(8))));
  } catch {
    // A tag is missing, of another type, or reaches past the end.
    return undefined;
  }
}

const [CMYK, LAB] = [0x434d594b, 0x4c616220];

/** Reads the tables of the perceptual intent: curves for each ink, a table, and curves for each result (sections 10.10 and 10.11). */
function readTables(view: DataView): ToLab {
  const [at, isWide] = findTables(view);
  const [inputs, outputs, side = 0] = [8, 9, 10].map((offset) => view.getUint8(at + offset));
  if (inputs !== 4 || outputs !== 3 || side < 2) throw new RangeError('not for inks');
  const [entries, exits] = isWide ? [view.getUint16(at + 48), view.getUint16(at + 50)] : [256, 256];
  const lengths = [4 * entries, 3 * side ** 4, 3 * exits];
  const first = at + (isWide ? 52 : 48);
  const sample = isWide
    ? (index: number) => view.getUint16(first + 2 * index) / 65_535
    : (index: number) => view.getUint8(first + index) / 255;
  let read = 0;
  const [before, table, after] = lengths.map((length) =>
    Float32Array.from({ length }, () => sample(read++)),
  ) as [Float32Array, Float32Array, Float32Array];
  // In 16 bits, 100 % is 0xff00 (section 10.10).
  const scale = isWide ? 65_535 / 65_280 : 1;
  return (inks) => {
    const places = inks.map((ink, axis) => (side - 1) * valueIn(before, axis, entries, ink));
    return mixed(table, side, places).map(
      (value, axis) => scale * valueIn(after, axis, exits, value),
    );
  };
}

function findTables(view: DataView): [at: number, isWide: boolean] {
  try {
    return [findTag(view, 'A2B0', 'mft2'), true];
  } catch {
    return [findTag(view, 'A2B0', 'mft1'), false];
  }
}

/** Interpolates in one of several curves of `count` entries. */
function valueIn(curves: Float32Array, index: number, count: number, value: number): number {
  const place = Math.min(Math.max(value, 0), 1) * (count - 1);
  const low = Math.min(Math.floor(place), count - 2);
  const at = index * count + low;
  const [from, to] = [curves[at] ?? 0, curves[at + 1] ?? 0];
  return from + (to - from) * (place - low);
}

/** Interpolates between the 16 nodes around a place. */
function mixed(table: Float32Array, side: number, places: readonly number[]): number[] {
  const sums = [0, 0, 0];
  const lows = places.map((place) => Math.min(Math.floor(place), side - 2));
  for (let corner = 0; corner < 16; corner++) {
    let [weight, node] = [1, 0];
    for (let axis = 0; axis < 4; axis++) {
      const low = lows[axis] ?? 0;
      const part = (places[axis] ?? 0) - low;
      const isHigh = (corner >> axis) & 1;
      weight *= isHigh ? part : 1 - part;
      node = node * side + low + isHigh;
    }
    if (weight === 0) continue;
    for (let axis = 0; axis < 3; axis++) {
      sums[axis] = (sums[axis] ?? 0) + weight * (table[3 * node + axis] ?? 0);
    }
  }
  return sums;
}

/** Returns R, G and B, from 0 to 255, of each of `SIDE` ** 4 mixtures; K changes fastest. */
function sampled(srgbOf: (inks: readonly number[]) => number[]): Float32Array {
  const table = new Float32Array(3 * SIDE ** 4);
  const ink = (at: number, power: number) => (Math.floor(at / SIDE ** power) % SIDE) / (SIDE - 1);
  for (let at = 0; at < SIDE ** 4; at++) {
    table.set(srgbOf([3, 2, 1, 0].map((power) => ink(at, power))), 3 * at);
  }
  return table;
}

/** CIE XYZ of the connection space's white (section 7.2.16), and of its black for the perceptual intent in version 4 (section 6.3.3). */
const WHITE = [0.9642, 1, 0.8249] as const;
const BLACK_OF_VERSION_4 = [0.00336, 0.0034731, 0.00287];

/** Converts by way of XYZ, and makes black what the profile has for black, as lcms does for the perceptual intent. */
function toSrgb(toLab: ToLab, version: number): (inks: readonly number[]) => number[] {
  const darkest = version >= 4 ? BLACK_OF_VERSION_4 : xyzOf(toLab([1, 1, 1, 1]));
  return (inks) => {
    const xyz = xyzOf(toLab(inks)).map((value, axis) => {
      const [white, black] = [WHITE[axis] ?? 1, darkest[axis] ?? 0];
      return ((value - black) * white) / (white - black);
    });
    return [0, 1, 2].map((row) =>
      encoded(
        xyz.reduce((sum, value, axis) => sum + value * (XYZ_TO_SRGB[3 * row + axis] ?? 0), 0),
      ),
    );
  };
}

/** @param lab L from 0 to 1 for 0 to 100, a and b from 0 to 1 for -128 to 127 */
function xyzOf([l = 0, a = 0, b = 0]: readonly number[]): number[] {
  const y = (100 * l + 16) / 116;
  const places = [y + (255 * a - 128) / 500, y, y - (255 * b - 128) / 200];
  return places.map((t, axis) => {
    const value = t > 6 / 29 ? t ** 3 : 3 * (6 / 29) ** 2 * (t - 4 / 29);
    return value * (WHITE[axis] ?? 1);
  });
}

/** From linear light, from 0 to 1, to sRGB, from 0 to 255. */
function encoded(light: number): number {
  const clipped = Math.min(Math.max(light, 0), 1);
  return 255 * (clipped > 0.0031308 ? 1.055 * clipped ** (1 / 2.4) - 0.055 : 12.92 * clipped);
}

/** Interpolates between the five nodes of the simplex around a pixel: a walk along each axis, that of the largest fraction first. */
function interpolated(table: Float32Array): ConvertInks {
  const lows = new Uint8Array(256);
  const fractions = new Float32Array(256);
  for (let light = 0; light < 256; light++) {
    const place = ((255 - light) / 255) * (SIDE - 1);
    lows[light] = Math.min(Math.floor(place), SIDE - 2);
    fractions[light] = place - (lows[light] ?? 0);
  }
  const strides = [3 * SIDE ** 3, 3 * SIDE ** 2, 3 * SIDE, 3];
  const parts = new Float32Array(4);
  const steps = new Int32Array(4);
  return (pixels, at, black) => {
    let node = 0;
    for (let axis = 0; axis < 4; axis++) {
      const light = axis === 3 ? black : (pixels[at + axis] ?? 0);
      const [fraction, stride] = [fractions[light] ?? 0, strides[axis] ?? 0];
      node += stride * (lows[light] ?? 0);
      // Sorted, the largest first.
      let place = axis;
      for (; place > 0 && (parts[place - 1] ?? 0) < fraction; place--) {
        parts[place] = parts[place - 1] ?? 0;
        steps[place] = steps[place - 1] ?? 0;
      }
      parts[place] = fraction;
      steps[place] = stride;
    }
    let weight = 1 - (parts[0] ?? 0);
    let [red, green, blue] = [0, 0, 0];
    for (let step = 0; ; step++) {
      red += weight * (table[node] ?? 0);
      green += weight * (table[node + 1] ?? 0);
      blue += weight * (table[node + 2] ?? 0);
      if (step === 4) break;
      weight = (parts[step] ?? 0) - (step === 3 ? 0 : (parts[step + 1] ?? 0));
      node += steps[step] ?? 0;
    }
    pixels[at] = red;
    pixels[at + 1] = green;
    pixels[at + 2] = blue;
  };
}
