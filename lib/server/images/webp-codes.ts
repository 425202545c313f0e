// Limits the number of prefix code groups in a lossless WebP. Each takes a few bytes in the file, but kilobytes of the decoder's
// memory, all at the same time. The number is in an image that follows the transforms, so all transforms must be parsed.
// RFC 9649, section 3; the names are from there.
import { corrupt } from './limits';
import type { WorkBudget } from './work-budget';

/** The usual encoder writes at most 2,600. This many take at most 100 MB. */
const MAX_GROUPS = 5000;

const CODE_LENGTH_ORDER = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const MAX_CODE_LENGTH = 15;
const LITERALS = 256;
const LENGTHS = 24;
const DISTANCES = 40;

/**
 * @param stream the stream from the first transform on
 * @throws RejectedImageError if there are too many, or the stream is invalid up to the point where the number is known
 */
export function limitPrefixCodes(
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
  // Copies and the colour cache only repeat earlier literals.
  skipImage(bits, blocks(codedWidth, prefixBits), blocks(height, prefixBits), (red, green) => {
    groups = Math.max(groups, red * 256 + green + 1);
  });
  if (groups > MAX_GROUPS) throw corrupt(`${groups} prefix code groups`);
}

/** @returns the width of the remaining image, where small palettes pack several pixels into one */
function skipTransforms(bits: BitReader, width: number, height: number): number {
  let codedWidth = width;
  const seen = new Set<number>();
  while (bits.read(1) === 1) {
    const transform = bits.read(2);
    // Section 4: "Each transform is allowed to be used only once."
    if (seen.has(transform)) throw corrupt('a repeated transform');
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

/** Reads an image with one prefix code group. */
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
    // Only copies, with nothing to copy yet, or only references to the colour cache, which is still empty.
    if (green.only < LITERALS + LENGTHS) throw corrupt('a copy before the first pixel');
    return;
  }
  if ([green, red, blue, alpha].every(({ only }) => only !== null)) {
    // A single colour takes no bits for any number of pixels.
    onLiteral(red.only ?? 0, green.only ?? 0);
    return;
  }
  // Each iteration reads at least one bit.
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
      if (left < 0) throw corrupt('a copy past the last pixel');
    } else {
      left -= 1;
    }
  }
}

/** Reads the size of the colour cache. */
function readCacheSize(bits: BitReader): number {
  if (bits.read(1) === 0) return 0;
  const exponent = bits.read(4);
  if (exponent < 1 || exponent > 11) throw corrupt('an invalid colour cache size');
  return 2 ** exponent;
}

/** Reads a length or distance: small ones are encoded in the symbol, larger ones have extra bits. */
function readExtended(bits: BitReader, symbol: number): number {
  if (symbol < 4) return symbol + 1;
  const extra = (symbol - 2) >> 1;
  return ((2 + (symbol & 1)) << extra) + bits.read(extra) + 1;
}

interface PrefixCode {
  /** The symbol of a code with only one, which takes no bits; otherwise null. */
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
    if (symbol + repeats > alphabet) throw corrupt('more code lengths than symbols');
    lengths.fill(length === 16 ? previous : 0, symbol, symbol + repeats);
    symbol += repeats;
  }
  return prefixCode(lengths, bits.budget);
}

/** Builds the canonical code of these lengths; equal lengths are ordered by symbol. */
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

/** @param counts number of codes of each length */
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
  throw corrupt('an invalid prefix code');
}

class BitReader {
  #at = 0;

  constructor(
    readonly bytes: Buffer,
    readonly budget: WorkBudget,
  ) {}

  /** Reads the next bits, least significant first. */
  read(count: number): number {
    this.budget.spend(count);
    let value = 0;
    for (let bit = 0; bit < count; bit++, this.#at++) {
      const byte = this.bytes[this.#at >> 3];
      if (byte === undefined) throw corrupt('truncated image data');
      value |= ((byte >> (this.#at & 7)) & 1) << bit;
    }
    return value;
  }
}

/** Number of blocks of `2 ** bits` pixels that cover a side. */
function blocks(side: number, bits: number): number {
  return Math.ceil(side / 2 ** bits);
}
