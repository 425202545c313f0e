// Reads the declared pixel count of a file from its first bytes, in a few steps. It only decides how the image is scheduled, not
// whether it is accepted: the walkers validate the file.
import { MAX_PIXELS } from './limits';
import { sniffContentType } from './sniff';

/** Maximum number of segments to scan. Cameras write a dozen before the size, or a hundred with a large preview. */
const MAX_SEGMENTS = 300;

/** Returns the pixels that a file declares; the maximum if it does not declare them near its start. */
export function declaredPixels(file: Uint8Array): number {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  try {
    return pixelsOf(bytes) ?? MAX_PIXELS;
  } catch {
    // The file ends before the size.
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

/** Reads the size from the first chunk, which has it in each of the three formats (RFC 9649, section 2). */
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

/** Reads the size from the frame header, which follows other segments. */
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
