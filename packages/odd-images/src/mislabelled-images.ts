// Files whose headers say one thing and whose data another.
import { crc32 } from './crc32.ts';
import { uint32BE, webpFile, webpHeader } from './file-parts.ts';
import { readContents } from './image-contents.ts';

/** The PNG with another size in its header, and a checksum that vouches for it. */
export function pngClaiming(png: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(png);
  copy.writeUInt32BE(width, 16);
  copy.writeUInt32BE(height, 20);
  uint32BE(crc32(copy.subarray(12, 29))).copy(copy, 29);
  return copy;
}

/** The PNG whose first data chunk claims another length. */
export function pngDataClaiming(png: Buffer, length: number): Buffer {
  const copy = Buffer.from(png);
  copy.writeUInt32BE(length, copy.indexOf('IDAT') - 4);
  return copy;
}

/** The PNG with one bit of its data flipped, and the checksum left as it was. */
export function pngWithWrongChecksum(png: Buffer): Buffer {
  const copy = Buffer.from(png);
  const at = copy.indexOf('IDAT') + 40;
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

/** The baseline JPEG with another size in its frame header. */
export function jpegClaiming(jpeg: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(jpeg);
  const frame = frameAt(copy);
  copy.writeUInt16BE(height, frame + 5);
  copy.writeUInt16BE(width, frame + 7);
  return copy;
}

/** The JPEG whose frame header claims another length. */
export function jpegFrameClaiming(jpeg: Buffer, length: number): Buffer {
  const copy = Buffer.from(jpeg);
  copy.writeUInt16BE(length, frameAt(copy) + 2);
  return copy;
}

/** The JPEG without its last part, ended all the same: the data stop early, the markers do not show it. */
export function jpegEndedEarly(jpeg: Buffer, share: number): Buffer {
  const kept = jpeg.subarray(0, Math.floor(jpeg.length * share));
  return Buffer.concat([kept, Buffer.from([0, 0xff, 0xd9])]);
}

/** The WebP whose container claims another length. */
export function webpClaimingLength(webp: Buffer, length: number): Buffer {
  const copy = Buffer.from(webp);
  copy.writeUInt32LE(length, 4);
  return copy;
}

/** The plain lossy WebP with another size in the header of its picture. */
export function webpPictureClaiming(webp: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(webp);
  copy.writeUInt16LE(width, 26);
  copy.writeUInt16LE(height, 28);
  return copy;
}

/** The plain WebP in a canvas of another size. */
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
  throw new Error('no frame header');
}
