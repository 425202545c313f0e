// A PNG that declares its colour space by cICP, gAMA or cHRM comes out as a colour-managed viewer shows it. The expected values are
// worked out from the standards: IEC 61966-2-1 for sRGB, ITU-R BT.2087 for BT.2020, BT.2100 and BT.2408 for high dynamic range,
// CSS Color 4 for Display P3.

import { pngChunk, uint32BE } from 'odd-images/file-parts';
import { withChunks } from 'odd-images/metadata';
import sharp from './confined-sharp';
import { validateImage } from './validate-image';

type Colour = [number, number, number];
type Edit = (image: ReturnType<typeof sharp>) => ReturnType<typeof sharp>;

const BT709 = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6000];
const P3 = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6000];
const PROPHOTO = [34_567, 35_850, 73_469, 26_531, 15_959, 84_041, 3660, 10];

const gama = (value: number) => pngChunk('gAMA', uint32BE(value));
const chrm = (values: number[]) => pngChunk('cHRM', Buffer.concat(values.map(uint32BE)));
const cicp = (primaries: number, transfer: number, matrix = 0, range = 1) =>
  pngChunk('cICP', [primaries, transfer, matrix, range]);

async function flat([r, g, b]: Colour, edit: Edit = (image) => image): Promise<Buffer> {
  const create = { width: 64, height: 64, channels: 3 as const, background: { r, g, b } };
  return edit(sharp({ create })).png().toBuffer();
}

async function shown(png: Buffer): Promise<number[]> {
  const validation = await validateImage(png, 'image/png');
  if (!validation.ok) throw new Error(validation.reason);
  const { channels } = await sharp(validation.image.master.bytes).stats();
  return channels.slice(0, 3).map(({ mean }) => mean);
}

async function expectColour(png: Buffer, expected: readonly number[]): Promise<void> {
  const colour = await shown(png);
  const differences = colour.map((value, index) => Math.abs(value - (expected[index] ?? 0)));
  expect({ colour, isNear: Math.max(...differences) <= 2.5 }).toEqual({ colour, isNear: true });
}

function encoded(linear: number): number {
  const clipped = Math.min(1, Math.max(0, linear));
  const value = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return value * 255;
}

describe('a gAMA of 1.0, linear samples: 128 is shown as 188', () => {
  const kinds: [string, Edit][] = [
    ['RGB', (image) => image],
    ['RGB with transparency', (image) => image.ensureAlpha(0.5)],
    ['palette', (image) => image.png({ palette: true })],
    ['grey', (image) => image.toColourspace('b-w')],
    ['grey with transparency', (image) => image.ensureAlpha(0.5).toColourspace('b-w')],
    ['16-bit', (image) => image.toColourspace('rgb16')],
    ['16-bit with transparency', (image) => image.ensureAlpha(0.5).toColourspace('rgb16')],
    ['16-bit grey', (image) => image.toColourspace('grey16')],
    ['interlaced', (image) => image.png({ progressive: true })],
  ];
  test.each(kinds)('%s', async (_, edit) => {
    const png = await flat([128, 128, 128], edit);
    await expectColour(png, [128, 128, 128]);
    const expected = encoded(128 / 255);
    expect(Math.round(expected)).toBe(188);
    await expectColour(withChunks(png, [gama(100_000)]), [expected, expected, expected]);
  });
});

test('a picture that is scaled down, and one that is turned', async () => {
  const create = { width: 1500, height: 1200, channels: 3 as const, background: '#c82828' };
  const png = await sharp({ create }).png().toBuffer();
  await expectColour(withChunks(png, [gama(100_000)]), [229, 110, 110]);
});

test('a gAMA of 1/2.2 is sRGB alone, and a power with primaries; values beyond reason are ignored', async () => {
  const png = await flat([200, 40, 40]);
  await expectColour(withChunks(png, [gama(45_455)]), [200, 40, 40]);
  const power = [200, 40, 40].map((value) => encoded((value / 255) ** 2.2));
  await expectColour(withChunks(png, [gama(45_455), chrm(BT709)]), power);
  for (const value of [0, 1, 999, 10_000_001, 0x7fffffff, 0xffffffff]) {
    await expectColour(withChunks(png, [gama(value)]), [200, 40, 40]);
  }
});

test('Display P3 by cICP, and its primaries by cHRM', async () => {
  // CSS Color 4 converts color(display-p3 0.7216 0.2157 0.1922) to rgb(200 40 40).
  const png = await flat([184, 55, 49]);
  await expectColour(withChunks(png, [cicp(12, 13)]), [200, 40, 40]);
  const [r = 0, g = 0, b = 0] = [184, 55, 49].map((value) => (value / 255) ** 2.2);
  await expectColour(
    withChunks(png, [chrm(P3), gama(45_455)]),
    [1.2249 * r - 0.2249 * g, -0.042 * r + 1.042 * g, -0.0197 * r - 0.0786 * g + 1.0983 * b].map(
      encoded,
    ),
  );
  // Primaries alone.
  await expectColour(withChunks(png, [chrm(P3)]), [184, 55, 49]);
});

test('BT.2020 with the curve of BT.1886, by cICP', async () => {
  const png = await flat([128, 110, 100]);
  const [r = 0, g = 0, b = 0] = [128, 110, 100].map((value) => (value / 255) ** 2.4);
  await expectColour(
    withChunks(png, [cicp(9, 14)]),
    [
      1.6605 * r - 0.5876 * g - 0.0728 * b,
      -0.1246 * r + 1.1329 * g - 0.0083 * b,
      -0.0182 * r - 0.1006 * g + 1.1187 * b,
    ].map(encoded),
  );
});

describe('high dynamic range, by cICP', () => {
  /** The sample of a luminance in cd/m2 (BT.2100, table 4, inverse EOTF). */
  const pq = (luminance: number) => {
    const y = (luminance / 10_000) ** 0.1593017578125;
    return ((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y)) ** 78.84375;
  };
  /** The sample of a luminance on a screen of 1,000 cd/m2 (BT.2100, table 5, inverse OOTF and OETF). */
  const hlg = (luminance: number) => {
    const scene = (luminance / 1000) ** (1 / 1.2);
    return scene <= 1 / 12
      ? Math.sqrt(3 * scene)
      : 0.17883277 * Math.log(12 * scene - 0.28466892) + 0.55991073;
  };

  /** A PNG of 16 bits, all of one colour. */
  async function deep(samples: number[], transfer: number): Promise<Buffer> {
    const pixels = Uint16Array.from({ length: 64 * 64 * 3 }, (_, at) =>
      Math.round((samples[at % 3] ?? 0) * 65_535),
    );
    const raw = { width: 64, height: 64, channels: 3 } as const;
    const png = await sharp(pixels, { raw }).toColourspace('rgb16').png().toBuffer();
    return withChunks(png, [cicp(9, transfer)]);
  }

  test.each([
    ['PQ', 16, pq],
    ['HLG', 18, hlg],
  ])('%s', async (_, transfer, sampleOf) => {
    for (const luminance of [2, 20, 100, 180]) {
      const grey = Array(3).fill(sampleOf(luminance));
      await expectColour(await deep(grey, transfer), Array(3).fill(encoded(luminance / 203)));
    }
    for (const luminance of [203, 400, 1000]) {
      const grey = Array(3).fill(sampleOf(luminance));
      await expectColour(await deep(grey, transfer), [255, 255, 255]);
    }
    const [r, g, b] = [120, 90, 70] as const;
    await expectColour(
      await deep([r, g, b].map(sampleOf), transfer),
      [
        1.6605 * r - 0.5876 * g - 0.0728 * b,
        -0.1246 * r + 1.1329 * g - 0.0083 * b,
        -0.0182 * r - 0.1006 * g + 1.1187 * b,
      ].map((value) => encoded(value / 203)),
    );
  });

  test('of 8 bits, and of grey', async () => {
    const half = encoded(100 / 203);
    const value = Math.round(255 * pq(100));
    const png = await flat([value, value, value]);
    await expectColour(withChunks(png, [cicp(9, 16)]), [half, half, half]);
    const grey = await flat([value, value, value], (image) => image.toColourspace('b-w'));
    await expectColour(withChunks(grey, [cicp(9, 16)]), [half, half, half]);
  });
});

test('ProPhoto by cHRM and gAMA, whose white is D50: grey stays grey', async () => {
  const png = await flat([128, 128, 128]);
  const expected = encoded((128 / 255) ** 1.8);
  await expectColour(withChunks(png, [chrm(PROPHOTO), gama(55_556)]), Array(3).fill(expected));
});

describe('what takes precedence', () => {
  const icc = (png: Buffer, chunks: Buffer[]) => withChunks(png, chunks);

  test('cICP, then the profile, then sRGB, then gAMA', async () => {
    const plain = await flat([184, 55, 49]);
    const inP3 = await flat([200, 40, 40], (image) => image.withIccProfile('p3'));
    await expectColour(inP3, [200, 40, 40]);
    await expectColour(icc(inP3, [cicp(1, 13)]), [184, 55, 49]);
    await expectColour(icc(inP3, [gama(100_000)]), [200, 40, 40]);
    await expectColour(icc(plain, [pngChunk('sRGB', [0]), gama(100_000)]), [184, 55, 49]);
    await expectColour(icc(plain, [cicp(12, 13), pngChunk('sRGB', [0])]), [200, 40, 40]);
  });

  test('a cICP that is not supported is as if absent', async () => {
    const png = await flat([200, 40, 40]);
    for (const chunk of [cicp(9, 17), cicp(3, 13), cicp(12, 13, 1), cicp(12, 13, 0, 0)]) {
      await expectColour(icc(png, [chunk]), [200, 40, 40]);
      await expectColour(icc(png, [chunk, gama(100_000)]), [229, 110, 110]);
    }
  });

  test('what comes after the pixels is ignored', async () => {
    const png = await flat([200, 40, 40]);
    const late = Buffer.concat([png.subarray(0, -12), gama(100_000), png.subarray(-12)]);
    await expectColour(late, [200, 40, 40]);
  });
});

test('primaries without a meaning are ignored', async () => {
  const png = await flat([200, 40, 40]);
  for (const values of [
    Array(8).fill(0),
    Array(8).fill(33_333),
    Array(8).fill(0xffffffff),
    [31_270, 0, ...P3.slice(2)],
    [31_270, 32_900, 10_000, 10_000, 20_000, 20_000, 30_000, 30_000],
  ]) {
    await expectColour(withChunks(png, [chrm(values), gama(100_000)]), [229, 110, 110]);
  }
  await expectColour(withChunks(png, [pngChunk('cHRM', [1]), pngChunk('gAMA', [])]), [200, 40, 40]);
});
