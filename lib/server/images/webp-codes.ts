// Counts the sets of prefix codes that a lossless WebP makes its decoder build. Each takes a few bytes in the file, but kilobytes
// in memory, all at the same time. The number follows the transforms, in an image of its own, so all of those must be read.
// RFC 9649, section 3; the names are from there.
import { corrupt } from './limits';
import type { WorkBudget } from './work-budget';

/** The usual encoder makes 2,600 at the most. So many take 100 MB at the worst. */
const MAX_GROUPS = 5000;

const CODE_LENGTH_ORDER = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const MAX_CODE_LENGTH = 15;
const LITERALS = 256;
const LENGTHS = 24;
const DISTANCES = 40;

/**
 * @param stream from the first transform on
 * @throws RefusedImageError if there are too many, or the stream is not as the format demands before that shows
 */
export function requireFewCodes(
  stream: Buffer,
  width: number,
  height: number,
  budget: WorkBudget,
): void {
  const bits = new BitReader(stream, budget);
  const codedWidth = skipTransforms(bits, width, height);
  readCacheSize(bits);
  if (bits.read(1) === 0) return;
  const prefixBits = bits.read(3) + 2;
  let groups = 1;
  // Copies and the colour cache only repeat what was a literal before.
  skipImage(bits, blocks(codedWidth, prefixBits), blocks(height, prefixBits), (red, green) => {
    groups = Math.max(groups, red * 256 + green + 1);
  });
  if (groups > MAX_GROUPS) throw corrupt(`${groups} sets of prefix codes`);
}

/** @returns the width of the picture that is left, of which small palettes put several pixels into one */
function skipTransforms(bits: BitReader, width: number, height: number): number {
  let codedWidth = width;
  const seen = new Set<number>();
  while (bits.read(1) === 1) {
    const transform = bits.read(2);
    // Section 4: "Each transform is allowed to be used only once."
    if (seen.has(transform)) throw corrupt('a transform twice');
    seen.add(transform);
    switch (transform) {
      case 0:
      case 1: {
        const size = bits.read(3) + 2;
        skipImage(bits, blocks(codedWidth, size), blocks(height, size));
        break;
      }
      case 3: {
        const colours = bits.read(8) + 1;
        skipImage(bits, colours, 1);
        codedWidth = blocks(codedWidth, colours > 16 ? 0 : colours > 4 ? 1 : colours > 2 ? 2 : 3);
      }
    }
  }
  return codedWidth;
}

/** Reads an image that has one set of prefix codes. */
function skipImage(
  bits: BitReader,
  width: number,
  height: number,
  onLiteral: (red: number, green: number) => void = () => {},
): void {
  const alphabet = LITERALS + LENGTHS + readCacheSize(bits);
  const green = readPrefixCode(bits, alphabet);
  const red = readPrefixCode(bits, LITERALS);
  const blue = readPrefixCode(bits, LITERALS);
  const alpha = readPrefixCode(bits, LITERALS);
  const distance = readPrefixCode(bits, DISTANCES);
  const pixels = width * height;
  if (green.only !== null && green.only >= LITERALS) {
    // Copies alone, of which the first has nothing to copy; or the colour cache alone, which has no literal in it yet.
    if (green.only < LITERALS + LENGTHS) throw corrupt('a copy from before the start');
    return;
  }
  if ([green, red, blue, alpha].every(({ only }) => only !== null)) {
    // One colour, which takes no bits however many pixels there are.
    onLiteral(red.only ?? 0, green.only ?? 0);
    return;
  }
  // Each pass takes one bit at least.
  for (let left = pixels; left > 0; ) {
    const symbol = green.read(bits);
    if (symbol < LITERALS) {
      onLiteral(red.read(bits), symbol);
      blue.read(bits);
      alpha.read(bits);
      left -= 1;
    } else if (symbol < LITERALS + LENGTHS) {
      left -= readExtended(bits, symbol - LITERALS);
      readExtended(bits, distance.read(bits));
      if (left < 0) throw corrupt('a copy past the end');
    } else {
      left -= 1;
    }
  }
}

/** How many colours the cache holds. */
function readCacheSize(bits: BitReader): number {
  if (bits.read(1) === 0) return 0;
  const exponent = bits.read(4);
  if (exponent < 1 || exponent > 11) throw corrupt('a colour cache of no allowed size');
  return 2 ** exponent;
}

/** A length or a distance: small ones by their symbol, larger ones with bits of their own. */
function readExtended(bits: BitReader, symbol: number): number {
  if (symbol < 4) return symbol + 1;
  const extra = (symbol - 2) >> 1;
  return ((2 + (symbol & 1)) << extra) + bits.read(extra) + 1;
}

interface PrefixCode {
  /** The only symbol of the code, which takes no bits; null if there are more. */
  only: number | null;
  /** Reads one symbol. */
  read(bits: BitReader): number;
}

function readPrefixCode(bits: BitReader, alphabet: number): PrefixCode {
  const lengths = new Uint8Array(Math.max(alphabet, LITERALS));
  if (bits.read(1) === 1) {
    const symbols = bits.read(1) + 1;
    lengths[bits.read(bits.read(1) === 0 ? 1 : 8)] = 1;
    if (symbols === 2) lengths[bits.read(8)] = 1;
    return prefixCode(lengths, bits.budget);
  }
  const lengthLengths = new Uint8Array(CODE_LENGTH_ORDER.length);
  const given = bits.read(4) + 4;
  for (const symbol of CODE_LENGTH_ORDER.slice(0, given)) lengthLengths[symbol] = bits.read(3);
  const lengthCode = prefixCode(lengthLengths, bits.budget);
  let left = bits.read(1) === 0 ? alphabet : 2 + bits.read(2 + 2 * bits.read(3));
  let previous = 8;
  for (let symbol = 0; symbol < alphabet && left > 0; left--) {
    const length = lengthCode.read(bits);
    if (length <= MAX_CODE_LENGTH) {
      lengths[symbol++] = length;
      if (length > 0) previous = length;
      continue;
    }
    const repeats =
      length === 16 ? 3 + bits.read(2) : length === 17 ? 3 + bits.read(3) : 11 + bits.read(7);
    if (symbol + repeats > alphabet) throw corrupt('code lengths past the alphabet');
    lengths.fill(length === 16 ? previous : 0, symbol, symbol + repeats);
    symbol += repeats;
  }
  return prefixCode(lengths, bits.budget);
}

/** The canonical code of these lengths: within one length, by symbol. */
function prefixCode(lengths: Uint8Array, budget: WorkBudget): PrefixCode {
  budget.spend(lengths.length);
  const counts = new Uint16Array(MAX_CODE_LENGTH + 1);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  const symbols = Array.from(lengths.keys())
    .filter((symbol) => (lengths[symbol] ?? 0) > 0)
    .sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  const [only = 0] = symbols;
  if (symbols.length === 1) {
    const read = () => {
      budget.spend(1);
      return only;
    };
    return { only, read };
  }
  return { only: null, read: (bits) => readSymbol(bits, counts, symbols) };
}

/** @param counts how many codes there are of each length */
function readSymbol(bits: BitReader, counts: Uint16Array, symbols: number[]): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= MAX_CODE_LENGTH; length++) {
    const count = counts[length] ?? 0;
    code += bits.read(1);
    if (code < first + count) return symbols[index + code - first] ?? 0;
    index += count;
    first = (first + count) * 2;
    code *= 2;
  }
  throw corrupt('no such prefix code');
}

class BitReader {
  #at = 0;

  constructor(
    readonly bytes: Buffer,
    readonly budget: WorkBudget,
  ) {}

  /** The next bits, the least significant one first. */
  read(count: number): number {
    this.budget.spend(count);
    let value = 0;
    for (let bit = 0; bit < count; bit++, this.#at++) {
      const byte = this.bytes[this.#at >> 3];
      if (byte === undefined) throw corrupt('cut in a picture');
      value |= ((byte >> (this.#at & 7)) & 1) << bit;
    }
    return value;
  }
}

/** How many blocks of two to the `bits` it takes to cover a side. */
function blocks(side: number, bits: number): number {
  return Math.ceil(side / 2 ** bits);
}
