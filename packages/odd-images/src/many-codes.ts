// A lossless WebP written by hand, which asks its decoder to build very many sets of prefix codes. RFC 9649, section 3.
import { BitWriter } from './bit-writer.ts';
import { riffChunk } from './file-parts.ts';

/**
 * The VP8L chunk of a picture of one colour, in squares that each have a set of prefix codes of their own.
 * @param size of a square: 2 to the power of it pixels a side, from 2 to 9
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
  // No transform, no colour cache, but an image that says which square has which set.
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

/** A code in which each of 256 symbols takes 8 bits. The first alphabet has lengths besides, which get none. */
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

/** A code of the one symbol 0, which then takes no bits. */
function writeLoneSymbol(bits: BitWriter): void {
  bits.write(1, 1).write(0, 3);
}

/** Prefix codes come the most significant bit first. */
function reversed(byte: number): number {
  return Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2);
}
