// Walks a JPEG from marker to marker (ITU-T T.81, annex B) to its end, without decoding.
import { type Orientation, readOrientation } from './exif-orientation';
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
/** As much of a profile as one segment holds beside its own header. */
const ICC_PART = 65_519;

/** A pixel of CMYK counts twice its bytes, since libvips takes it to sRGB before it scales it, and that costs most. */
const CMYK_WEIGHT = 8;

/** The application segments that say how to read colours, by marker: how each begins, and how many there can be. */
const COLOUR_SEGMENTS = new Map([
  // Of a later major version than there is, it would be warned of; the colours are the same without it.
  [0xe0, { begins: 'JFIF\0\x01', atMost: 1 }],
  [0xee, { begins: 'Adobe', atMost: 1 }],
]);

/** @throws RefusedImageError if it is not whole, or goes beyond the limits */
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
    if (marker.code === SOS && frame?.isSequential) parts.push(...ofWholeSpectrum(part, body));
    else parts.push(part);
  }
  if (scans === 0) throw corrupt('no picture in it');
  parts.push(Buffer.from([0xff, EOI]));
  return { orientation: orientation ?? 1, parts };
}

interface Frame {
  width: number;
  height: number;
  components: number;
  /** Baseline or extended: each scan has its samples whole. */
  isSequential: boolean;
}

interface Marker {
  code: number;
  end: number;
}

/**
 * The next marker. Bytes before it that belong to nothing are passed over, as every reader does, since some cameras pad
 * their segments; so are repetitions of 0xff.
 */
function nextMarker(bytes: Buffer, offset: number, budget: WorkBudget): Marker {
  let at = bytes.indexOf(0xff, offset);
  if (at === -1) throw corrupt('cut before its end');
  while (bytes[at] === 0xff) at++;
  budget.spend(at - offset);
  const code = bytes[at];
  if (code === undefined) throw corrupt('cut before its end');
  return { code, end: at + 1 };
}

/** What follows a marker and the length that it must have. */
function bodyAt(bytes: Buffer, { code, end: start }: Marker): Buffer {
  if (code < 0xc0 || isRestart(code) || code === SOI || code === DNL) {
    throw corrupt('a marker out of place');
  }
  if (start + 2 > bytes.length) throw corrupt('cut in a segment');
  const end = start + bytes.readUInt16BE(start);
  if (end < start + 2 || end > bytes.length) throw corrupt('cut in a segment');
  return bytes.subarray(start + 2, end);
}

/** Where the entropy-coded data of a scan ends: at the next marker that is neither stuffing nor a restart. */
function scanEnd(bytes: Buffer, start: number, budget: WorkBudget): number {
  for (let from = start; ; ) {
    const at = bytes.indexOf(0xff, from);
    const next = bytes[at + 1];
    if (at === -1 || next === undefined) throw corrupt('cut in a scan');
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
 * A scan with the spectral selection that table B.3 fixes for sequential frames. Cameras of Samsung's write zeros there, which
 * readers pass over with a warning, and a warning is what tells damage from health here.
 */
function ofWholeSpectrum(scan: Buffer, { length }: Buffer): Buffer[] {
  const header = Buffer.from(scan.subarray(0, 4 + length));
  header.set([0, 63, 0], header.length - 3);
  return [header, scan.subarray(header.length)];
}

/**
 * The segments of the colour profile, written anew from what came before the first scan (ICC.1:2010, section B.4): each with its number
 * and how many there are. A profile that is not whole is left out, as readers do.
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

/** Frames, scans and their tables are needed; of the application segments and comments, few. */
function isNeeded(code: number, body: Buffer, seen: Map<number, number>): boolean {
  if (code < 0xe0) return true;
  const kind = COLOUR_SEGMENTS.get(code);
  const before = seen.get(code) ?? 0;
  if (!kind || before >= kind.atMost || !begins(body, kind.begins)) return false;
  seen.set(code, before + 1);
  return true;
}

/** SOF0 to SOF15, which share their range with DHT, JPG and DAC. */
function isFrameStart(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

function isRestart(code: number): boolean {
  return code >= 0xd0 && code <= 0xd7;
}

function begins(body: Buffer, text: string): boolean {
  return body.toString('latin1', 0, text.length) === text;
}
