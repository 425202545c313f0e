/** @jest-environment node */
// jsdom has no `Blob.arrayBuffer`. The oracle is sharp, which converts by profiles with Little CMS.
import { photoPixels } from 'odd-images/camera-photo';
import { jpegSegment } from 'odd-images/file-parts';
import { withSegments } from 'odd-images/metadata';
import { displayProfile, greyProfile, pressProfile, withProfile } from 'odd-images/profiles';
import sharp from 'sharp';
import { decodeWithSharp, type Pixels, pixelRaster } from '@/test/client/pixel-browser';
import { type InkPhoto, inkPhoto } from '@/test/images/ink-photo';
import { decodeOdd } from './decode-odd';
import { hasOddColours } from './odd-colours';

const SIZE = { width: 40, height: 300 };

beforeEach(() => void decodeWithSharp());
afterEach(() => Reflect.deleteProperty(globalThis, 'createImageBitmap'));

const blobOf = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)]);

async function decoded(jpeg: Buffer): Promise<Pixels | null> {
  const picture = await decodeOdd(blobOf(jpeg), 'image/jpeg', pixelRaster);
  return picture as unknown as Pixels | null;
}

/** The mean and the largest difference of what the page decodes from what sharp decodes. */
async function errorsOf(jpeg: Buffer) {
  const picture = await decoded(jpeg);
  const wanted = await sharp(jpeg).toColourspace('srgb').ensureAlpha().raw().toBuffer();
  expect(picture).toMatchObject(SIZE);
  const errors = Array.from(wanted, (value, at) => Math.abs(value - (picture?.data[at] ?? 999)));
  return {
    mean: errors.reduce((sum, error) => sum + error) / errors.length,
    largest: Math.max(...errors),
  };
}

/** Where the entry of a tag is in the table of a profile. */
function entryOf(profile: Buffer, name: string): number {
  const at = profile.subarray(0, 132 + 12 * profile.readUInt32BE(128)).indexOf(name);
  expect(at).toBeGreaterThan(0);
  return at;
}

function renamed(profile: Buffer, name: string): Buffer {
  profile.write('x', entryOf(profile, name));
  return profile;
}

/** Rewrites the table of the perceptual intent as one of 8 bits (ICC.1:2022, section 10.11). */
function inEightBits(profile: Buffer): Buffer {
  const entry = entryOf(profile, 'A2B0');
  const at = profile.readUInt32BE(entry + 4);
  const [side, entries, exits] = [
    profile.readUInt8(at + 10),
    profile.readUInt16BE(at + 48),
    profile.readUInt16BE(at + 50),
  ];
  let from = at + 52;
  const take = (count: number) => {
    const values = Array.from({ length: count }, (_, index) =>
      profile.readUInt16BE(from + 2 * index),
    );
    from += 2 * count;
    return values;
  };
  const resampled = (curve: number[]) =>
    Array.from(
      { length: 256 },
      (_, index) => curve[Math.round((index * (curve.length - 1)) / 255)],
    );
  const curves = (count: number, length: number) =>
    Array.from({ length: count }, () => resampled(take(length))).flat();
  const narrow = (values: (number | undefined)[], most: number) =>
    values.map((value = 0) => Math.min(255, Math.round((value * 255) / most)));
  const head = Buffer.from(profile.subarray(at, at + 48));
  head.write('mft1');
  const body = [
    ...narrow(curves(4, entries), 65_535),
    // In 16 bits, 100 % is 0xff00.
    ...narrow(take(3 * side ** 4), 65_280),
    ...narrow(curves(3, exits), 65_535),
  ];
  profile.writeUInt32BE(profile.length, entry + 4);
  profile.writeUInt32BE(48 + body.length, entry + 8);
  const padding = Buffer.alloc(-body.length & 3);
  const whole = Buffer.concat([profile, head, Buffer.from(body), padding]);
  whole.writeUInt32BE(whole.length);
  return whole;
}

const pressPhoto = async (options: Partial<InkPhoto> = {}, change = (profile: Buffer) => profile) =>
  withProfile(
    'jpeg',
    await inkPhoto(photoPixels({ ...SIZE, noise: 20 }), { ...SIZE, ...options }),
    change(await pressProfile()),
  );

describe('a JPEG in CMYK with a profile', () => {
  test.each([
    ['baseline', {}],
    ['progressive', { progressive: true }],
    ['in YCCK', { ycck: true }],
  ])('%s', async (_, options) => {
    const jpeg = await pressPhoto(options);
    expect(await hasOddColours(blobOf(jpeg), 'image/jpeg')).toBe(true);
    const { mean, largest } = await errorsOf(jpeg);
    expect(mean).toBeLessThan(1);
    expect(largest).toBeLessThanOrEqual(8);
  });

  test.each([true, false])('paper is white, in YCCK: %s', async (ycck) => {
    const paper = await inkPhoto(new Uint8Array(3 * 64 * 64).fill(255), {
      width: 64,
      height: 64,
      ycck,
    });
    const picture = await decoded(withProfile('jpeg', paper, await pressProfile()));
    expect(new Set(picture?.data)).toEqual(new Set([255]));
  });

  test('of version 4, whose black is another', async () => {
    const jpeg = await pressPhoto({}, (profile) => {
      profile[8] = 4;
      return profile;
    });
    expect((await errorsOf(jpeg)).largest).toBeLessThanOrEqual(8);
  });

  test('whose tables have 8 bits', async () => {
    const jpeg = await pressPhoto({}, inEightBits);
    expect((await errorsOf(jpeg)).largest).toBeLessThanOrEqual(8);
  });

  test('that uses three quantization tables, and defines a fourth', async () => {
    const jpeg = await pressPhoto();
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    const table = jpeg.indexOf(Buffer.from([0xff, 0xdb, 0, 67, 0]));
    const values = [...jpeg.subarray(table + 5, table + 69)];
    const more = [1, 2, 3].map((number) => jpegSegment(0xdb, [number, ...values]));
    for (const component of [1, 2, 3]) jpeg[frame + 12 + 3 * component] = component;
    expect((await errorsOf(withSegments(jpeg, more))).largest).toBeLessThanOrEqual(8);
  });
});

test('a grey JPEG with a profile', async () => {
  const raw = { ...SIZE, channels: 3 } as const;
  const grey = await sharp(photoPixels(SIZE), { raw }).toColourspace('b-w').jpeg().toBuffer();
  const jpeg = withProfile('jpeg', grey, greyProfile());
  expect(await hasOddColours(blobOf(jpeg), 'image/jpeg')).toBe(true);
  expect((await errorsOf(jpeg)).largest).toBeLessThanOrEqual(2);
});

describe('the browser decodes', () => {
  test.each([
    ['a profile of RGB', async () => displayProfile()],
    ['a profile that is cut', async () => (await pressProfile()).subarray(0, 3000)],
    ['no tables', async () => renamed(await pressProfile(), 'A2B0')],
  ])('a JPEG in CMYK with %s', async (_, profile) => {
    const plain = await inkPhoto(photoPixels(SIZE), SIZE);
    expect(await decoded(withProfile('jpeg', plain, await profile()))).toBeNull();
  });

  test('what is cut anywhere', async () => {
    const jpeg = await pressPhoto();
    for (const length of [0, 2, 3, 5, 200, 70_000, jpeg.length - 30_000]) {
      expect(await decoded(jpeg.subarray(0, length)).catch(() => null)).toBeNull();
    }
  });

  test('CMYK, if it does not multiply', async () => {
    const create = globalThis.createImageBitmap;
    Object.assign(globalThis, {
      createImageBitmap: async (source: Blob) => {
        const picture = (await create(source)) as unknown as Pixels;
        if (source instanceof Blob) picture.data[4] = (picture.data[4] ?? 0) ^ 0x90;
        return picture;
      },
    });
    await expect(decoded(await pressPhoto())).rejects.toThrow('multiply');
  });
});
