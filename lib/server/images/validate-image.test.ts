import { cameraPhoto } from 'odd-images/camera-photo';
import { PRIVATE_TEXTS } from 'odd-images/exif';
import { findImpurities, readContents } from 'odd-images/image-contents';
import { withNotes } from 'odd-images/metadata';
import { quadrantsOf, UPRIGHT } from 'odd-images/quadrants';
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import sharp from './confined-sharp';
import { validateImage } from './validate-image';
import type { ValidatedImage } from './validated-image';

const FORMATS = ['jpeg', 'png', 'webp'] as const;
type Format = (typeof FORMATS)[number];

async function validated(bytes: Uint8Array, format: Format): Promise<ValidatedImage> {
  const validation = await validateImage(bytes, `image/${format}`);
  if (!validation.ok) throw new Error(validation.reason);
  return validation.image;
}

describe('a valid image', () => {
  test.each(FORMATS)('has a master of at most 1024 pixels, still a %s', async (format) => {
    const { master } = await validated(
      await cameraPhoto({ width: 1600, height: 900, format }),
      format,
    );
    expect(master).toMatchObject({ contentType: `image/${format}`, width: 1024, height: 576 });
    expect(await sharp(master.bytes).metadata()).toMatchObject({
      format,
      width: 1024,
      height: 576,
    });
  });

  test('has square variants, smallest first', async () => {
    const { variants } = await validated(await cameraPhoto({ width: 1600, height: 1200 }), 'jpeg');
    expect(variants.map(({ name, width }) => [name, width])).toEqual(
      IMAGE_VARIANTS.map(({ name, side }) => [name, side]),
    );
    for (const { width, contentType, bytes } of variants) {
      const is = await sharp(bytes).metadata();
      expect(is).toMatchObject({ width, height: width });
      expect(`image/${is.format}`).toBe(contentType);
      expect(await quadrantsOf(bytes)).toEqual(UPRIGHT);
    }
  });

  test('is never enlarged', async () => {
    const { master, variants } = await validated(
      await cameraPhoto({ width: 300, height: 200 }),
      'jpeg',
    );
    expect([master.width, master.height]).toEqual([300, 200]);
    expect(variants.map(({ width }) => width)).toEqual(
      IMAGE_VARIANTS.map(({ side }) => Math.min(side, 200)),
    );
  });

  test.each([
    [1600, ['large']],
    [1024, ['large']],
    [500, ['large']],
    [320, ['medium', 'large']],
    [200, ['medium', 'large']],
    [96, ['thumbnail', 'medium', 'large']],
  ])(
    'as a square WebP of %i pixels it is encoded once for the master and %j',
    async (side, names) => {
      const webp = await cameraPhoto({ width: side, height: side, format: 'webp' });
      const { master, variants } = await validated(webp, 'webp');
      const shared = variants.filter(({ isMaster }) => isMaster);
      expect(shared.map(({ name }) => name)).toEqual(names);
      for (const { bytes, width } of shared) {
        expect(bytes).toBe(master.bytes);
        expect(width).toBe(master.width);
      }
      expect(new Set(variants.map(({ bytes }) => bytes)).size).toBe(
        1 + variants.length - names.length,
      );
    },
  );

  test.each([
    ['another shape', 1024, 1023, 'webp'],
    ['another type: JPEG of 1024 pixels', 1024, 1024, 'jpeg'],
    ['another type: PNG', 1024, 1024, 'png'],
  ] as const)('no variant is the master of %s', async (_, width, height, format) => {
    const { variants } = await validated(await cameraPhoto({ width, height, format }), format);
    expect(variants.filter(({ isMaster }) => isMaster)).toEqual([]);
  });

  test('is cropped to its centre', async () => {
    // Three squares side by side: red, green, blue.
    const colours = ['#c00', '#0c0', '#00c'];
    const squares = colours.map((background, index) => ({
      input: { create: { width: 100, height: 100, channels: 3 as const, background } },
      left: index * 100,
      top: 0,
    }));
    const create = { width: 300, height: 100, channels: 3 as const, background: '#000' };
    const wide = await sharp({ create }).composite(squares).png().toBuffer();
    const { variants } = await validated(wide, 'png');
    const { dominant } = await sharp(variants[0]?.bytes).stats();
    expect(dominant.g).toBeGreaterThan(180);
    expect(dominant.r + dominant.b).toBeLessThan(40);
  });

  test('has a placeholder of its centre', async () => {
    const create = { width: 300, height: 100, channels: 3 as const, background: '#2080c0' };
    const { placeholder } = await validated(await sharp({ create }).png().toBuffer(), 'png');
    const hash = Buffer.from(placeholder, 'base64');
    expect(thumbHashToApproximateAspectRatio(hash)).toBe(1);
    const { r, g, b } = thumbHashToAverageRGBA(hash);
    expect([r, g, b].map((value) => Math.round(value * 8))).toEqual([1, 4, 6]);
  });

  test.each(FORMATS)('contains no metadata of a %s', async (format) => {
    const photo = await cameraPhoto({ width: 320, height: 240, format, gps: true, profile: 'p3' });
    const full = withNotes(format, photo, 'A-PRIVATE-NOTE');
    const names = readContents(full).parts.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(METADATA[format]));
    for (const text of [...PRIVATE_TEXTS, 'A-PRIVATE-NOTE']) expect(full.includes(text)).toBe(true);

    const { master, variants } = await validated(full, format);
    for (const { bytes } of [master, ...variants]) {
      expect(findImpurities(bytes)).toEqual([]);
      const found = [...PRIVATE_TEXTS, 'A-PRIVATE-NOTE'].filter((text) =>
        Buffer.from(bytes).includes(text),
      );
      expect(found).toEqual([]);
    }
  });

  const turned = FORMATS.flatMap((format) =>
    [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => ({ format, orientation })),
  );
  test.each(turned)('stands upright: $format of orientation $orientation', async (photo) => {
    const { format, orientation } = photo;
    const stored = await cameraPhoto({ width: 96, height: 64, ...photo });
    const { master, variants } = await validated(stored, format);
    const sides = orientation < 5 ? [96, 64] : [64, 96];
    expect([master.width, master.height]).toEqual(sides);
    expect(await sharp(master.bytes).metadata()).toMatchObject({
      width: sides[0],
      height: sides[1],
    });
    expect(await quadrantsOf(master.bytes)).toEqual(UPRIGHT);
    for (const { bytes } of variants) expect(await quadrantsOf(bytes)).toEqual(UPRIGHT);
  });

  test('is the same each time', async () => {
    const photo = await cameraPhoto({ width: 320, height: 240, gps: true });
    expect(await validated(photo, 'jpeg')).toEqual(await validated(photo, 'jpeg'));
  });

  test('can be read from a view into a larger buffer', async () => {
    const photo = await cameraPhoto({ width: 64, height: 64 });
    const around = new Uint8Array(photo.length + 20);
    around.set(photo, 10);
    const view = around.subarray(10, 10 + photo.length);
    expect(await validated(view, 'jpeg')).toEqual(await validated(photo, 'jpeg'));
  });
});

const METADATA = {
  jpeg: ['APP1', 'APP2', 'APP11', 'APP13', 'COM'],
  png: ['iCCP', 'eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME', 'pHYs', 'prVt'],
  webp: ['ICCP', 'EXIF', 'XMP ', 'NOTE'],
};
