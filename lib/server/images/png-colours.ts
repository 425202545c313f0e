// The colour space that a PNG declares in the chunks that libvips ignores (W3C PNG, third edition, section 4.3), as a colour profile.
import { type Curve, type Primaries, writeProfile } from './write-profile';

/** The bodies of the first chunks of each type that precede the palette and the pixels. */
type ColourChunks = Map<string, Buffer>;

/** The chunk types, except for the colour profile `iCCP`. */
export const COLOUR_CHUNKS = new Set(['cICP', 'sRGB', 'cHRM', 'gAMA']);

const D65 = [0.3127, 0.329] as const;
const BT709: Primaries = [[0.64, 0.33], [0.3, 0.6], [0.15, 0.06], D65];
const BT601: Primaries = [[0.63, 0.34], [0.31, 0.595], [0.155, 0.07], D65];
const SRGB: Curve = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];
/** Cameras encode video by another curve, but screens show it by this one (ITU-R BT.1886). */
const VIDEO: Curve = [2.4];

/** ITU-T H.273, table 2. */
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

/** ITU-T H.273, table 3, except for the curves of high dynamic range, which a profile cannot express. */
const CURVES = new Map<number, Curve>([
  [1, VIDEO],
  [4, [2.2]],
  [5, [2.8]],
  [6, VIDEO],
  [8, [1]],
  [13, SRGB],
  [14, VIDEO],
  [15, VIDEO],
]);

/** Writes the profile of a `cICP` chunk, which takes precedence over a colour profile; undefined without a supported one. */
export function profileOfCodePoints(chunks: ColourChunks, isGrey: boolean): Buffer | undefined {
  const body = chunks.get('cICP');
  if (body?.length !== 4) return undefined;
  const primaries = PRIMARIES.get(body.readUInt8(0));
  const curve = CURVES.get(body.readUInt8(1));
  const isFullRangeRgb = body.readUInt8(2) === 0 && body.readUInt8(3) === 1;
  if (!primaries || !curve || !isFullRangeRgb) return undefined;
  return writeProfile(primaries, curve, isGrey);
}

/** The gAMA value that encoders write for sRGB, whose curve is not a power function (section 11.3.2.5). */
const GAMMA_OF_SRGB = 45_455;

/**
 * Writes the profile of the `gAMA` and `cHRM` chunks; undefined if `sRGB`, which takes precedence, is there, or nothing differs from
 * sRGB. As in Chromium, primaries without a gamma are ignored, and the gamma of sRGB without primaries is sRGB. Meaningless values are
 * ignored.
 */
export function profileOfGamma(chunks: ColourChunks, isGrey: boolean): Buffer | undefined {
  const gamma = chunks.get('gAMA');
  if (chunks.has('sRGB') || gamma?.length !== 4) return undefined;
  const value = gamma.readUInt32BE();
  // The exponent of encoding times 100,000 (section 11.3.2.2).
  const exponent = 100_000 / value;
  if (exponent < 0.01 || exponent > 100) return undefined;
  const primaries = primariesOf(chunks.get('cHRM'));
  if (!primaries && value === GAMMA_OF_SRGB) return undefined;
  const own = primaries && writeProfile(primaries, [exponent], isGrey);
  return own ?? writeProfile(BT709, [exponent], isGrey);
}

/** White, red, green and blue, each x and y times 100,000 (section 11.3.2.1). */
function primariesOf(body: Buffer | undefined): Primaries | undefined {
  if (body?.length !== 32) return undefined;
  const at = (index: number) =>
    [body.readUInt32BE(index * 8) / 100_000, body.readUInt32BE(index * 8 + 4) / 100_000] as const;
  return [at(1), at(2), at(3), at(0)];
}
