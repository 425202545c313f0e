// Reads the colour space of a HEIC, which its decoder ignores.
import { coloursOfCodes } from '@/lib/shared/colour-codes';
import { type ColourSpace, namedSpace, profiledSpace } from './icc-profile';

/** The boxes around a colour: `ipco` in `iprp` in `meta` (ISO/IEC 23008-12, section 9.3). */
const PATH = ['meta', 'iprp', 'ipco', 'colr'];

/** The metadata of a phone's photo takes a few dozen KB. */
const LONGEST_META = 4_000_000;

/** Codes of transfer functions of video (ITU-T H.273, table 3), by which encoders mean sRGB's. */
const LIKE_SRGB = new Set([1, 6, 14, 15]);
/** The codes of sRGB itself. */
const SRGB = { primaries: 1, transfer: 13 };

/** Returns the colour space of the picture, or null if it is sRGB, or not known. */
export async function readHeicColours(file: Blob): Promise<ColourSpace | null> {
  const meta = await readMeta(file);
  return meta ? findColours(meta, PATH) : null;
}

/** Finds the `meta` box without reading the pictures, which may come before it. */
async function readMeta(file: Blob): Promise<DataView | null> {
  for (let at = 0; at + 8 <= file.size; ) {
    const head = new DataView(await file.slice(at, at + 16).arrayBuffer());
    // A size of 1 says that a 64-bit one follows.
    const isLong = head.getUint32(0) === 1 && head.byteLength === 16;
    const size = isLong ? Number(head.getBigUint64(8)) : head.getUint32(0);
    if (size < 8) return null;
    if (boxName(head, 0) === 'meta') {
      if (size > LONGEST_META) return null;
      return new DataView(await file.slice(at, at + size).arrayBuffer());
    }
    at += size;
  }
  return null;
}

/** Of several colours the first profile counts, which belongs to the picture itself in what phones make, else the first code. */
function findColours(view: DataView, [name, ...inner]: readonly string[]): ColourSpace | null {
  let found: ColourSpace | null = null;
  for (let at = 0; at + 8 <= view.byteLength; ) {
    const size = Math.min(view.getUint32(at), view.byteLength - at);
    if (size < 8) break;
    if (boxName(view, at) === name) {
      // `meta` has a version and flags before its boxes.
      const start = at + (name === 'meta' ? 12 : 8);
      const content = part(view, start, at + size);
      if (inner.length > 0) return findColours(content, inner);
      const kind = content.byteLength > 4 ? boxName(content, -4) : '';
      if (kind === 'prof' || kind === 'rICC') return profiledSpace(bytes(content, 4));
      if (kind === 'nclx' && content.byteLength >= 8) {
        found ??= spaceOf(content.getUint16(4), content.getUint16(6));
      }
    }
    at += size;
  }
  return found;
}

function spaceOf(primaries: number, transfer: number): ColourSpace | null {
  const meant = LIKE_SRGB.has(transfer) ? SRGB.transfer : transfer;
  const isSrgb = primaries === SRGB.primaries && meant === SRGB.transfer;
  const colours = isSrgb ? undefined : coloursOfCodes(primaries, meant);
  return colours ? namedSpace(colours) : null;
}

function part(view: DataView, start: number, end: number): DataView {
  const from = Math.min(start, end);
  return new DataView(view.buffer, view.byteOffset + from, end - from);
}

function bytes(view: DataView, from: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + from, view.byteLength - from);
}

/** The name of the box at a place, behind its size. */
function boxName(view: DataView, at: number): string {
  return String.fromCharCode(...[4, 5, 6, 7].map((offset) => view.getUint8(at + offset)));
}
