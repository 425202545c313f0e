// QR codes, read by an independent decoder.
import jsQR from 'jsqr';
import sharp from 'sharp';
import { type QrCode, qrCode, qrPng, qrSvg } from './qr';

const TEXTS = [
  'https://perfil.polizalab.test/f/AAAAAAAAAAAAAAAAAAAAAA.jpg',
  'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ñúñez de la Cruz;María José;;;\r\nFN:María José Ñúñez de la Cruz\r\nTEL:+525512345678\r\nEND:VCARD\r\n',
  'ñ'.repeat(300),
];

/** Printed at 300 dots per inch. */
const DOTS_PER_MILLIMETRE = 300 / 25.4;

async function decoded(png: Buffer, width: number): Promise<string | undefined> {
  const { data, info } = await sharp(png)
    .resize(width)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const found = jsQR(new Uint8ClampedArray(data), info.width, info.height, {
    inversionAttempts: 'dontInvert',
  });
  return found ? Buffer.from(found.binaryData).toString() : undefined;
}

/** Draws the SVG, of which it only knows rows of squares. */
function modulesOf(svg: string): boolean[][] {
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  const rows = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  const dark = /fill="#000" d="([^"]+)"/.exec(svg)?.[1] ?? '';
  const rest = dark.replace(/M(\d+) (\d+)h(\d+)v1h-\3z/g, (_, x, y, width) => {
    rows[Number(y)]?.fill(true, Number(x), Number(x) + Number(width));
    return '';
  });
  expect(rest).toBe('');
  return rows;
}

describe.each(TEXTS)('%j', (text) => {
  const code: QrCode = qrCode(text);

  test('the PNG is read at the size that it states, and that is 2 cm or more', async () => {
    const png = await qrPng(code);
    const { width = 0, density = 0 } = await sharp(png).metadata();
    const millimetres = (width / density) * 25.4;
    expect(millimetres).toBeGreaterThan(19.9);
    expect(millimetres).toBeCloseTo(code.side, 0);
    expect(await decoded(png, width)).toBe(text);
    expect(await decoded(png, Math.round(code.side * DOTS_PER_MILLIMETRE))).toBe(text);
  });

  test('the SVG has the same modules and the same size', () => {
    const svg = qrSvg(code);
    expect(modulesOf(svg)).toEqual(code.modules);
    const stated = Number(/width="([\d.]+)mm"/.exec(svg)?.[1]);
    expect(stated).toBeCloseTo(code.side, 1);
  });

  test('four white modules surround it', () => {
    const { modules } = code;
    const size = modules.length;
    const border = modules.flatMap((row, y) =>
      row.filter((_, x) => Math.min(x, y, size - 1 - x, size - 1 - y) < 4),
    );
    expect(border.filter(Boolean)).toEqual([]);
    expect(modules[4]?.[4]).toBe(true);
  });
});

test('a link is 2 cm wide', () => {
  expect(qrCode(TEXTS[0] ?? '').side).toBe(20);
});

test.each([
  ['a name with accents states that it is UTF-8', 'José Ñáñez', [26]],
  ['an address, which is ASCII, states nothing', 'https://perfil.polizalab.test/f/A.jpg', []],
])('%s', async (_, text, expected) => {
  const { data, info } = await sharp(await qrPng(qrCode(text)))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const chunks = jsQR(new Uint8ClampedArray(data), info.width, info.height)?.chunks ?? [];
  const stated = chunks.flatMap((chunk) =>
    'assignmentNumber' in chunk ? [chunk.assignmentNumber] : [],
  );
  expect(stated).toEqual(expected);
});

test.each(['x'.repeat(2954), 'ñ'.repeat(1477)])('a text that is too long is refused', (text) => {
  expect(() => qrCode(text)).toThrow(RangeError);
});
