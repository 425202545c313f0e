// CMYK without a profile comes out as browsers show it: each of R, G and B is the light that an ink and K let through, multiplied.

import { photoPixels } from 'odd-images/camera-photo';
import { flatJpeg } from 'odd-images/flat-jpeg';
import { displayProfile, withProfile } from 'odd-images/profiles';
import { quadrantColours } from 'odd-images/quadrants';
import { inkPhoto } from '@/test/images/ink-photo';
import sharp from './confined-sharp';
import { decode } from './decode';
import { walkJpeg } from './jpeg-structure';
import { validateImage } from './validate-image';

const SIZE = { width: 400, height: 300 };
const PIXELS = photoPixels({ ...SIZE, noise: 1 });

async function stored(jpeg: Buffer): Promise<Buffer> {
  const validation = await validateImage(jpeg, 'image/jpeg');
  if (!validation.ok) throw new Error(validation.reason);
  return Buffer.from(validation.image.master.bytes);
}

/** Removes the first segment, by which Adobe's programs say that samples are inverted. */
function withoutAdobe(jpeg: Buffer): Buffer {
  expect(jpeg.toString('latin1', 6, 11)).toBe('Adobe');
  return Buffer.concat([jpeg.subarray(0, 2), jpeg.subarray(4 + jpeg.readUInt16BE(4))]);
}

test.each([
  ['baseline', inkPhoto(PIXELS, SIZE)],
  ['progressive', inkPhoto(PIXELS, { ...SIZE, progressive: true })],
  ['in YCCK', inkPhoto(PIXELS, { ...SIZE, ycck: true })],
  ['without a segment of Adobe', inkPhoto(PIXELS, SIZE).then(withoutAdobe)],
  [
    'with a profile of RGB',
    inkPhoto(PIXELS, SIZE).then((jpeg) => withProfile('jpeg', jpeg, displayProfile())),
  ],
])('CMYK %s', async (_, made) => {
  const raw = { ...SIZE, channels: 3 } as const;
  const wanted = (await quadrantColours(await sharp(PIXELS, { raw }).png().toBuffer())).flat();
  const colours = (await quadrantColours(await stored(await made))).flat();
  const differences = colours.map((value, at) => Math.abs(value - (wanted[at] ?? Number.NaN)));
  expect(Math.max(...differences)).toBeLessThan(4);
});

test('half of each ink is a quarter of the light', async () => {
  const jpeg = flatJpeg({ width: 64, height: 48, components: 4 });
  const { channels } = await sharp(await stored(jpeg)).stats();
  // 128 x 128 / 255.
  expect(channels.map(({ mean }) => Math.round(mean))).toEqual([64, 64, 64]);
});

test('lines in all four inks become grey when they are scaled down, not darker', async () => {
  const side = 256;
  const lines = Buffer.alloc(side * side * 3, 255);
  for (let x = 0; x < side * side; x += 2) lines.fill(0, 3 * x, 3 * x + 3);
  const jpeg = await inkPhoto(lines, { width: side, height: side });
  const { pixels } = await decode(walkJpeg(jpeg), side / 2);
  const mean = pixels.data.reduce((sum, value) => sum + value) / pixels.data.length;
  expect(Math.abs(mean - 128)).toBeLessThan(8);
});
