// Writes lossless WebP pictures of one colour. A code with one symbol takes no bits, so any size fits in 30 bytes.
import { BitWriter } from './bit-writer.ts';
import { riffChunk } from './file-parts.ts';

/** The transform types of RFC 9649, section 4. */
const TRANSFORMS = { predictor: 0, colour: 1, subtractGreen: 2, palette: 3 } as const;

interface Flat {
  width: number;
  height: number;
  transforms?: readonly (keyof typeof TRANSFORMS)[];
}

/** A VP8L chunk with these transforms in this order. Repeating one makes the picture invalid. */
export function handMadeVp8l({ width, height, ...flat }: Flat): Buffer {
  const bits = new BitWriter()
    .write(0x2f, 8)
    .write(width - 1, 14)
    .write(height - 1, 14)
    .write(0, 4);
  return riffChunk('VP8L', writePicture(bits, flat.transforms ?? []).bytes());
}

/** An ALPH chunk: the same data without the VP8L header, after a byte for lossless compression (section 2.7.1.2). */
export function handMadeAlpha(transforms: Flat['transforms'] = []): Buffer {
  return riffChunk('ALPH', writePicture(new BitWriter().write(1, 8), transforms).bytes());
}

function writePicture(bits: BitWriter, transforms: NonNullable<Flat['transforms']>): BitWriter {
  for (const name of transforms) {
    bits.write(1, 1).write(TRANSFORMS[name], 2);
    // Blocks of 4 x 4 pixels, the smallest size; a palette of 256 colours.
    if (name === 'predictor' || name === 'colour') writeLoneSymbols(bits.write(0, 3).write(0, 1));
    if (name === 'palette') writeLoneSymbols(bits.write(255, 8).write(0, 1));
  }
  // No more transforms, no colour cache, and one group of prefix codes.
  return writeLoneSymbols(bits.write(0, 1).write(0, 1).write(0, 1));
}

/** Five prefix codes with the single symbol 0. */
function writeLoneSymbols(bits: BitWriter): BitWriter {
  for (let code = 0; code < 5; code++) bits.write(1, 1).write(0, 3);
  return bits;
}
