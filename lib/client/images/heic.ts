// HEIC: told by the file's first bytes, for names and types lie, and converted by a decoder loaded only when one is met.
import { PhotoError } from './photo-error';

/** Brands of HEIF files whose pictures are coded in HEVC, or may be (ISO/IEC 23008-12, annexes B and E). */
const BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** A `ftyp` box is a few dozen bytes; one that claims more is read this far. */
const LONGEST_BOX = 256;

/** True if the file begins with a `ftyp` box that names a HEIF brand, as its own or as one it is compatible with. */
export async function isHeic(file: Blob): Promise<boolean> {
  const bytes = new Uint8Array(await file.slice(0, LONGEST_BOX).arrayBuffer());
  if (bytes.length < 12 || text(bytes, 4) !== 'ftyp') return false;
  const length = new DataView(bytes.buffer).getUint32(0);
  const brands = [text(bytes, 8)];
  for (let at = 16; at + 4 <= Math.min(length, bytes.length); at += 4) brands.push(text(bytes, at));
  return brands.some((brand) => BRANDS.has(brand));
}

/**
 * Decodes a HEIC with its rotation applied. Takes seconds for a phone's photo. Rejects with `PhotoError`: `not-loaded` if there is
 * no decoder to be had now, `unreadable` if the file is damaged.
 */
export async function decodeHeic(file: Blob): Promise<ImageBitmap> {
  const heicTo = await loadDecoder();
  try {
    return await heicTo({ blob: file, type: 'bitmap' });
  } catch (cause) {
    throw new PhotoError('unreadable', { cause });
  }
}

/** The build that needs no `unsafe-eval`. It runs in a worker of its own, made from a blob: `worker-src blob:`. */
async function loadDecoder() {
  try {
    return (await import('heic-to/csp')).heicTo;
  } catch (cause) {
    throw new PhotoError('not-loaded', { cause });
  }
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
