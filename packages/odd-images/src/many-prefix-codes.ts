// Writes a lossless WebP for which a decoder has to build very many groups of prefix codes (RFC 9649, section 3).
import { BitWriter } from './bit-writer.ts';
import { riffChunk } from './file-parts.ts';

/**
 * The VP8L chunk of a picture of one colour, in which each square has its own group of prefix codes.
 *
 * @param groups number of groups, up to 65,536
 * @param size binary logarithm of the side of a square in pixels, 2 to 9
 */
export function manyCodesVp8l(groups: number, size = 2): Buffer {
  const squares = Math.ceil(Math.sqrt(groups));
  const side = squares * 2 ** size;
  const bits = new BitWriter();
  bits
    .write(0x2f, 8)
    .write(side - 1, 14)
    .write(side - 1, 14)
    .write(0, 4);
  // No transform, no colour cache, and an entropy image that maps each square to its group.
  bits
    .write(0, 1)
    .write(0, 1)
    .write(1, 1)
    .write(size - 2, 3);
  bits.write(0, 1);
  writeByteCode(bits, true);
  writeByteCode(bits, false);
  for (let code = 0; code < 3; code++) writeLoneSymbol(bits);
  for (let square = 0; square < squares * squares; square++) {
    const group = Math.min(square, groups - 1);
    bits.write(reversed(group & 0xff), 8).write(reversed(group >> 8), 8);
  }
  for (let code = 0; code < 5 * groups; code++) writeLoneSymbol(bits);
  return riffChunk('VP8L', bits.bytes());
}

/** A code of 8 bits for each of 256 symbols. The first alphabet also has length symbols, which get no code. */
function writeByteCode(bits: BitWriter, isFirst: boolean): void {
  bits.write(0, 1).write(12 - 4, 4);
  for (let place = 0; place < 11; place++) bits.write(0, 3);
  bits.write(1, 3);
  if (isFirst)
    bits
      .write(1, 1)
      .write(3, 3)
      .write(256 - 2, 8);
  else bits.write(0, 1);
}

/** A code with the single symbol 0, which takes no bits. */
function writeLoneSymbol(bits: BitWriter): void {
  bits.write(1, 1).write(0, 3);
}

/** Reverses the bits of a byte: prefix codes are stored with the most significant bit first. */
function reversed(byte: number): number {
  return Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2);
}
