// How many pixels a file says it has, from its first bytes and in a few steps. It decides when a picture has its turn, not
// whether it is taken: the walkers read the rest.
import { MAX_PIXELS } from './limits';
import { sniffContentType } from './sniff';

/** Cameras write a dozen segments before the size, or a hundred with a large preview. */
const MAX_SEGMENTS = 300;

/** The pixels that a file declares; as many as there can be where it does not say so at once. */
export function declaredPixels(file: Uint8Array): number {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  try {
    return pixelsOf(bytes) ?? MAX_PIXELS;
  } catch {
    // It ends before it has said so.
    return MAX_PIXELS;
  }
}

function pixelsOf(bytes: Buffer): number | null {
  switch (sniffContentType(bytes)) {
    case 'image/png':
      return bytes.readUInt32BE(16) * bytes.readUInt32BE(20);
    case 'image/webp':
      return pixelsOfWebp(bytes);
    case 'image/jpeg':
      return pixelsOfJpeg(bytes);
    default:
      return null;
  }
}

/** The first chunk says it, in each of the three kinds (RFC 9649, section 2). */
function pixelsOfWebp(bytes: Buffer): number | null {
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return (1 + bytes.readUIntLE(24, 3)) * (1 + bytes.readUIntLE(27, 3));
    case 'VP8 ':
      return (bytes.readUInt16LE(26) & 0x3fff) * (bytes.readUInt16LE(28) & 0x3fff);
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return (1 + (bits & 0x3fff)) * (1 + ((bits >>> 14) & 0x3fff));
    }
    default:
      return null;
  }
}

/** The frame header says it, after other segments. */
function pixelsOfJpeg(bytes: Buffer): number | null {
  let at = 2;
  for (let segment = 0; segment < MAX_SEGMENTS; segment++) {
    const code = bytes.readUInt8(at + 1);
    if (bytes.readUInt8(at) !== 0xff) return null;
    if (code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc) {
      return bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7);
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}
