// The picture of initials, decoded by an independent decoder (sharp).
import sharp from 'sharp';
import { drawInitials } from './draw-initials';
import { LETTERS } from './letters';

const SIDE = 648;

async function inkOf(letters: string) {
  const { data, info } = await sharp(drawInitials(letters))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: SIDE, height: SIDE, channels: 1 });
  const ink = { pixels: 0, left: SIDE, right: 0 };
  data.forEach((grey, place) => {
    if (grey > 0x80) return;
    const x = place % SIDE;
    ink.pixels += 1;
    ink.left = Math.min(ink.left, x);
    ink.right = Math.max(ink.right, x);
  });
  return ink;
}

const ALPHABET = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

test.each(['', 'A', 'I', 'Q', 'AM', 'WW'])(
  '"%s" is a centred drawing in a PNG',
  async (letters) => {
    const metadata = await sharp(drawInitials(letters)).metadata();
    expect(metadata).toMatchObject({ format: 'png', width: SIDE, height: SIDE });
    const { pixels, left, right } = await inkOf(letters);
    expect(pixels).toBeGreaterThan(2000);
    expect(left).toBeGreaterThan(20);
    expect(Math.abs(left - (SIDE - 1 - right))).toBeLessThan(45);
  },
);

test('each letter has a different picture', () => {
  const pictures = ['', ...ALPHABET].map((letter) => Buffer.from(drawInitials(letter)));
  expect(new Set(pictures.map((picture) => picture.toString('latin1'))).size).toBe(27);
  expect(Object.keys(LETTERS).join('')).toBe(`${ALPHABET.join('')} `);
});

test('the picture is small, and the same each time', () => {
  expect(drawInitials('MW').length).toBeLessThan(12_000);
  expect(Buffer.compare(drawInitials('MW'), drawInitials('MW'))).toBe(0);
});
