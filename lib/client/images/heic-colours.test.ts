/** @jest-environment node */
// jsdom has no `Blob.arrayBuffer`.
import sharp from 'sharp';
import { readHeicColours } from './heic-colours';

/** A box of ISO/IEC 14496-12: size, name, content. */
function box(name: string, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, body]);
}

const VERSION = Buffer.alloc(4);
const meta = (...colours: Buffer[]) =>
  box('meta', VERSION, box('pitm', VERSION), box('iprp', box('ipco', ...colours)));
const code = (primaries: number, transfer: number) =>
  box('colr', Buffer.from('nclx'), Buffer.from([0, primaries, 0, transfer, 0, 6, 0x80]));
const heic = (...boxes: Buffer[]) =>
  new Blob([box('ftyp', Buffer.from('heic')), ...boxes].map((one) => new Uint8Array(one)));

async function p3(): Promise<Buffer> {
  const create = { width: 1, height: 1, channels: 3, background: 'red' } as const;
  const png = await sharp({ create }).withIccProfile('p3').png().toBuffer();
  return (await sharp(png).metadata()).icc ?? Buffer.alloc(0);
}

it('finds a profile, also behind the pictures and behind a code', async () => {
  const colour = box('colr', Buffer.from('prof'), await p3());
  for (const file of [
    heic(meta(colour)),
    heic(box('mdat', Buffer.alloc(99)), meta(code(1, 13), colour)),
  ]) {
    const space = await readHeicColours(file);
    // Display P3's red, adapted to D50.
    expect(space?.toXyz[0]).toBeCloseTo(0.515, 2);
  }
});

it('finds a code', async () => {
  expect((await readHeicColours(heic(meta(code(12, 13)))))?.toXyz[0]).toBeCloseTo(0.515, 2);
  expect(await readHeicColours(heic(meta(code(1, 13))))).toBeNull();
});

it('takes the transfer functions of video for that of sRGB', async () => {
  for (const transfer of [1, 6, 14, 15]) {
    expect(await readHeicColours(heic(meta(code(1, transfer))))).toBeNull();
    const space = await readHeicColours(heic(meta(code(12, transfer))));
    // IEC 61966-2-1: 50 % are 21.4 % of the light.
    expect(space?.curves[0][128]).toBeCloseTo(0.216, 3);
  }
});

it('finds a code of high dynamic range', async () => {
  const space = await readHeicColours(heic(meta(code(9, 16))));
  // ITU-R BT.2408: 58 % are white.
  expect(space?.curves[0][146]).toBeGreaterThan(0.9);
  expect(space?.curves[0][149]).toBe(1);
});

it.each([
  ['no metadata', heic(box('mdat', Buffer.alloc(9)))],
  ['no colours', heic(meta())],
  ['a box of no size', heic(Buffer.alloc(20))],
  ['a colour that is cut', heic(meta(box('colr', Buffer.from('pro'))))],
  ['a profile that is cut', heic(meta(box('colr', Buffer.from('prof\0\0'))))],
  ['nothing', new Blob([])],
])('finds none in a file with %s', async (_, file) => {
  expect(await readHeicColours(file)).toBeNull();
});
