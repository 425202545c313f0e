// Walks a PNG from chunk to chunk (W3C PNG, third edition) to its end, without decoding.
import { type Orientation, readOrientation } from './exif-orientation';
import { corrupt, requireOneFrame, requirePixels } from './limits';
import type { Structure } from './structure';
import { WorkBudget } from './work-budget';

const SIGNATURE_LENGTH = 8;
const HEADER_LENGTH = 13;
/** Length, type and CRC. */
const CHUNK_OVERHEAD = 12;

/** Picture, palette, transparency and colour profile. */
const NEEDED = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'iCCP']);

/** By colour type: grey, RGB, palette, grey and alpha, RGB and alpha. */
const CHANNELS = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

/** @throws RefusedImageError if it is not whole, or goes beyond the limits */
export function walkPng(bytes: Buffer, budget = new WorkBudget(bytes.length)): Structure {
  let orientation: Orientation | undefined;
  let hasData = false;
  const parts = [bytes.subarray(0, SIGNATURE_LENGTH)];
  for (let at = SIGNATURE_LENGTH, type = ''; type !== 'IEND'; ) {
    budget.spend(CHUNK_OVERHEAD);
    const isFirst = at === SIGNATURE_LENGTH;
    if (at + CHUNK_OVERHEAD > bytes.length) throw corrupt('cut before its end');
    const end = at + CHUNK_OVERHEAD + bytes.readUInt32BE(at);
    if (end > bytes.length) throw corrupt('cut in a chunk');
    type = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, end - 4);
    if ((type === 'IHDR') !== isFirst) throw corrupt('no header where it must be');
    if (type === 'IHDR') requireModestHeader(body);
    // The frame count stands in the header of the animation (section 11.3.6.1).
    if (type === 'acTL' && body.length >= 4) requireOneFrame(body.readUInt32BE(0));
    if (type === 'eXIf') orientation ??= readOrientation(body, budget);
    hasData ||= type === 'IDAT';
    if (NEEDED.has(type)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  if (!hasData) throw corrupt('no picture in it');
  return { orientation: orientation ?? 1, parts };
}

function requireModestHeader(body: Buffer): void {
  if (body.length !== HEADER_LENGTH) throw corrupt('a header of the wrong length');
  const channels = CHANNELS.get(body.readUInt8(9));
  if (channels === undefined) throw corrupt('no such colour type');
  const bytesPerSample = body.readUInt8(8) / 8;
  requirePixels(body.readUInt32BE(0), body.readUInt32BE(4), channels * bytesPerSample);
}
