// The parts of JPEG, PNG and WebP files, for files that no encoder writes.
import { crc32 } from './crc32.ts';

export const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** A JPEG segment: marker, length and body. */
export function jpegSegment(marker: number, body: Buffer | number[]): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length + 2);
  return Buffer.concat([Buffer.from([0xff, marker]), length, Buffer.from(body)]);
}

/** A PNG chunk with a valid CRC. */
export function pngChunk(type: string, body: Buffer | number[]): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(body)]);
  return Buffer.concat([uint32BE(body.length), named, uint32BE(crc32(named))]);
}

/** The header chunk of a PNG. Colour types: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
export function pngHeader(
  width: number,
  height: number,
  depth: number,
  colourType: number,
): Buffer {
  const sizes = Buffer.concat([uint32BE(width), uint32BE(height)]);
  return pngChunk('IHDR', Buffer.concat([sizes, Buffer.from([depth, colourType, 0, 0, 0])]));
}

/** A RIFF chunk, padded to an even length. */
export function riffChunk(type: string, body: Buffer): Buffer {
  const padding = Buffer.alloc(body.length % 2);
  return Buffer.concat([Buffer.from(type, 'latin1'), uint32LE(body.length), body, padding]);
}

/** A WebP file with these chunks. */
export function webpFile(chunks: Buffer[]): Buffer {
  return riffChunk('RIFF', Buffer.concat([Buffer.from('WEBP', 'latin1'), ...chunks]));
}

/** The header of an extended WebP. Flags: 0x02 animation, 0x04 XMP, 0x08 EXIF, 0x10 alpha, 0x20 ICC. */
export function webpHeader(width: number, height: number, flags: number): Buffer {
  const body = Buffer.alloc(10);
  body.writeUInt8(flags);
  body.writeUIntLE(width - 1, 4, 3);
  body.writeUIntLE(height - 1, 7, 3);
  return riffChunk('VP8X', body);
}

/** The four bytes of a number, the most significant first. */
export function uint32BE(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** The four bytes of a number, the least significant first. */
export function uint32LE(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
