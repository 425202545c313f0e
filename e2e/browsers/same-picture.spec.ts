// A photo has the same shape and colors whether the page sends it or a client of the API, in every engine.
import { type PhotoOptions, photoPixels } from 'odd-images/camera-photo';
import { pngChunk, uint32BE } from 'odd-images/file-parts';
import { withChunks } from 'odd-images/metadata';
import sharp, { type Sharp } from 'sharp';
import type { ImageContentType } from '@/lib/shared/upload-policy';
import { quarters } from '../../test/browser/editor-page';
import { DEEP, expect, test } from '../../test/browser/engine-fixtures';
import { otherDevice } from '../../test/browser/other-device';
import { madeOnce } from '../../test/browser/photo-file';
import { type InkPhoto, inkPhoto } from '../../test/images/ink-photo';

const SIZE = { width: 400, height: 400, noise: 1 };

/** Levels of 255 by which a color may differ after two lossy encodings. */
const TOLERANCE = 8;

function picture(options: Partial<PhotoOptions> = {}): Sharp {
  const { width, height } = SIZE;
  const raw = { width, height, channels: options.alpha ? 4 : 3 } as const;
  return sharp(photoPixels({ ...SIZE, ...options }), { raw });
}

const grey = () => picture({ alpha: true }).greyscale().toColourspace('b-w');

async function inLinearLight(): Promise<Buffer> {
  const light = Uint8Array.from({ length: 256 }, (_, value) => {
    const v = value / 255;
    return Math.round(255 * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  });
  const { width, height } = SIZE;
  const pixels = photoPixels(SIZE).map((value) => light[value] ?? 0);
  const png = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return withChunks(png, [pngChunk('gAMA', uint32BE(100_000))]);
}

/** A PNG that declares its colour space by code points (ITU-T H.273), and by nothing else. */
function withCodePoints(png: Buffer, primaries: number, transfer: number): Buffer {
  const parts = [png.subarray(0, 8)];
  for (let at = 8; at < png.length; ) {
    const end = at + 12 + png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) !== 'iCCP') parts.push(png.subarray(at, end));
    at = end;
  }
  return withChunks(Buffer.concat(parts), [pngChunk('cICP', [primaries, transfer, 0, 1])]);
}

const inCodedP3 = async () =>
  withCodePoints(await picture().withIccProfile('p3').png().toBuffer(), 12, 13);

const inInks = (options: Partial<InkPhoto> = {}) =>
  inkPhoto(photoPixels(SIZE), { width: SIZE.width, height: SIZE.height, ...options });

/** Kinds of files, each with what a color-managed viewer shows; for CMYK without a profile, with what browsers show. */
const KINDS: [string, ImageContentType, () => Promise<Buffer>, () => Sharp][] = [
  [
    'WebP that lies on its side',
    'image/webp',
    () => madeOnce({ ...SIZE, format: 'webp', orientation: 6 }),
    () => picture({ orientation: 6 }).rotate(90),
  ],
  [
    'PNG that lies on its side',
    'image/png',
    () => madeOnce({ ...SIZE, format: 'png', orientation: 8 }),
    () => picture({ orientation: 8 }).rotate(270),
  ],
  ['16-bit PNG', 'image/png', () => picture().toColourspace('rgb16').png().toBuffer(), picture],
  ['PNG with a palette', 'image/png', () => picture().png({ palette: true }).toBuffer(), picture],
  ['grey PNG with transparency', 'image/png', () => grey().png().toBuffer(), grey],
  [
    '16-bit grey PNG with transparency',
    'image/png',
    () => picture({ alpha: true }).toColourspace('grey16').png().toBuffer(),
    grey,
  ],
  [
    'PNG in sRGB, by cICP',
    'image/png',
    async () => withCodePoints(await picture().png().toBuffer(), 1, 13),
    picture,
  ],
  ['PNG in Display P3, by cICP', 'image/png', inCodedP3, picture],
  ['PNG in linear light, by gAMA', 'image/png', inLinearLight, picture],
  [
    'JPEG in Display P3',
    'image/jpeg',
    () => picture().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer(),
    picture,
  ],
  ['JPEG in CMYK', 'image/jpeg', inInks, picture],
  ['progressive JPEG in CMYK', 'image/jpeg', () => inInks({ progressive: true }), picture],
  ['JPEG in YCCK', 'image/jpeg', () => inInks({ ycck: true }), picture],
];

test(
  'the page and the API store what a color-managed viewer shows',
  DEEP,
  async ({ profile, agent, engine }) => {
    const device = await otherDevice(agent);
    const byApi: number[][][] = [];
    // Before the page opens, since it would show what another device stores.
    const kinds = KINDS.filter(([, , make]) => engine.appliesCicp || make !== inCodedP3);
    for (const [, contentType, make] of kinds) {
      await device.upload(await make(), contentType);
      byApi.push(await coloursOf((await profile.stored()).bytes));
    }
    await profile.signIn();
    for (const [at, [kind, contentType, make, shown]] of kinds.entries()) {
      await profile.upload(`foto.${contentType.slice('image/'.length)}`, await make());
      const byPage = await coloursOf((await profile.stored()).bytes);
      const wanted = await coloursOf(await shown().png().toBuffer());
      expect
        .soft(largestDifference(byPage, byApi[at] ?? []), `${kind}: page and API`)
        .toBeLessThanOrEqual(TOLERANCE);
      expect
        .soft(largestDifference(byPage, wanted), `${kind}: page and viewer`)
        .toBeLessThanOrEqual(TOLERANCE);
    }
  },
);

/** The colors of the quarters. Scaled from PNG, since sharp scales a WebP while decoding it, by another filter. */
async function coloursOf(image: Buffer): Promise<number[][]> {
  const colours = await quarters(await sharp(image).png().toBuffer());
  return colours.map((colour) => [...colour]);
}

function largestDifference(some: number[][], others: number[][]): number {
  const flat = others.flat();
  return Math.max(...some.flat().map((value, at) => Math.abs(value - (flat[at] ?? Number.NaN))));
}
