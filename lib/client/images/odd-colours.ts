// Detects photos whose colours some engines show in another way than others. The page decodes them by code of its own.
import type { SourceType } from './sniff-type';

/** Bytes to read of each segment or chunk. */
const HEAD = 18;

/** Reads as far as the pixels. It may return true for a photo that needs no other decoding, but never false for one that does. */
export async function hasOddColours(file: Blob, type: SourceType | null): Promise<boolean> {
  switch (type) {
    case 'image/png':
      return isOddPng(file);
    case 'image/jpeg':
      return isOddJpeg(file);
    case 'image/webp':
      return hasWebpProfile(file);
    default:
      return false;
  }
}

/** What encoders write for sRGB (W3C PNG, third edition, section 11.3.2.5). */
const GAMMA_OF_SRGB = 45_455;

/** WebKit ignores `cICP`, `cHRM` and the profile of grey, and Firefox `sRGB` beside another gamma. */
async function isOddPng(file: Blob): Promise<boolean> {
  const names = new Set<string>();
  let isGrey = false;
  let gamma = GAMMA_OF_SRGB;
  for (let at = 8; at + HEAD <= file.size; ) {
    const head = await headAt(file, at);
    const name = String.fromCharCode(...[4, 5, 6, 7].map((offset) => head.getUint8(offset)));
    if (name === 'PLTE' || name === 'IDAT') break;
    if (name === 'IHDR') isGrey = (head.getUint8(17) & 2) === 0;
    // The first of several counts.
    if (name === 'gAMA' && !names.has(name)) gamma = head.getUint32(8);
    names.add(name);
    at += 12 + head.getUint32(0);
  }
  if (names.has('cICP')) return true;
  if (names.has('iCCP')) return isGrey;
  return gamma !== GAMMA_OF_SRGB || (names.has('cHRM') && !names.has('sRGB'));
}

/** Firefox and WebKit ignore the profile of CMYK, and WebKit that of grey. */
async function isOddJpeg(file: Blob): Promise<boolean> {
  let hasProfile = false;
  for (let at = 2; at + HEAD <= file.size; ) {
    const head = await headAt(file, at);
    const marker = head.getUint16(0);
    // The frame header has the number of components (ITU-T T.81, section B.2.2).
    if (isFrame(marker)) return hasProfile && head.getUint8(9) !== 3;
    if (marker < 0xffc0 || marker === 0xffda) return false;
    hasProfile ||= marker === 0xffe2 && head.getUint32(4) === ICC_;
    at += 2 + head.getUint16(2);
  }
  return false;
}

/** WebKit ignores it. A flag of an extended WebP tells it (RFC 9649, section 2.7). */
async function hasWebpProfile(file: Blob): Promise<boolean> {
  const head = await headAt(file, 12);
  return head.byteLength === HEAD && head.getUint32(0) === VP8X && (head.getUint8(8) & 0x20) > 0;
}

const VP8X = 0x56503858;

/** How a segment of a profile begins (ICC.1:2010, section B.4). */
const ICC_ = 0x4943435f;

/** SOF0 to SOF15, except DHT, JPG and DAC in the same range. */
function isFrame(marker: number): boolean {
  return marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
}

async function headAt(file: Blob, at: number): Promise<DataView> {
  return new DataView(await file.slice(at, at + HEAD).arrayBuffer());
}
