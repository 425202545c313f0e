// Every kind of valid photo is accepted and comes out complete, upright and in sRGB.

import { cameraPhoto, photoPixels } from 'odd-images/camera-photo';
import { jpegSegment, pngChunk } from 'odd-images/file-parts';
import { flatJpeg, manyScanJpeg, restartingJpeg } from 'odd-images/flat-jpeg';
import { findImpurities, readContents } from 'odd-images/image-contents';
import { withSegments } from 'odd-images/metadata';
import { quadrantColours, quadrantsOf, UPRIGHT } from 'odd-images/quadrants';
import type { Sharp } from 'sharp';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import sharp from './confined-sharp';
import { validateImage } from './validate-image';
import type { ValidatedImage } from './validated-image';

const SIZE = { width: 240, height: 180 };

function picture(alpha = false): Sharp {
  const channels = alpha ? 4 : 3;
  return sharp(photoPixels({ ...SIZE, noise: 2, alpha }), { raw: { ...SIZE, channels } });
}

async function validated(
  bytes: Uint8Array,
  format: 'jpeg' | 'png' | 'webp',
): Promise<ValidatedImage> {
  const validation = await validateImage(bytes, `image/${format}`);
  if (!validation.ok) throw new Error(validation.reason);
  const { master, variants } = validation.image;
  for (const file of [master, ...variants]) expect(findImpurities(file.bytes)).toEqual([]);
  return validation.image;
}

async function expectUpright({ master, variants }: ValidatedImage): Promise<void> {
  for (const { bytes } of [master, ...variants]) {
    expect(await sharp(bytes).metadata()).toMatchObject({ space: 'srgb', depth: 'uchar' });
    expect(await quadrantsOf(bytes)).toEqual(UPRIGHT);
  }
}

describe('colours', () => {
  const inColour: [string, 'jpeg' | 'png' | 'webp', Sharp][] = [
    ['CMYK', 'jpeg', picture().toColourspace('cmyk').jpeg({ quality: 90 })],
    ['CMYK with its profile', 'jpeg', picture().withIccProfile('cmyk').jpeg({ quality: 90 })],
    ['not subsampled', 'jpeg', picture().jpeg({ chromaSubsampling: '4:4:4' })],
    ['progressive', 'jpeg', picture().jpeg({ progressive: true })],
    ['progressive CMYK', 'jpeg', picture().toColourspace('cmyk').jpeg({ progressive: true })],
    ['16-bit', 'png', picture().toColourspace('rgb16').png()],
    ['16-bit with transparency', 'png', picture(true).toColourspace('rgb16').png()],
    ['palette', 'png', picture().png({ palette: true, colours: 64 })],
    ['palette with transparency', 'png', picture(true).png({ palette: true })],
    ['palette of 4 bits', 'png', picture().png({ palette: true, colours: 16 })],
    ['interlaced', 'png', picture().png({ progressive: true })],
    ['lossless', 'webp', picture().webp({ lossless: true })],
    ['lossless with transparency', 'webp', picture(true).webp({ lossless: true })],
    ['lossy with transparency', 'webp', picture(true).webp({ quality: 70 })],
  ];
  test.each(inColour)('%s %s', async (_, format, image) => {
    await expectUpright(await validated(await image.toBuffer(), format));
  });

  const wide: [string, 'jpeg' | 'png' | 'webp', Sharp][] = [
    ['', 'jpeg', picture().withIccProfile('p3').jpeg({ quality: 95 })],
    ['', 'png', picture().withIccProfile('p3').png()],
    ['16-bit', 'png', picture().toColourspace('rgb16').withIccProfile('p3').png()],
    ['', 'webp', picture().withIccProfile('p3').webp({ quality: 95 })],
  ];
  test.each(wide)('%s %s in Display P3 comes out in sRGB', async (_, format, image) => {
    const file = await image.toBuffer();
    const expected = await quadrantColours(await picture().png().toBuffer());
    const untranslated = await quadrantColours(file);
    expect(largestDifference(untranslated, expected)).toBeGreaterThan(15);

    const { master } = await validated(file, format);
    expect(largestDifference(await quadrantColours(master.bytes), expected)).toBeLessThan(5);
  });

  test('a profile longer than it declares is applied anyway', async () => {
    const wideJpeg = await picture().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer();
    const { icc } = await sharp(wideJpeg).metadata();
    const plain = await cameraPhoto({ width: 1500, height: 1125, noise: 2, quality: 95 });
    const inP3 = (profile: Buffer) => {
      const numbered = Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1');
      return withSegments(plain, [jpegSegment(0xe2, Buffer.concat([numbered, profile]))]);
    };
    if (!icc) throw new Error('no profile');
    const { master } = await validated(inP3(icc), 'jpeg');
    const padded = await validated(inP3(Buffer.concat([icc, Buffer.alloc(100)])), 'jpeg');
    const [colours, expected] = [padded.master, master].map(({ bytes }) => quadrantColours(bytes));
    expect(largestDifference((await colours) ?? [], (await expected) ?? [])).toBeLessThan(3);
    const untranslated = await quadrantColours(plain);
    expect(largestDifference((await expected) ?? [], untranslated)).toBeGreaterThan(15);
  });

  const grey: [string, 'jpeg' | 'png', Sharp][] = [
    ['grey', 'jpeg', picture().greyscale().toColourspace('b-w').jpeg()],
    ['grey', 'png', picture().greyscale().toColourspace('b-w').png()],
    ['grey 16-bit', 'png', picture().greyscale().toColourspace('grey16').png()],
    ['grey with transparency', 'png', picture(true).greyscale().toColourspace('b-w').png()],
    [
      'bilevel',
      'png',
      picture().greyscale().toColourspace('b-w').png({ palette: true, colours: 2 }),
    ],
  ];
  test.each(grey)('%s %s stays grey', async (_, format, image) => {
    const { master, variants } = await validated(await image.toBuffer(), format);
    for (const { bytes } of [master, ...variants]) {
      expect(await sharp(bytes).metadata()).toMatchObject({ space: 'srgb', depth: 'uchar' });
      for (const [r = 0, g = 0, b = 0] of await quadrantColours(bytes)) {
        expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThan(4);
      }
    }
  });
});

describe('transparency', () => {
  test('becomes white in a JPEG variant', async () => {
    const photo = await cameraPhoto({ ...SIZE, format: 'png', alpha: true });
    const email = { name: 'email', side: 60, contentType: 'image/jpeg', quality: 80 } as const;
    const validation = await validateImage(photo, 'image/png', [email]);
    if (!validation.ok) throw new Error(validation.reason);
    const [{ bytes, ...made } = { bytes: Buffer.alloc(0) }] = validation.image.variants;
    expect(made).toEqual({ name: 'email', contentType: 'image/jpeg', width: 60, isMaster: false });
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 60, height: 60 });
    const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    for (const channel of data.subarray(0, 3)) expect(channel).toBeGreaterThan(240);
  });

  test.each(['png', 'webp'] as const)('a %s keeps it, in WebP variants too', async (format) => {
    const photo = await cameraPhoto({ ...SIZE, format, alpha: true });
    const { master, variants } = await validated(photo, format);
    const webp = variants.filter(({ contentType }) => contentType === 'image/webp');
    expect(webp.length).toBeGreaterThan(0);
    for (const { bytes } of [master, ...webp]) {
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      const alphaAt = (x: number, y: number) => data[(y * info.width + x) * 4 + 3];
      expect(info.channels).toBe(4);
      expect(alphaAt(0, 0)).toBe(0);
      expect(alphaAt(info.width >> 1, info.height >> 1)).toBe(255);
    }
  });

  test('a single transparent colour is kept too', async () => {
    const { data, info } = await picture().raw().toBuffer({ resolveWithObject: true });
    const hole = Buffer.from(data);
    for (let y = 60; y < 120; y++) hole.fill(0, (y * 240 + 80) * 3, (y * 240 + 160) * 3);
    const { width, height } = info;
    const png = await sharp(hole, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const { master } = await validated(withTransparentBlack(png), 'png');
    const { channels } = await sharp(master.bytes).stats();
    expect(channels[3]).toMatchObject({ min: 0, max: 255 });
  });
});

describe('shapes', () => {
  test.each([
    [1, 1, 1, 1],
    [1, 4000, 1, 1024],
    [4000, 1, 1024, 1],
    [3, 2000, 2, 1024],
    [1025, 1024, 1024, 1023],
    [1024, 1024, 1024, 1024],
    [4400, 1100, 1024, 256],
  ])('%i x %i pixels', async (width, height, masterWidth, masterHeight) => {
    const png = await cameraPhoto({ width, height, format: 'png' });
    const { master, variants } = await validated(png, 'png');
    expect([master.width, master.height]).toEqual([masterWidth, masterHeight]);
    const short = Math.min(width, height);
    expect(variants.map((variant) => variant.width)).toEqual(
      IMAGE_VARIANTS.map(({ side }) => Math.min(side, short)),
    );
  });
});

test('an image longer than 4:1 gets smaller squares, which bounds the work', async () => {
  const png = await cameraPhoto({ width: 8800, height: 1100, format: 'png' });
  const { master, variants } = await validated(png, 'png');
  expect([master.width, master.height]).toEqual([1024, 128]);
  // Four times 1024 x 1024 pixels, in the shape of the image.
  expect(variants.map(({ width }) => width)).toEqual([96, 240, 320, 648, 724]);
});

describe('unusual but valid JPEGs', () => {
  async function photo(): Promise<Buffer> {
    return cameraPhoto({ ...SIZE, orientation: 6, gps: true });
  }

  test('restart markers', async () => {
    const { master } = await validated(restartingJpeg(640, 480), 'jpeg');
    expect(master).toMatchObject({ width: 640, height: 480 });
  });

  test('one component, and four', async () => {
    for (const components of [1, 3, 4] as const) {
      await validated(flatJpeg({ width: 64, height: 48, components }), 'jpeg');
    }
  });

  test('a scan without a spectral selection, as Samsung cameras write it', async () => {
    const good = await picture().jpeg({ quality: 90 }).toBuffer();
    const bytes = Buffer.from(good);
    const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
    const spectrum = scan + 2 + bytes.readUInt16BE(scan + 2) - 3;
    expect([...bytes.subarray(spectrum, spectrum + 3)]).toEqual([0, 63, 0]);
    bytes.fill(0, spectrum, spectrum + 3);
    const [{ master }, whole] = [await validated(bytes, 'jpeg'), await validated(good, 'jpeg')];
    expect(master.bytes).toEqual(whole.master.bytes);
  });

  test('a JFIF segment of a version that does not exist', async () => {
    const good = await picture().jpeg({ quality: 90 }).toBuffer();
    const jfif = Buffer.from('JFIF\0\x02\x01\0\0\x01\0\x01\0\0', 'latin1');
    const bytes = withSegments(good, [jpegSegment(0xe0, jfif)]);
    const [{ master }, whole] = [await validated(bytes, 'jpeg'), await validated(good, 'jpeg')];
    expect(master.bytes).toEqual(whole.master.bytes);
  });

  test('as many scans as are allowed', async () => {
    await validated(manyScanJpeg({ width: 64, height: 48, components: 4 }, 57), 'jpeg');
  });

  test('fill bytes before a marker, and padding between segments', async () => {
    const jpeg = await photo();
    const padded = withSegments(jpeg, [Buffer.from([0xff, 0xff, 0xff]), Buffer.alloc(0)]);
    expect(await validated(padded, 'jpeg')).toEqual(await validated(jpeg, 'jpeg'));
    const [, app0] = readContents(jpeg).parts;
    const gap = 2 + 4 + (app0?.body.length ?? 0);
    const spaced = Buffer.concat([jpeg.subarray(0, gap), Buffer.alloc(16), jpeg.subarray(gap)]);
    expect(await validated(spaced, 'jpeg')).toEqual(await validated(jpeg, 'jpeg'));
  });

  test('0xff and zero between any two segments', async () => {
    const jpeg = await photo();
    const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
    const stuffing = Buffer.from([0xff, 0, 0xff, 0xff, 0, 0, 0xff, 0]);
    const pieces: Buffer[] = [jpeg.subarray(0, 2)];
    let at = 2;
    while (at < scan) {
      const end = at + 2 + jpeg.readUInt16BE(at + 2);
      pieces.push(stuffing, jpeg.subarray(at, end));
      at = end;
    }
    expect(pieces.length).toBeGreaterThan(10);
    const stuffed = Buffer.concat([...pieces, stuffing, jpeg.subarray(scan)]);
    expect(await validated(stuffed, 'jpeg')).toEqual(await validated(jpeg, 'jpeg'));
  });

  test('padding between the data and the end of the image', async () => {
    const jpeg = await photo();
    const padded = Buffer.concat([jpeg.subarray(0, -2), Buffer.alloc(1088), jpeg.subarray(-2)]);
    await expectUpright(await validated(padded, 'jpeg'));
  });

  test('a second photo, and a trailer, after the end of the image', async () => {
    const jpeg = await photo();
    const second = await cameraPhoto({ width: 90, height: 60, seed: 9 });
    const both = Buffer.concat([jpeg, second, Buffer.from('SEFT'), Buffer.alloc(100)]);
    expect(await validated(both, 'jpeg')).toEqual(await validated(jpeg, 'jpeg'));
  });
});

/** The PNG with black as its transparent colour. */
function withTransparentBlack(png: Buffer): Buffer {
  const at = png.indexOf('IDAT') - 4;
  const chunk = pngChunk('tRNS', [0, 0, 0, 0, 0, 0]);
  return Buffer.concat([png.subarray(0, at), chunk, png.subarray(at)]);
}

function largestDifference(some: number[][], others: number[][]): number {
  const pairs = some.flatMap((colour, q) =>
    colour.map((v, c) => Math.abs(v - (others[q]?.[c] ?? 0))),
  );
  return Math.max(...pairs);
}
