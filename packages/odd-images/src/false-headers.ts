// Files with headers that contradict their data.
import { crc32 } from './crc32.ts';
import { uint32BE, webpFile, webpHeader } from './file-parts.ts';
import { readContents } from './image-contents.ts';

/** Changes the size in the header of a PNG and updates the checksum. */
export function pngClaiming(png: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(png);
  copy.writeUInt32BE(width, 16);
  copy.writeUInt32BE(height, 20);
  uint32BE(crc32(copy.subarray(12, 29))).copy(copy, 29);
  return copy;
}

/** Changes the length of the first data chunk of a PNG. */
export function pngDataClaiming(png: Buffer, length: number): Buffer {
  const copy = Buffer.from(png);
  copy.writeUInt32BE(length, copy.indexOf('IDAT') - 4);
  return copy;
}

/** Flips one bit of the data of a PNG without updating the checksum. */
export function pngWithWrongChecksum(png: Buffer): Buffer {
  const copy = Buffer.from(png);
  const at = copy.indexOf('IDAT') + 40;
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

/** Changes the size in the frame header of a JPEG. */
export function jpegClaiming(jpeg: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(jpeg);
  const frame = frameAt(copy);
  copy.writeUInt16BE(height, frame + 5);
  copy.writeUInt16BE(width, frame + 7);
  return copy;
}

/** Changes the length of the frame header of a JPEG. */
export function jpegFrameClaiming(jpeg: Buffer, length: number): Buffer {
  const copy = Buffer.from(jpeg);
  copy.writeUInt16BE(length, frameAt(copy) + 2);
  return copy;
}

/** Truncates a JPEG to a share of its bytes and adds an end marker, so that only the data show the damage. */
export function jpegEndedEarly(jpeg: Buffer, share: number): Buffer {
  const kept = jpeg.subarray(0, Math.floor(jpeg.length * share));
  return Buffer.concat([kept, Buffer.from([0, 0xff, 0xd9])]);
}

/** Changes the length in the container of a WebP. */
export function webpClaimingLength(webp: Buffer, length: number): Buffer {
  const copy = Buffer.from(webp);
  copy.writeUInt32LE(length, 4);
  return copy;
}

/** Changes the size in the picture header of a simple lossy WebP. */
export function webpPictureClaiming(webp: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(webp);
  copy.writeUInt16LE(width, 26);
  copy.writeUInt16LE(height, 28);
  return copy;
}

/** Puts the picture of a simple WebP on a canvas of another size. */
export function webpCanvasClaiming(webp: Buffer, width: number, height: number): Buffer {
  return webpFile([webpHeader(width, height, 0), webp.subarray(12)]);
}

function frameAt(jpeg: Buffer): number {
  const { parts } = readContents(jpeg);
  let at = 2;
  for (const { name, body } of parts.slice(1)) {
    if (name.startsWith('SOF')) return at;
    at += body.length + 4;
  }
  throw new Error('The JPEG has no frame header.');
}
