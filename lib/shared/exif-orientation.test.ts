import { exifBlock } from 'odd-images/exif';
import { readOrientation } from './exif-orientation';

const orientationOf = (exif: Buffer) => readOrientation(exif);

/** Little-endian EXIF with the orientation as its only entry. */
function littleEndian(orientation: number, type = 3): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x0112, 10);
  tiff.writeUInt16LE(type, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(orientation, 18);
  return tiff;
}

describe('readOrientation', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('reads %i in either byte order', (orientation) => {
    expect(orientationOf(littleEndian(orientation))).toBe(orientation);
    expect(orientationOf(exifBlock(orientation, false))).toBe(orientation);
  });

  test('finds it among other entries, and after the prefix that JPEG has', () => {
    const prefixed = Buffer.concat([Buffer.from('Exif\0\0'), exifBlock(6, true)]);
    expect(orientationOf(prefixed)).toBe(6);
  });

  test.each([0, 9, 65535])('reads %i as upright', (orientation) => {
    expect(orientationOf(littleEndian(orientation))).toBe(1);
  });

  test('reads a value of another type as upright', () => {
    expect(orientationOf(littleEndian(6, 2))).toBe(1);
  });

  test('reads truncated data as upright', () => {
    const exif = exifBlock(6, true);
    const lengths = Array.from({ length: 30 }, (_, length) => length);
    const read = lengths.map((length) => orientationOf(exif.subarray(0, length)));
    expect(new Set(read)).toEqual(new Set([1]));
  });

  test('reads a directory outside the block as upright', () => {
    const exif = littleEndian(6);
    exif.writeUInt32LE(0xffffffff, 4);
    expect(orientationOf(exif)).toBe(1);
  });
});
