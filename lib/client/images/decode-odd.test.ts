/** @jest-environment node */
// jsdom has no `Blob.arrayBuffer`, and Node has the streams of a browser. The expected values are worked out from the standards.
import { deflateSync } from 'node:zlib';
import { cameraPhoto } from 'odd-images/camera-photo';
import { pngChunk, uint32BE } from 'odd-images/file-parts';
import { withChunks } from 'odd-images/metadata';
import { displayProfile, greyProfile, withProfile } from 'odd-images/profiles';
import sharp from 'sharp';
import { decodeWithSharp, type Pixels, pixelRaster } from '@/test/client/pixel-browser';
import { decodeOdd } from './decode-odd';
import { hasOddColours } from './odd-colours';

const P3 = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6000];
const BT709 = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6000];

const gama = (value: number) => pngChunk('gAMA', uint32BE(value));
const chrm = (values: number[]) => pngChunk('cHRM', Buffer.concat(values.map(uint32BE)));
const cicp = (...codes: number[]) => pngChunk('cICP', codes);
const srgb = pngChunk('sRGB', [0]);
const iccp = (profile: Buffer) =>
  pngChunk('iCCP', Buffer.concat([Buffer.from('name\0\0'), deflateSync(profile)]));

const blobOf = (bytes: Buffer) => new Blob([new Uint8Array(bytes)]);

async function flat(grey: boolean, ...chunks: Buffer[]): Promise<Buffer> {
  const background = grey ? '#808080' : { r: 184, g: 55, b: 49 };
  const image = sharp({ create: { width: 6, height: 300, channels: 3, background } });
  const png = await image
    .toColourspace(grey ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
  return withChunks(png, chunks);
}

/** The types of the chunks of a PNG that declare colours. */
function declared(png: Buffer): string[] {
  const types = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    types.push(png.toString('latin1', at + 4, at + 8));
  }
  expect(types.at(-1)).toBe('IEND');
  return types.filter((type) => ['cICP', 'iCCP', 'sRGB', 'gAMA', 'cHRM'].includes(type));
}

let files: Buffer[] = [];
beforeEach(() => {
  files = decodeWithSharp();
});
afterEach(() => Reflect.deleteProperty(globalThis, 'createImageBitmap'));

/** The colour of the last pixel, and what the browser is told about colours. */
async function decoded(png: Buffer) {
  const picture = await decodeOdd(blobOf(png), 'image/png', pixelRaster);
  const { data } = picture as unknown as Pixels;
  return { colour: [...data.slice(-4, -1)], told: files.flatMap(declared) };
}

/** CSS Color 4 converts color(display-p3 0.7216 0.2157 0.1922) to rgb(200 40 40). */
const RED = [200, 40, 40];
const UNCHANGED = [184, 55, 49];
const powered = (exponent: number) =>
  UNCHANGED.map((value) => {
    const light = (value / 255) ** exponent;
    return 255 * (1.055 * light ** (1 / 2.4) - 0.055);
  });

describe('a PNG', () => {
  test.each([
    ['in Display P3 by cICP', [cicp(12, 13, 0, 1)], RED, []],
    ['with cICP and other colours', [cicp(12, 13, 0, 1), srgb, gama(9)], RED, []],
    ['of sRGB by cICP, with a profile', [cicp(1, 13, 0, 1), iccp(displayProfile())], UNCHANGED, []],
    ['of linear light by gAMA', [gama(100_000)], powered(1), []],
    ['with two gAMA, the first of which counts', [gama(100_000), gama(45_455)], powered(1), []],
    ['with gAMA and cHRM', [gama(45_455), chrm(BT709)], powered(2.2), []],
    ['of sRGB that has another gAMA', [srgb, gama(100_000)], UNCHANGED, []],
    ['with a cICP that is not supported', [cicp(2, 2, 0, 1)], UNCHANGED, []],
    [
      'with a cICP that is not supported, and a profile',
      [cicp(12, 13, 0, 0), iccp(displayProfile())],
      UNCHANGED,
      ['iCCP'],
    ],
  ])('%s', async (_, chunks, expected, told) => {
    const png = await flat(false, ...chunks);
    expect(await hasOddColours(blobOf(png), 'image/png')).toBe(true);
    const { colour, ...rest } = await decoded(png);
    const differences = colour.map((value, at) => Math.abs(value - (expected[at] ?? 0)));
    expect({ colour, isNear: Math.max(...differences) <= 2.5 }).toEqual({ colour, isNear: true });
    expect(rest.told).toEqual(told);
  });

  test('of grey with a profile of grey', async () => {
    const png = await flat(true, iccp(greyProfile()));
    expect(await hasOddColours(blobOf(png), 'image/png')).toBe(true);
    // Linear light of 50 % is 188 in sRGB.
    expect(await decoded(png)).toEqual({ colour: [188, 188, 188], told: [] });
  });

  test('keeps its transparency', async () => {
    const create = { width: 2, height: 2, channels: 4, background: '#80808040' } as const;
    const png = withChunks(await sharp({ create }).png().toBuffer(), [gama(100_000)]);
    const picture = await decodeOdd(blobOf(png), 'image/png', pixelRaster);
    const { data } = picture as unknown as Pixels;
    expect([...data.slice(0, 4)]).toEqual([188, 188, 188, 0x40]);
  });
});

describe('a WebP with a profile', () => {
  const inP3 = async (profile?: Buffer) => {
    const image = sharp({ create: { width: 6, height: 300, channels: 3, background: '#c82828' } });
    if (!profile) return image.withIccProfile('p3').webp({ lossless: true }).toBuffer();
    return withProfile('webp', await image.webp().toBuffer(), profile);
  };

  test('in Display P3', async () => {
    const webp = await inP3();
    expect(await hasOddColours(blobOf(webp), 'image/webp')).toBe(true);
    const picture = await decodeOdd(blobOf(webp), 'image/webp', pixelRaster);
    const { data } = picture as unknown as Pixels;
    for (const [at, value] of RED.entries()) {
      expect(Math.abs((data[data.length - 4 + at] ?? 0) - value)).toBeLessThanOrEqual(2.5);
    }
    expect(await sharp(files[0]).metadata()).toMatchObject({ width: 6, hasProfile: false });
  });

  test('of another kind is left to the browser', async () => {
    const webp = await inP3(greyProfile());
    expect(await decodeOdd(blobOf(webp), 'image/webp', pixelRaster)).toBeNull();
  });
});

describe('the browser decodes', () => {
  const p3 = () => sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } });
  test.each([
    ['a plain PNG', 'image/png', () => flat(false)],
    ['a plain PNG of grey', 'image/png', () => flat(true)],
    ['a PNG of sRGB', 'image/png', () => flat(false, srgb, gama(45_455), chrm(BT709))],
    ['a PNG with the gamma of sRGB', 'image/png', () => flat(false, gama(45_455))],
    ['a PNG with a profile', 'image/png', () => flat(false, iccp(displayProfile()), gama(45_455))],
    ['a JPEG', 'image/jpeg', () => cameraPhoto({ width: 40, height: 30, gps: true })],
    ['a JPEG with a profile', 'image/jpeg', () => p3().withIccProfile('p3').jpeg().toBuffer()],
    ['a JPEG of grey', 'image/jpeg', () => p3().toColourspace('b-w').jpeg().toBuffer()],
    ['a JPEG in CMYK', 'image/jpeg', () => p3().toColourspace('cmyk').jpeg().toBuffer()],
    ['a WebP', 'image/webp', () => p3().webp().toBuffer()],
  ] as const)('%s', async (_, type, make) => {
    expect(await hasOddColours(blobOf(await make()), type)).toBe(false);
  });

  test('what is cut anywhere', async () => {
    const png = await flat(false, chrm(P3));
    const jpeg = await withProfile(
      'jpeg',
      await cameraPhoto({ width: 8, height: 8 }),
      displayProfile(),
    );
    for (let length = 0; length < 700; length++) {
      await hasOddColours(blobOf(png.subarray(0, length)), 'image/png');
      await hasOddColours(blobOf(jpeg.subarray(0, length)), 'image/jpeg');
    }
  });
});
