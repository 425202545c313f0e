// Adds metadata to encoded images: JPEG segments, PNG chunks and WebP chunks.
import { deflateSync } from 'node:zlib';
import { jpegSegment, pngChunk, riffChunk, webpFile, webpHeader } from './file-parts.ts';

export type PhotoFormat = 'jpeg' | 'png' | 'webp';

/** Adds EXIF to an image. */
export function withExif(format: PhotoFormat, image: Buffer, exif: Buffer): Buffer {
  switch (format) {
    case 'jpeg':
      return withSegments(image, [jpegSegment(0xe1, prefixed('Exif\0\0', exif))]);
    case 'png':
      return withChunks(image, [pngChunk('eXIf', exif)]);
    case 'webp':
      return withWebpChunks(image, 0x08, [riffChunk('EXIF', exif)]);
  }
}

/** Adds a text to every other kind of metadata of the format. */
export function withNotes(format: PhotoFormat, image: Buffer, note: string): Buffer {
  const body = Buffer.from(note, 'latin1');
  switch (format) {
    case 'jpeg':
      return withSegments(image, [
        jpegSegment(0xe1, prefixed('http://ns.adobe.com/xap/1.0/\0', body)),
        jpegSegment(0xe2, prefixed('MPF\0', body)),
        jpegSegment(0xed, prefixed('Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\0', body)),
        jpegSegment(0xeb, prefixed('HDR_RI ver=11', body)),
        jpegSegment(0xfe, body),
      ]);
    case 'png':
      return withChunks(image, [
        pngChunk('tEXt', prefixed('Comment\0', body)),
        pngChunk('zTXt', prefixed('Author\0\0', deflateSync(body))),
        pngChunk('iTXt', prefixed('XML:com.adobe.xmp\0\0\0\0\0', body)),
        pngChunk('tIME', [7, 234, 5, 4, 3, 2, 1]),
        pngChunk('pHYs', [0, 0, 0x0b, 0x13, 0, 0, 0x0b, 0x13, 1]),
        pngChunk('prVt', body),
      ]);
    case 'webp':
      return withWebpChunks(image, 0x04, [riffChunk('XMP ', body), riffChunk('NOTE', body)]);
  }
}

/** Adds segments after the start of a JPEG. */
export function withSegments(jpeg: Buffer, segments: Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

/** Adds chunks after the header of a PNG. */
export function withChunks(png: Buffer, chunks: Buffer[]): Buffer {
  const headerEnd = 33;
  return Buffer.concat([png.subarray(0, headerEnd), ...chunks, png.subarray(headerEnd)]);
}

/** Adds chunks after the picture of a WebP, and converts it to an extended WebP if needed. */
export function withWebpChunks(webp: Buffer, flags: number, chunks: Buffer[]): Buffer {
  const first = webp.toString('latin1', 12, 16);
  if (first === 'VP8X') {
    const all = Buffer.from(webp.subarray(12));
    all.writeUInt8(all.readUInt8(8) | flags, 8);
    return webpFile([all, ...chunks]);
  }
  const lossless = webp.readUInt32LE(first === 'VP8L' ? 21 : 0);
  const [width, height] =
    first === 'VP8L'
      ? [1 + (lossless & 0x3fff), 1 + ((lossless >>> 14) & 0x3fff)]
      : [webp.readUInt16LE(26), webp.readUInt16LE(28)];
  return webpFile([webpHeader(width, height, flags), webp.subarray(12), ...chunks]);
}

function prefixed(prefix: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(prefix, 'latin1'), body]);
}
