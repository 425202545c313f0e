// Reads the orientation from EXIF, the only tag that the image needs.

/** As in EXIF 2.3, tag 0x0112: 1 is upright, 2 to 4 are mirrored or upside down, 5 to 8 lie on their side. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const PREFIX = 'Exif\0\0';
const ORIENTATION_TAG = 0x0112;
const SHORT = 3;
const ENTRY_LENGTH = 12;

/**
 * Reads the orientation in the first directory of EXIF (TIFF 6.0, section 2); 1 if it is missing or invalid.
 * @param exif the TIFF structure, with or without the prefix that JPEG has
 * @param budget counts a step for each entry read, at most 65,535
 */
export function readOrientation(
  exif: Uint8Array,
  budget?: { spend(steps: number): void },
): Orientation {
  const tiff = text(exif, PREFIX.length) === PREFIX ? exif.subarray(PREFIX.length) : exif;
  const order = text(tiff, 2);
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return 1;
  const read = new DataView(tiff.buffer, tiff.byteOffset, tiff.length);
  const little = order === 'II';
  const directory = read.getUint32(4, little);
  if (directory + 2 > tiff.length) return 1;
  const entries = read.getUint16(directory, little);
  for (let index = 0; index < entries; index++) {
    budget?.spend(1);
    const at = directory + 2 + index * ENTRY_LENGTH;
    if (at + ENTRY_LENGTH > tiff.length) return 1;
    if (read.getUint16(at, little) === ORIENTATION_TAG) {
      const isShort = read.getUint16(at + 2, little) === SHORT;
      const value = read.getUint16(at + 8, little);
      return isShort && isOrientation(value) ? value : 1;
    }
  }
  return 1;
}

function text(bytes: Uint8Array, length: number): string {
  return String.fromCharCode(...bytes.subarray(0, length));
}

function isOrientation(value: number): value is Orientation {
  return value >= 1 && value <= 8;
}
