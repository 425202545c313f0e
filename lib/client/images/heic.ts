// Detects HEIC by the file's first bytes, since names and types are unreliable, and decodes it with a decoder loaded on demand.
import { readHeicColours } from './heic-colours';
import { type DecodeHeif, loadHeifDecoder } from './heif-decoder';
import { toSrgb } from './icc-profile';
import { PhotoError } from './photo-error';
import type { MakeRaster } from './raster';

/** HEIF brands that are, or may be, coded in HEVC (ISO/IEC 23008-12, annexes B and E). */
const BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** Bytes to read: a `ftyp` box takes a few dozen. */
const LONGEST_BOX = 256;

/** True if the file begins with a `ftyp` box whose major or compatible brands include a HEIF brand. */
export async function isHeic(file: Blob): Promise<boolean> {
  const bytes = new Uint8Array(await file.slice(0, LONGEST_BOX).arrayBuffer());
  if (bytes.length < 12 || text(bytes, 4) !== 'ftyp') return false;
  const length = new DataView(bytes.buffer).getUint32(0);
  const brands = [text(bytes, 8)];
  for (let at = 16; at + 4 <= Math.min(length, bytes.length); at += 4) brands.push(text(bytes, at));
  return brands.some((brand) => BRANDS.has(brand));
}

/** What takes time with a HEIC: the decoder is loaded, and then it converts the picture. */
export type HeicStep = 'loading' | 'converting';

/**
 * Decodes a HEIC, applies its rotation, and converts its colours to sRGB; takes seconds for a phone's photo, and blocks the thread.
 * Rejects with `PhotoError`: `not-loaded` if the decoder cannot be loaded, `unreadable` if the file is damaged.
 * @param onStep called when a step begins
 */
export async function decodeHeic(
  file: Blob,
  make: MakeRaster,
  onStep: (step: HeicStep) => void,
  load: () => Promise<DecodeHeif> = loadHeifDecoder,
): Promise<ImageBitmap> {
  onStep('loading');
  const decode = await load().catch((cause) => {
    throw new PhotoError('not-loaded', { cause });
  });
  onStep('converting');
  try {
    const picture = await createImageBitmap(await decode(await file.arrayBuffer()));
    // A decoder of the browser converts colours; this one does not.
    const colours = await readHeicColours(file);
    return colours ? await convertColours(picture, toSrgb(colours), make) : picture;
  } catch (cause) {
    throw new PhotoError('unreadable', { cause });
  }
}

/** Rows to convert at a time: 4 MB of a phone's photo. */
const ROWS = 256;

async function convertColours(
  picture: ImageBitmap,
  convert: (pixels: Uint8ClampedArray) => void,
  make: MakeRaster,
): Promise<ImageBitmap> {
  const { width, height } = picture;
  const { context, image } = make(width, height);
  context.drawImage(picture, 0, 0);
  picture.close();
  for (let y = 0; y < height; y += ROWS) {
    const strip = context.getImageData(0, y, width, Math.min(ROWS, height - y));
    convert(strip.data);
    context.putImageData(strip, 0, y);
  }
  return createImageBitmap(image);
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
