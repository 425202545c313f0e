// Detects HEIC by the file's first bytes, since names and types are unreliable. This code is part of the first page; the decoder is not.

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

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
