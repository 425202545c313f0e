// Walks the chunks of a WebP (RFC 9649) to its end, without decoding.
import { type Orientation, readOrientation } from '@/lib/shared/exif-orientation';
import { MAX_PROFILE, withoutFloatTransforms } from './icc-profile';
import { corrupt, requireOneFrame, requirePixels } from './limits';
import type { Structure } from './structure';
import { limitPrefixCodes } from './webp-codes';
import { WorkBudget } from './work-budget';

const RIFF_HEADER = 12;
const CHUNK_HEADER = 8;
/** Length of the frame header (position, size, duration) before the chunks of a frame. */
const FRAME_HEADER = 16;
/** The EXIF and XMP flags of an extended header. */
const METADATA_FLAGS = 0x08 | 0x04;

/** The chunks of pixels and transparency, and of an animation with a single frame. */
const NEEDED = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF']);

/** @throws RejectedImageError if the file is incomplete or exceeds the limits */
export function walkWebp(bytes: Buffer, budget = new WorkBudget(bytes.length)): Structure {
  if (bytes.length < RIFF_HEADER) throw corrupt('truncated header');
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) throw corrupt('truncated file');
  let orientation: Orientation | undefined;
  let frames = 0;
  const parts: Buffer[] = [];
  let hasProfile = false;
  const picture = pictureLimits(budget);
  for (const { type, whole, body } of chunks(bytes.subarray(RIFF_HEADER, end), budget)) {
    picture(type, body);
    if (type === 'ANMF') {
      frames++;
      requireOneFrame(frames);
      const frame = body.subarray(FRAME_HEADER);
      for (const inner of chunks(frame, budget)) picture(inner.type, inner.body);
    }
    if (type === 'EXIF') orientation ??= readOrientation(body, budget);
    // Decoders use the first of several.
    if (type === 'ICCP' && !hasProfile && body.length <= MAX_PROFILE) {
      hasProfile = true;
      parts.push(
        Buffer.concat([
          whole.subarray(0, CHUNK_HEADER),
          withoutFloatTransforms(whole.subarray(CHUNK_HEADER)),
        ]),
      );
    }
    if (NEEDED.has(type)) parts.push(type === 'VP8X' ? withoutMetadataFlags(whole) : whole);
  }
  return { orientation: orientation ?? 1, parts: [header(parts), ...parts] };
}

interface Chunk {
  type: string;
  whole: Buffer;
  body: Buffer;
}

function* chunks(bytes: Buffer, budget: WorkBudget): Generator<Chunk> {
  for (let at = 0; at < bytes.length; ) {
    budget.spend(CHUNK_HEADER);
    if (at + CHUNK_HEADER > bytes.length) throw corrupt('truncated chunk');
    const length = bytes.readUInt32LE(at + 4);
    const body = bytes.subarray(at + CHUNK_HEADER, at + CHUNK_HEADER + length);
    // Chunks are padded to an even length.
    const end = at + CHUNK_HEADER + length + (length % 2);
    if (end > bytes.length) throw corrupt('truncated chunk');
    yield { type: bytes.toString('latin1', at, at + 4), whole: bytes.subarray(at, end), body };
    at = end;
  }
}

/**
 * Checks every declared size against the limits, since the sizes of canvas and image may differ. A file has one image: in an
 * animation frame or outside of one (RFC 9649, section 2.7).
 * @returns a function that takes the chunks of the file and of its frame
 */
function pictureLimits(budget: WorkBudget): (type: string, body: Buffer) => void {
  let alpha: Buffer | undefined;
  let pictures = 0;
  return (type, body) => {
    if (type === 'VP8 ' || type === 'VP8L') {
      pictures++;
      if (pictures > 1) throw corrupt('two images');
    }
    switch (type) {
      case 'VP8X':
        if (body.length < 10) throw corrupt('a short header');
        requirePixels(1 + body.readUIntLE(4, 3), 1 + body.readUIntLE(7, 3));
        break;
      case 'ALPH':
        if (alpha) throw corrupt('two alpha chunks');
        alpha = body;
        break;
      case 'VP8 ': {
        // RFC 6386, section 9.1: a 3-byte tag, a 3-byte start code, and two 14-bit sizes.
        if (body.length < 10) throw corrupt('a short header');
        const [width, height] = [body.readUInt16LE(6) & 0x3fff, body.readUInt16LE(8) & 0x3fff];
        requirePixels(width, height);
        // RFC 9649, section 2.7.1.2: two bits define the alpha compression; 1 is a lossless image without a header.
        if (alpha && ((alpha[0] ?? 0) & 3) === 1) {
          limitPrefixCodes(alpha.subarray(1), width, height, budget);
        }
        break;
      }
      case 'VP8L': {
        // RFC 9649, section 3.4: a signature byte, two 14-bit sizes minus one, and four more bits.
        if (body.length < 5) throw corrupt('a short header');
        const bits = body.readUInt32LE(1);
        const [width, height] = [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)];
        requirePixels(width, height);
        limitPrefixCodes(body.subarray(5), width, height, budget);
      }
    }
  };
}

function withoutMetadataFlags(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  copy.writeUInt8(copy.readUInt8(CHUNK_HEADER) & ~METADATA_FLAGS, CHUNK_HEADER);
  return copy;
}

function header(parts: Buffer[]): Buffer {
  const bytes = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  bytes.writeUInt32LE(4 + length, 4);
  return bytes;
}
