// Walks the chunks of a PNG (W3C PNG, third edition) to its end, without decoding.
import { deflateSync, gzipSync, inflateSync } from 'node:zlib';
import { type Orientation, readOrientation } from '@/lib/shared/exif-orientation';
import { COLOUR_CHUNKS, coloursOfCicp, coloursOfGamma } from '@/lib/shared/png-colours';
import { MAX_PROFILE, withoutFloatTransforms } from './icc-profile';
import { corrupt, requireOneFrame, requirePixels } from './limits';
import type { Structure } from './structure';
import { WorkBudget } from './work-budget';
import { writeProfile } from './write-profile';

const SIGNATURE_LENGTH = 8;
const HEADER_LENGTH = 13;
/** Length, type and CRC. */
const CHUNK_OVERHEAD = 12;

/** The chunks of pixels, palette and transparency. */
const NEEDED = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);

/** Number of channels by colour type: grey, RGB, palette, grey and alpha, RGB and alpha. */
const CHANNELS = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

/** The colour types without colours. */
const GREY = new Set([0, 4]);

/** @throws RejectedImageError if the file is incomplete or exceeds the limits */
export function walkPng(bytes: Buffer, budget = new WorkBudget(bytes.length)): Structure {
  let orientation: Orientation | undefined;
  let hasData = false;
  let isGrey = false;
  let isBeforeColours = true;
  let profile: Buffer | undefined;
  const colourChunks = new Map<string, Buffer>();
  const parts = [bytes.subarray(0, SIGNATURE_LENGTH)];
  for (let at = SIGNATURE_LENGTH, type = ''; type !== 'IEND'; ) {
    budget.spend(CHUNK_OVERHEAD);
    const isFirst = at === SIGNATURE_LENGTH;
    if (at + CHUNK_OVERHEAD > bytes.length) throw corrupt('truncated file');
    const end = at + CHUNK_OVERHEAD + bytes.readUInt32BE(at);
    if (end > bytes.length) throw corrupt('truncated chunk');
    type = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, end - 4);
    if ((type === 'IHDR') !== isFirst) throw corrupt('the header is not the first chunk');
    if (type === 'IHDR') {
      requireHeaderLimits(body);
      isGrey = GREY.has(body.readUInt8(9));
    }
    // The animation header has the frame count (section 11.3.6.1).
    if (type === 'acTL' && body.length >= 4) requireOneFrame(body.readUInt32BE(0));
    if (type === 'eXIf') orientation ??= readOrientation(body, budget);
    hasData ||= type === 'IDAT';
    if (NEEDED.has(type)) parts.push(bytes.subarray(at, end));
    isBeforeColours &&= type !== 'IDAT' && type !== 'PLTE';
    // Decoders use the first chunk of a type, and ignore chunks that come too late.
    if (isBeforeColours && COLOUR_CHUNKS.has(type) && !colourChunks.has(type)) {
      colourChunks.set(type, body);
      if (type === 'iCCP') {
        budget.spend(body.length);
        profile = inflatedProfile(body);
      }
    }
    at = end;
  }
  if (!hasData) throw corrupt('no image data');
  const colours =
    coloursOfCicp(colourChunks) ?? (profile ? undefined : coloursOfGamma(colourChunks));
  if (colours) profile = writeProfile(colours, isGrey);
  // After the signature and the header.
  if (profile) parts.splice(2, 0, profileChunk(profile));
  return { orientation: orientation ?? 1, parts };
}

function requireHeaderLimits(body: Buffer): void {
  if (body.length !== HEADER_LENGTH) throw corrupt('a header of the wrong length');
  const channels = CHANNELS.get(body.readUInt8(9));
  if (channels === undefined) throw corrupt('an invalid colour type');
  const bytesPerSample = body.readUInt8(8) / 8;
  requirePixels(body.readUInt32BE(0), body.readUInt32BE(4), channels * bytesPerSample);
}

/**
 * Reads the chunk of the colour profile (section 11.3.2.3): a name of up to 79 bytes, the method, and the deflated profile. A
 * profile that cannot be inflated is left out, as decoders do.
 */
function inflatedProfile(body: Buffer): Buffer | undefined {
  const start = body.subarray(0, 80).indexOf(0) + 2;
  if (start < 3) return undefined;
  try {
    const profile = inflateSync(body.subarray(start), { maxOutputLength: MAX_PROFILE });
    return withoutFloatTransforms(profile);
  } catch {
    return undefined;
  }
}

function profileChunk(profile: Buffer): Buffer {
  return pngChunk(
    'iCCP',
    Buffer.concat([Buffer.from('profile\0\0', 'latin1'), deflateSync(profile)]),
  );
}

/** A chunk with its length and CRC. */
export function pngChunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  // A gzip file ends with the same CRC and the length (RFC 1952, section 2.3.1).
  crc.writeUInt32BE(gzipSync(named).subarray(-8).readUInt32LE());
  return Buffer.concat([length, named, crc]);
}
