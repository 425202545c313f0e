// Walks the markers of a JPEG (ITU-T T.81, annex B) to its end, without decoding.
import { type Orientation, readOrientation } from '@/lib/shared/exif-orientation';
import { MAX_PROFILE, withoutFloatTransforms } from './icc-profile';
import { corrupt, requireFewScans, requirePixels } from './limits';
import type { Structure } from './structure';
import { WorkBudget } from './work-budget';

const SOF1 = 0xc1;
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DNL = 0xdc;
const APP1 = 0xe1;
const APP2 = 0xe2;

const ICC = 'ICC_PROFILE\0';
/** Maximum part of a profile in one segment, without the segment's header. */
const ICC_PART = 65_519;

/** CMYK counts twice its bytes per pixel, since all of its pixels are converted to sRGB before scaling. */
const CMYK_WEIGHT = 8;

/** The application segments that affect colours, by marker: their prefix and maximum number. */
const COLOUR_SEGMENTS = new Map([
  // An unknown major version would cause a warning; the colours are the same without the segment.
  [0xe0, { begins: 'JFIF\0\x01', atMost: 1 }],
  [0xee, { begins: 'Adobe', atMost: 1 }],
]);

/** @throws RejectedImageError if the file is incomplete or exceeds the limits */
export function walkJpeg(bytes: Buffer, budget = new WorkBudget(bytes.length)): Structure {
  let orientation: Orientation | undefined;
  let frame: Frame | undefined;
  let scans = 0;
  let scannedSamples = 0;
  const colourSegments = new Map<number, number>();
  const profile: Buffer[] = [];
  const parts = [bytes.subarray(0, 2)];
  let at = 2;
  for (;;) {
    const marker = nextMarker(bytes, at, budget);
    if (marker.code === EOI) break;
    const body = bodyAt(bytes, marker);
    at = marker.end + 2 + body.length;
    if (isFrameStart(marker.code)) {
      if (frame) throw corrupt('two frame headers');
      frame = readFrame(marker.code, body);
      requirePixels(frame.width, frame.height, frame.components === 4 ? CMYK_WEIGHT : 1);
    } else if (marker.code === SOS) {
      if (!frame) throw corrupt('a scan before the frame header');
      if (body.length < 6) throw corrupt('a short scan header');
      if (scans === 0) parts.push(...profileSegments(profile));
      scans++;
      scannedSamples += (body[0] ?? 0) * frame.width * frame.height;
      requireFewScans(scans, scannedSamples);
      at = scanEnd(bytes, at, budget);
    }
    if (marker.code === APP1 && begins(body, 'Exif\0\0')) {
      orientation ??= readOrientation(body, budget);
    }
    if (marker.code === APP2 && begins(body, ICC)) profile.push(body.subarray(ICC.length));
    if (!isNeeded(marker.code, body, colourSegments)) continue;
    const part = bytes.subarray(marker.end - 2, at);
    if (marker.code === SOS && frame?.isSequential) parts.push(...withFullSpectrum(part, body));
    else parts.push(part);
  }
  if (scans === 0) throw corrupt('no image data');
  parts.push(Buffer.from([0xff, EOI]));
  return { orientation: orientation ?? 1, parts };
}

interface Frame {
  width: number;
  height: number;
  components: number;
  /** Baseline or extended sequential, not progressive. */
  isSequential: boolean;
}

interface Marker {
  code: number;
  end: number;
}

/**
 * Finds the next marker. Like every reader, it skips stray bytes, with which some cameras pad their segments, repeated 0xff bytes, and
 * 0xff followed by zero, which is not a marker (T.81, section B.1.1.2).
 */
function nextMarker(bytes: Buffer, offset: number, budget: WorkBudget): Marker {
  for (let from = offset; ; ) {
    let at = bytes.indexOf(0xff, from);
    if (at === -1) throw corrupt('truncated file');
    while (bytes[at] === 0xff) at++;
    const code = bytes[at];
    if (code === undefined) throw corrupt('truncated file');
    budget.spend(at + 1 - from);
    if (code !== 0) return { code, end: at + 1 };
    from = at + 1;
  }
}

/** Returns the body of a marker segment, after its length. */
function bodyAt(bytes: Buffer, { code, end: start }: Marker): Buffer {
  if (code < 0xc0 || isRestart(code) || code === SOI || code === DNL) {
    throw corrupt('an unexpected marker');
  }
  if (start + 2 > bytes.length) throw corrupt('truncated segment');
  const end = start + bytes.readUInt16BE(start);
  if (end < start + 2 || end > bytes.length) throw corrupt('truncated segment');
  return bytes.subarray(start + 2, end);
}

/** Finds the end of the entropy-coded data of a scan: the next marker that is neither stuffing nor a restart. */
function scanEnd(bytes: Buffer, start: number, budget: WorkBudget): number {
  for (let from = start; ; ) {
    const at = bytes.indexOf(0xff, from);
    const next = bytes[at + 1];
    if (at === -1 || next === undefined) throw corrupt('truncated scan');
    const end = at + (next === 0xff ? 1 : 2);
    budget.spend(end - from);
    if (next !== 0xff && next !== 0 && !isRestart(next)) return at;
    from = end;
  }
}

function readFrame(code: number, body: Buffer): Frame {
  if (body.length < 6) throw corrupt('a short frame header');
  const [height, width] = [body.readUInt16BE(1), body.readUInt16BE(3)];
  return { width, height, components: body.readUInt8(5), isSequential: code <= SOF1 };
}

/**
 * Sets the spectral selection of a scan to the values that table B.3 requires for sequential frames. Samsung cameras write zeros,
 * which decoders ignore with a warning, and here any warning means a damaged file.
 */
function withFullSpectrum(scan: Buffer, { length }: Buffer): Buffer[] {
  const header = Buffer.from(scan.subarray(0, 4 + length));
  header.set([0, 63, 0], header.length - 3);
  return [header, scan.subarray(header.length)];
}

/**
 * Rewrites the segments of the colour profile with correct numbers and count, from those before the first scan (ICC.1:2010, section
 * B.4). An incomplete profile is left out, as decoders do.
 */
function profileSegments(found: Buffer[]): Buffer[] {
  const inOrder = found.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  const isWhole = inOrder.every((part, at) => part[0] === at + 1 && part[1] === found.length);
  const whole = Buffer.concat(inOrder.map((part) => part.subarray(2)));
  if (!isWhole || whole.length > MAX_PROFILE) return [];
  const profile = withoutFloatTransforms(whole);
  const count = Math.ceil(profile.length / ICC_PART);
  return Array.from({ length: count }, (_, index) => {
    const part = profile.subarray(index * ICC_PART, (index + 1) * ICC_PART);
    const header = Buffer.from([0xff, APP2, 0, 0, ...Buffer.from(ICC), index + 1, count]);
    header.writeUInt16BE(header.length - 2 + part.length, 2);
    return Buffer.concat([header, part]);
  });
}

/** Keeps frames, scans and their tables, and only a few application segments. */
function isNeeded(code: number, body: Buffer, seen: Map<number, number>): boolean {
  if (code < 0xe0) return true;
  const kind = COLOUR_SEGMENTS.get(code);
  const before = seen.get(code) ?? 0;
  if (!kind || before >= kind.atMost || !begins(body, kind.begins)) return false;
  seen.set(code, before + 1);
  return true;
}

/** SOF0 to SOF15, except DHT, JPG and DAC in the same range. */
function isFrameStart(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

function isRestart(code: number): boolean {
  return code >= 0xd0 && code <= 0xd7;
}

function begins(body: Buffer, text: string): boolean {
  return body.toString('latin1', 0, text.length) === text;
}
