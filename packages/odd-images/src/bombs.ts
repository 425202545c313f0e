// Decompression bombs: small files with very many pixels, frames or chunks.
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { overlappingExif } from './exif.ts';
import {
  jpegSegment,
  PNG_SIGNATURE,
  pngChunk,
  pngHeader,
  riffChunk,
  uint32BE,
  webpFile,
  webpHeader,
} from './file-parts.ts';
import { withChunks, withExif, withSegments, withWebpChunks } from './metadata.ts';

/** A valid PNG of black pixels. Colour types are those of `pngHeader`. */
export function blackPng(width: number, height: number, depth = 1, colourType = 0): Buffer {
  const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colourType] ?? 1;
  const row = 1 + Math.ceil((width * depth * channels) / 8);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngHeader(width, height, depth, colourType),
    pngChunk('IDAT', deflateSync(Buffer.alloc(row * height), { level: 1 })),
    pngChunk('IEND', []),
  ]);
}

/** The VP8L chunk of a lossless WebP of one colour. It has the same few bytes at any size. */
export async function flatVp8l(width: number, height: number): Promise<Buffer> {
  const create = { width: 16, height: 16, channels: 3 as const, background: '#246' };
  const webp = await sharp({ create }).webp({ lossless: true }).toBuffer();
  const body = Buffer.from(webp.subarray(20, 20 + webp.readUInt32LE(16)));
  // A signature byte, then width - 1 and height - 1 in 14 bits each, then four more bits.
  const sizes = (width - 1) | ((height - 1) << 14) | (body.readUInt32LE(1) & 0xf0000000);
  body.writeInt32LE(sizes, 1);
  return riffChunk('VP8L', body);
}

/** An animated WebP of 16 x 16 pixels. */
export async function manyFrameWebp(frames: number): Promise<Buffer> {
  const side = 16;
  const place = Buffer.alloc(16);
  place.writeUIntLE(side - 1, 6, 3);
  place.writeUIntLE(side - 1, 9, 3);
  place.writeUIntLE(40, 12, 3);
  const picture = await flatVp8l(side, side);
  const frame = riffChunk('ANMF', Buffer.concat([place, picture]));
  const start = [webpHeader(side, side, 0x02), riffChunk('ANIM', Buffer.alloc(6))];
  return webpFile([...start, ...Array<Buffer>(frames).fill(frame)]);
}

/** An animated PNG of 16 x 16 pixels. */
export function manyFramePng(frames: number): Buffer {
  const side = 16;
  const data = deflateSync(Buffer.alloc(side * (side * 3 + 1)));
  let sequence = 0;
  const control = () => {
    const sizes = [sequence++, side, side, 0, 0].map(uint32BE);
    return pngChunk('fcTL', Buffer.concat([...sizes, Buffer.from([0, 40, 3, 232, 0, 0])]));
  };
  const later = Array.from({ length: frames - 1 }, () => [
    control(),
    pngChunk('fdAT', Buffer.concat([uint32BE(sequence++), data])),
  ]);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngHeader(side, side, 8, 2),
    pngChunk('acTL', Buffer.concat([uint32BE(frames), uint32BE(0)])),
    control(),
    pngChunk('IDAT', data),
    ...later.flat(),
    pngChunk('IEND', []),
  ]);
}

/** Adds 500,000 empty application segments (2 MB) before the picture. */
export function manySegmentJpeg(jpeg: Buffer): Buffer {
  return withSegments(jpeg, Array<Buffer>(500_000).fill(jpegSegment(0xe5, [])));
}

/** Adds 140,000 tEXt chunks of one character (2 MB) before the picture. */
export function manyTextPng(png: Buffer): Buffer {
  return withChunks(png, Array<Buffer>(140_000).fill(pngChunk('tEXt', [0x41, 0, 0x42])));
}

/** Adds 250,000 empty chunks (2 MB) after the picture. */
export function manyChunkWebp(webp: Buffer): Buffer {
  return withWebpChunks(webp, 0, Array<Buffer>(250_000).fill(riffChunk('NOTE', Buffer.alloc(0))));
}

/** Adds a colour profile that inflates to 400 MB. */
export function profileBombPng(png: Buffer): Buffer {
  const packed = deflateSync(Buffer.alloc(400_000_000), { level: 1 });
  return withChunks(png, [pngChunk('iCCP', Buffer.concat([Buffer.from('p\0\0'), packed]))]);
}

/** Adds EXIF of 2 MB that takes 15 GB in a reader that copies every value. */
export function exifBomb(format: 'png' | 'webp', image: Buffer): Buffer {
  return withExif(format, image, overlappingExif(8000));
}
