// Prefix code groups of a lossless WebP are counted as a decoder counts them: files of the encoder always pass, and a file above the
// limit does not.

import { riffChunk, webpFile, webpHeader } from 'odd-images/file-parts';
import { manyCodesVp8l } from 'odd-images/many-prefix-codes';
import sharp from 'sharp';
import { validateImage } from './validate-image';
import { walkWebp } from './webp-structure';

const verdict = async (bytes: Buffer) => {
  const validation = await validateImage(bytes, 'image/webp');
  return validation.ok ? 'clean' : validation.reason;
};

test.each([
  [1, 'clean'],
  [300, 'clean'],
  [4999, 'clean'],
  [5000, 'clean'],
  [5001, 'corrupt'],
  [65_536, 'corrupt'],
])('%i groups: %s', async (groups, expected) => {
  expect(await verdict(webpFile([manyCodesVp8l(groups)]))).toBe(expected);
});

test.each([
  [5000, 'clean'],
  [5001, 'corrupt'],
])('%i groups in the alpha channel of a lossy image: %s', async (groups, expected) => {
  const side = 4 * Math.ceil(Math.sqrt(groups));
  const create = { width: side, height: side, channels: 3 as const, background: '#246' };
  const lossy = (await sharp({ create }).webp().toBuffer()).subarray(12);
  const stream = manyCodesVp8l(groups).subarray(8 + 5);
  const alpha = riffChunk('ALPH', Buffer.concat([Buffer.from([1]), stream]));
  expect(await verdict(webpFile([webpHeader(side, side, 0x10), alpha, lossy]))).toBe(expected);
});

test('a stream that ends before the number is known is rejected', async () => {
  const chunk = manyCodesVp8l(20_000);
  for (const length of [5, 6, 40, 200, 5000]) {
    const short = Buffer.from(chunk.subarray(0, 8 + length));
    short.writeUInt32LE(length, 4);
    const padded = length % 2 ? Buffer.concat([short, Buffer.alloc(1)]) : short;
    expect(await verdict(webpFile([padded]))).toBe('corrupt');
  }
});

/** Noise, gradients and few colours, with and without transparency: they make an encoder use all its transforms. */
function pixels(kind: string, width: number, height: number, channels: 3 | 4): Buffer {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const colours = Number(kind.split(' ')[0]);
  const samples = Array.from({ length: width * height * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    if (kind === 'noise') return random() * 256;
    if (kind === 'gradient') return (x * (1 + (at % channels)) + y) % 256;
    if (kind === 'mixed') return x < width / 2 ? (x + y) % 256 : random() * 256;
    return (((x * 7 + y * 13) % colours) * 31 * (1 + (at % channels))) % 256;
  });
  return Buffer.from(samples);
}

const KINDS = ['noise', 'gradient', 'mixed', '2 colours', '4 colours', '16 colours', '200 colours'];
const OPTIONS = [
  { lossless: true, effort: 0 },
  { lossless: true, effort: 4 },
  { lossless: true, effort: 6 },
  { nearLossless: true, quality: 40 },
  { quality: 60, alphaQuality: 100 },
];

test.each(KINDS)('no lossless WebP of %s by the encoder is rejected', async (kind) => {
  const channels = kind === 'mixed' ? 3 : 4;
  for (const [width, height] of [
    [7, 5],
    [131, 83],
  ] as const) {
    const data = pixels(kind, width, height, channels);
    for (const options of OPTIONS) {
      const bytes = await sharp(data, { raw: { width, height, channels } })
        .webp(options)
        .toBuffer();
      expect(walkWebp(bytes).parts.length).toBeGreaterThan(1);
    }
  }
});
