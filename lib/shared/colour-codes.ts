// The colour spaces that coding-independent code points name (ITU-T H.273), as in the `cICP` chunk of a PNG and in a HEIC.
import { type Matrix, type Primaries, toD50 } from './colour-matrix';

/**
 * From a sample to linear light, both from 0 to 1: an exponent; exponent, a, b, c and d of a curve with a linear start
 * (ICC.1:2022, section 10.18, function type 3); or a function.
 */
export type Curve =
  | readonly [number]
  | readonly [number, number, number, number, number]
  | ((sample: number) => number);

/** A colour space. */
export interface Colours {
  /** From linear light to XYZ under D50. */
  readonly toXyz: Matrix;
  readonly curve: Curve;
}

const D65 = [0.3127, 0.329] as const;
export const BT709: Primaries = [[0.64, 0.33], [0.3, 0.6], [0.15, 0.06], D65];
const BT601: Primaries = [[0.63, 0.34], [0.31, 0.595], [0.155, 0.07], D65];
const SRGB: Curve = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];
/** Cameras encode video by another curve, but screens show it by this one (ITU-R BT.1886). */
const VIDEO: Curve = [2.4];

/** Table 2 of H.273. */
const PRIMARIES = new Map<number, Primaries>([
  [1, BT709],
  [5, [[0.64, 0.33], [0.29, 0.6], [0.15, 0.06], D65]],
  [6, BT601],
  [7, BT601],
  [9, [[0.708, 0.292], [0.17, 0.797], [0.131, 0.046], D65]],
  [
    11,
    [
      [0.68, 0.32],
      [0.265, 0.69],
      [0.15, 0.06],
      [0.314, 0.351],
    ],
  ],
  [12, [[0.68, 0.32], [0.265, 0.69], [0.15, 0.06], D65]],
]);

/** Luminance of white in pictures of high dynamic range, in cd/m2, and its HLG sample (ITU-R BT.2408, table 1). */
const REFERENCE_WHITE = 203;
const HLG_WHITE = 0.75;

/** Table 3 of H.273. 16 is PQ, and 18 is HLG. */
const CURVES = new Map<number, Curve>([
  [1, VIDEO],
  [4, [2.2]],
  [5, [2.8]],
  [6, VIDEO],
  [8, [1]],
  [13, SRGB],
  [14, VIDEO],
  [15, VIDEO],
  [16, (sample) => upToWhite(pqLuminance(sample) / REFERENCE_WHITE)],
  [18, (sample) => upToWhite((hlgLight(sample) / hlgLight(HLG_WHITE)) ** HLG_GAMMA)],
]);

/** Returns undefined if the codes name no colour space that is supported. */
export function coloursOfCodes(primaries: number, transfer: number): Colours | undefined {
  const found = PRIMARIES.get(primaries);
  const toXyz = found && toD50(found);
  const curve = CURVES.get(transfer);
  return toXyz && curve && { toXyz, curve };
}

/** Highlights that are brighter than white are clipped, as on a screen without them. */
function upToWhite(light: number): number {
  return Math.min(1, light);
}

/** In cd/m2 (ITU-R BT.2100, table 4). */
function pqLuminance(sample: number): number {
  const [m1, m2] = [2610 / 16_384, (2523 / 4096) * 128];
  const [c1, c2, c3] = [3424 / 4096, (2413 / 4096) * 32, (2392 / 4096) * 32];
  const power = sample ** (1 / m2);
  return 10_000 * (Math.max(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1);
}

/** The system gamma for a screen of 1,000 cd/m2 (BT.2100, table 5). It is applied to each channel instead of the luminance. */
const HLG_GAMMA = 1.2;

/** Light in front of the camera (BT.2100, table 5). */
function hlgLight(sample: number): number {
  const a = 0.17883277;
  const b = 1 - 4 * a;
  const c = 0.5 - a * Math.log(4 * a);
  return sample <= 0.5 ? sample ** 2 / 3 : (Math.exp((sample - c) / a) + b) / 12;
}
