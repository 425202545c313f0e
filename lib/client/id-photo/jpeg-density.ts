// Writes the density of a JPEG into its header.

const MARKER = 0xff;
const SOI = 0xd8;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP13 = 0xed;

/** Segments that can state a density of their own: JFIF, Exif and XMP, Photoshop. */
const REPLACED = new Set([APP0, APP1, APP13]);

/**
 * Returns the JPEG with one JFIF segment that states the density, right after the start of the image as JFIF requires, and without
 * Exif, XMP and Photoshop segments. The image data stays the same. Throws if the bytes are not a JPEG.
 *
 * Source: ITU-T T.871 (JFIF), 10.1; ITU-T T.81, B.1.1.
 */
export function withDensity(jpeg: Uint8Array, dpi: number): Uint8Array<ArrayBuffer> {
  const kept = [Uint8Array.of(MARKER, SOI), jfifSegment(dpi)];
  for (const { marker, start, end } of headerSegments(jpeg)) {
    if (!REPLACED.has(marker)) kept.push(jpeg.subarray(start, end));
  }
  return joined(kept);
}

/** Version 1.02, density in dots per inch, no thumbnail. */
function jfifSegment(dpi: number): Uint8Array {
  const identifier = [0x4a, 0x46, 0x49, 0x46, 0];
  const density = [dpi >> 8, dpi & 0xff];
  return Uint8Array.of(MARKER, APP0, 0, 16, ...identifier, 1, 2, 1, ...density, ...density, 0, 0);
}

/** The segments after the start of the image. The last one is the first scan and all that follows it. */
function* headerSegments(jpeg: Uint8Array) {
  const byte = (at: number) => jpeg[at] ?? 0;
  if (byte(0) !== MARKER || byte(1) !== SOI) throw new Error('not a JPEG');
  for (let start = 2; start < jpeg.length; ) {
    let at = start;
    if (byte(at) !== MARKER) throw new Error('not a JPEG');
    // A marker may have fill bytes before it.
    while (byte(at) === MARKER && at < jpeg.length) at += 1;
    const marker = byte(at);
    const end = marker === SOS ? jpeg.length : at + 1 + (byte(at + 1) << 8) + byte(at + 2);
    yield { marker, start, end };
    start = end;
  }
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
