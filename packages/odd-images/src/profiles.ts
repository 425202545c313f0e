// Writes ICC colour profiles (ICC.1:2022) that no colour tool writes.
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { jpegSegment, pngChunk, riffChunk, uint32BE, webpHeader } from './file-parts.ts';
import { type PhotoFormat, withChunks, withSegments } from './metadata.ts';

/** A display profile similar to sRGB, with a matrix and curves, and with further tags. */
export function displayProfile(more: [name: string, body: Buffer][] = []): Buffer {
  return profileOf('RGB ', [
    ['rXYZ', xyz(0.4361, 0.2225, 0.0139)],
    ['gXYZ', xyz(0.3851, 0.7169, 0.0971)],
    ['bXYZ', xyz(0.1431, 0.0606, 0.7141)],
    ...['rTRC', 'gTRC', 'bTRC'].map((curve): [string, Buffer] => [curve, power(2.2)]),
    ...more,
  ]);
}

/** A display profile of grey in linear light. */
export function greyProfile(): Buffer {
  return profileOf('GRAY', [['kTRC', power(1)]]);
}

/** A profile with a 16-bit colour table of `side` entries per axis: `lutAToBType` with identity curves (section 10.12). */
export function lookUpProfile(side: number): Buffer {
  const curves = Buffer.concat([power(1), power(1), power(1)]);
  const table = Buffer.alloc(side ** 3 * 6);
  for (let at = 0; at < table.length; at += 2) table.writeUInt16BE((at * 40_503) & 0xffff, at);
  const sides = Buffer.alloc(20);
  sides.fill(side, 0, 3);
  sides.writeUInt8(2, 16);
  // Offsets of the B curves, the matrix (none), the M curves (none), the table and the A curves.
  const [first, size] = [32, 20 + table.length];
  const offsets = [first, 0, 0, first + curves.length, first + curves.length + size];
  const body = Buffer.concat([
    name('mAB '),
    uint32BE(0),
    Buffer.from([3, 3, 0, 0]),
    ...offsets.map(uint32BE),
    curves,
    sides,
    table,
    curves,
  ]);
  return displayProfile([['A2B0', body]]);
}

/** The profile of a press that libvips has: 961,644 bytes, with tables of 16 bits (`lut16Type`, section 10.10). */
export async function pressProfile(): Promise<Buffer> {
  const create = { width: 1, height: 1, channels: 3, background: 'white' } as const;
  const jpeg = await sharp({ create }).withIccProfile('cmyk').jpeg().toBuffer();
  const { icc } = await sharp(jpeg).metadata();
  if (!icc) throw new Error('the JPEG has no profile');
  return icc;
}

/** A profile with a chain of floating-point steps. Each step is the identity and takes 8 bytes. */
export function steppedProfile(steps: number): Buffer {
  const head = Buffer.concat([
    name('mpet'),
    uint32BE(0),
    uint16BE(3),
    uint16BE(3),
    uint32BE(steps),
  ]);
  const matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0].map(float);
  const step = Buffer.concat([name('matf'), uint32BE(0), uint16BE(3), uint16BE(3), ...matrix]);
  const at = head.length + 8 * steps;
  const place = Buffer.concat([uint32BE(at), uint32BE(step.length)]);
  const chain = Buffer.concat([head, ...Array<Buffer>(steps).fill(place), step]);
  return displayProfile([
    ['D2B0', chain],
    ['D2B1', chain],
  ]);
}

/** Adds a profile to an image without one. A WebP must be a simple one, without a VP8X header. */
export function withProfile(format: PhotoFormat, image: Buffer, profile: Buffer): Buffer {
  switch (format) {
    case 'jpeg': {
      const count = Math.ceil(profile.length / 65_000);
      const segments = Array.from({ length: count }, (_, index) => {
        const part = profile.subarray(index * 65_000, (index + 1) * 65_000);
        const header = [...Buffer.from('ICC_PROFILE\0'), index + 1, count];
        return jpegSegment(0xe2, Buffer.concat([Buffer.from(header), part]));
      });
      return withSegments(image, segments);
    }
    case 'png': {
      const body = Buffer.concat([Buffer.from('profile\0\0'), deflateSync(profile)]);
      return withChunks(image, [pngChunk('iCCP', body)]);
    }
    case 'webp': {
      const sizes = [image.readUInt16LE(26) & 0x3fff, image.readUInt16LE(28) & 0x3fff] as const;
      const chunks = [webpHeader(...sizes, 0x20), riffChunk('ICCP', profile), image.subarray(12)];
      return riffChunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]));
    }
  }
}

function profileOf(space: string, own: [name: string, body: Buffer][]): Buffer {
  const text = Buffer.concat([
    name('mluc'),
    ...[0, 1, 12].map(uint32BE),
    name('enUS'),
    ...[2, 28].map(uint32BE),
    Buffer.from([0, 0x41, 0, 0]),
  ]);
  const tags: [string, Buffer][] = [
    ['desc', text],
    ['cprt', text],
    ['wtpt', xyz(0.9642, 1, 0.8249)],
    ...own,
  ];
  const entries: Buffer[] = [];
  const bodies: Buffer[] = [];
  let at = 128 + 4 + 12 * tags.length;
  for (const [tag, body] of tags) {
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    entries.push(name(tag), uint32BE(at), uint32BE(body.length));
    bodies.push(padded);
    at += padded.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.write('\x04\x30', 8, 'latin1');
  header.write(`mntr${space}XYZ `, 12);
  header.write('acsp', 36);
  xyz(0.9642, 1, 0.8249).copy(header, 68, 8);
  return Buffer.concat([header, uint32BE(tags.length), ...entries, ...bodies]);
}

/** `parametricCurveType`, section 10.18, of an exponent. */
function power(exponent: number): Buffer {
  return Buffer.concat([name('para'), uint32BE(0), uint16BE(0), uint16BE(0), fixed(exponent)]);
}

const name = (text: string) => Buffer.from(text, 'latin1');

function xyz(...values: [number, number, number]): Buffer {
  return Buffer.concat([name('XYZ '), uint32BE(0), ...values.map(fixed)]);
}

/** s15Fixed16Number: a signed number with 16 fractional bits. */
function fixed(value: number): Buffer {
  return uint32BE(Math.round(value * 65_536));
}

function float(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return bytes;
}

function uint16BE(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
