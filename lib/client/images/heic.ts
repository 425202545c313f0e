// Detects HEIC by the file's first bytes, since names and types are unreliable, and decodes it with a decoder loaded on demand.
import { readHeicColours } from './heic-colours';
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

/** How long a conversion may take, in milliseconds. A phone's photo takes seconds; in Firefox some never end. */
export const CONVERSION_MS = 20_000;

type Convert = (options: { blob: Blob; type: 'bitmap' }) => Promise<ImageBitmap>;

/**
 * Decodes a HEIC, applies its rotation, and converts its colours to sRGB; takes seconds for a phone's photo. Rejects with
 * `PhotoError`: `not-loaded` if the decoder cannot be loaded, `unreadable` if the file is damaged, `timed-out` after `CONVERSION_MS`.
 */
export async function decodeHeic(
  file: Blob,
  make: MakeRaster,
  load: () => Promise<Convert> = loadDecoder,
): Promise<ImageBitmap> {
  const convert = await load();
  try {
    const picture = await inTime(convert({ blob: file, type: 'bitmap' }));
    // A decoder of the browser converts colours; this one does not.
    const colours = await readHeicColours(file);
    return colours ? await convertColours(picture, toSrgb(colours), make) : picture;
  } catch (cause) {
    throw cause instanceof PhotoError ? cause : new PhotoError('unreadable', { cause });
  }
}

function inTime(conversion: Promise<ImageBitmap>): Promise<ImageBitmap> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new PhotoError('timed-out'));
      conversion.then((late) => late.close()).catch(() => {});
    }, CONVERSION_MS);
    conversion.then(resolve, reject).finally(() => clearTimeout(timer));
  });
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

/** The build without `unsafe-eval`. It runs in its own worker, created from a blob (`worker-src blob:`). */
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
