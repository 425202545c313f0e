// Writes a colour profile (ICC.1:2022) of a colour space.
import type { Colours, Curve } from '@/lib/shared/colour-codes';
import { D50, transposed } from '@/lib/shared/colour-matrix';

/** Writes a display profile of a matrix and a curve; for grey images, of the curve alone. */
export function writeProfile({ toXyz, curve }: Colours, isGrey: boolean): Buffer {
  const body = curveTag(curve);
  if (isGrey) return profile('GRAY', [tag('wtpt', xyzTag(D50)), tag('kTRC', body)]);
  const colorants = transposed(toXyz);
  return profile('RGB ', [
    tag('wtpt', xyzTag(D50)),
    ...['rXYZ', 'gXYZ', 'bXYZ'].map((name, index) => tag(name, xyzTag(colorants[index] ?? D50))),
    ...['rTRC', 'gTRC', 'bTRC'].map((name) => tag(name, body)),
  ]);
}

interface Tag {
  name: string;
  body: Buffer;
}

function tag(name: string, body: Buffer): Tag {
  return { name, body };
}

function xyzTag(vector: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from('XYZ \0\0\0\0', 'latin1'), ...vector.map(fixed)]);
}

/** Entries of a curve that no formula of the specification describes. */
const TABLE = 4096;

function curveTag(curve: Curve): Buffer {
  if (typeof curve === 'function') return tableTag(curve);
  const start = Buffer.from('para\0\0\0\0\0\0\0\0', 'latin1');
  start.writeUInt16BE(curve.length === 1 ? 0 : 3, 8);
  return Buffer.concat([start, ...curve.map(fixed)]);
}

/** `curveType`, section 10.6. */
function tableTag(curve: (sample: number) => number): Buffer {
  const body = Buffer.alloc(12 + 2 * TABLE);
  body.write('curv', 'latin1');
  body.writeUInt32BE(TABLE, 8);
  for (let at = 0; at < TABLE; at++) {
    body.writeUInt16BE(Math.round(65_535 * curve(at / (TABLE - 1))), 12 + 2 * at);
  }
  return body;
}

/** A signed number with 16 bits after the point (section 4.6). */
function fixed(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(Math.round(value * 65_536));
  return bytes;
}

function profile(space: 'RGB ' | 'GRAY', tags: Tag[]): Buffer {
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length);
  let at = 128 + table.length;
  for (const [index, { name, body }] of tags.entries()) {
    table.write(name, 4 + 12 * index, 'latin1');
    table.writeUInt32BE(at, 8 + 12 * index);
    table.writeUInt32BE(body.length, 12 + 12 * index);
    at += body.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at);
  header.writeUInt32BE(0x04300000, 8);
  header.write(`mntr${space}XYZ `, 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  Buffer.concat(D50.map(fixed)).copy(header, 68);
  return Buffer.concat([header, table, ...tags.map(({ body }) => body)]);
}
