// The segments of a JPEG (ITU-T T.81, annex B) before its first scan, with its colour profile.

export interface JpegHead {
  /** Without those of the profile. */
  readonly segments: readonly Segment[];
  readonly frame: Segment;
  readonly profile: Uint8Array;
  /** Where the first scan begins. */
  readonly end: number;
}

/** A segment with its marker and length. */
type Segment = Uint8Array<ArrayBuffer>;

const SOS = 0xda;
const APP2 = 0xe2;
const APP14 = 0xee;
/** Behind the marker, the length, the name, the number and the count (ICC.1:2010, section B.4). */
const PROFILE = 18;

/** Returns null if a profile or the frame is missing, or bytes stand between segments. */
export function readJpegHead(bytes: Uint8Array<ArrayBuffer>): JpegHead | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const segments: Segment[] = [];
  const parts: Segment[] = [];
  let frame: Segment | undefined;
  let at = 2;
  for (; at + 4 <= bytes.length && bytes[at + 1] !== SOS; at += 2 + view.getUint16(at + 2)) {
    const segment = bytes.subarray(at, at + 2 + view.getUint16(at + 2));
    if (segment[0] !== 0xff) return null;
    if (segment[1] === APP2 && nameOf(segment) === 'ICC_') parts.push(segment);
    else segments.push(segment);
    if (isFrame(segment[1] ?? 0)) frame = segment;
  }
  parts.sort((a, b) => (a[PROFILE - 2] ?? 0) - (b[PROFILE - 2] ?? 0));
  const profile = joined(parts.map((part) => part.subarray(PROFILE)));
  return frame && parts.length > 0 ? { segments, frame, profile, end: at } : null;
}

/** True if C, M and Y are coded as luma and chroma (Adobe technical note 5116). */
export function isYcck({ segments }: JpegHead): boolean {
  const adobe = segments.find((segment) => segment[1] === APP14 && nameOf(segment) === 'Adob');
  return adobe?.[15] === 2;
}

/** The first letters of an application segment's name. */
function nameOf(segment: Segment): string {
  return String.fromCharCode(...segment.subarray(4, 8));
}

/** SOF0 to SOF15, except DHT, JPG and DAC in the same range. */
export function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code);
}

/** Returns parts of a file as one. */
export function joined(parts: readonly Segment[]): Segment {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
