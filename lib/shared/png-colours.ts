// The colour space that a PNG declares by other chunks than a colour profile (W3C PNG, third edition, section 4.3). Engines of browsers
// read these chunks in different ways, and libvips ignores them.
import { BT709, type Colours, coloursOfCodes } from './colour-codes';
import { type Primaries, toD50 } from './colour-matrix';

/** The bodies of the first chunks of each type that precede the palette and the pixels. */
export type ColourChunks = ReadonlyMap<string, Uint8Array>;

/** The chunk types, with that of the colour profile. */
export const COLOUR_CHUNKS = new Set(['cICP', 'iCCP', 'sRGB', 'cHRM', 'gAMA']);

/** Returns the colours of a `cICP` chunk, which takes precedence over a colour profile; undefined without a supported one. */
export function coloursOfCicp(chunks: ColourChunks): Colours | undefined {
  const body = chunks.get('cICP');
  if (body?.length !== 4) return undefined;
  const [primaries = 0, transfer = 0, matrix, range] = body;
  const isFullRangeRgb = matrix === 0 && range === 1;
  return isFullRangeRgb ? coloursOfCodes(primaries, transfer) : undefined;
}

/** The gAMA value that encoders write for sRGB, whose curve is not a power function (section 11.3.2.5). */
const GAMMA_OF_SRGB = 45_455;

/**
 * Returns the colours of the `gAMA` and `cHRM` chunks; undefined if `sRGB`, which takes precedence, is there, or nothing differs from
 * sRGB. As in Chromium, primaries without a gamma are ignored, and the gamma of sRGB without primaries is sRGB. Meaningless values are
 * ignored.
 */
export function coloursOfGamma(chunks: ColourChunks): Colours | undefined {
  const value = numbersOf(chunks.get('gAMA'), 1)?.[0];
  if (chunks.has('sRGB') || value === undefined) return undefined;
  // The exponent of encoding times 100,000 (section 11.3.2.2).
  const exponent = 100_000 / value;
  if (exponent < 0.01 || exponent > 100) return undefined;
  const primaries = primariesOf(chunks.get('cHRM'));
  if (!primaries && value === GAMMA_OF_SRGB) return undefined;
  const toXyz = (primaries && toD50(primaries)) ?? toD50(BT709);
  return toXyz && { toXyz, curve: [exponent] };
}

/** White, red, green and blue, each x and y times 100,000 (section 11.3.2.1). */
function primariesOf(body: Uint8Array | undefined): Primaries | undefined {
  const numbers = numbersOf(body, 8);
  if (!numbers) return undefined;
  const at = (index: number) =>
    [(numbers[2 * index] ?? 0) / 100_000, (numbers[2 * index + 1] ?? 0) / 100_000] as const;
  return [at(1), at(2), at(3), at(0)];
}

/** Returns undefined if the body does not have this many numbers of four bytes. */
function numbersOf(body: Uint8Array | undefined, count: number): number[] | undefined {
  if (body?.length !== 4 * count) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  return Array.from({ length: count }, (_, index) => view.getUint32(4 * index));
}
