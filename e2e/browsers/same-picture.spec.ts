// A photo has the same shape and colors whether the page sends it or a client of the API, in every engine.
import { type PhotoOptions, photoPixels } from 'odd-images/camera-photo';
import { pngChunk, uint32BE } from 'odd-images/file-parts';
import { withChunks } from 'odd-images/metadata';
import { greyProfile, pressProfile, withProfile } from 'odd-images/profiles';
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

/** Linear light, from 0 to 1. */
function lightOf(value: number): number {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

const LIGHT = Uint8Array.from({ length: 256 }, (_, value) => Math.round(255 * lightOf(value)));

/** The picture in linear light, or one of its channels. */
async function inLinearLight(chunks: Buffer[], isGrey = false): Promise<Buffer> {
  const { width, height } = SIZE;
  const pixels = photoPixels(SIZE).map((value) => LIGHT[value] ?? 0);
  const png = sharp(pixels, { raw: { width, height, channels: 3 } });
  return withChunks(await (isGrey ? png.extractChannel(0) : png).png().toBuffer(), chunks);
}

const gama = (value: number) => pngChunk('gAMA', uint32BE(value));
/** The white, red, green and blue of Display P3. */
const P3_PRIMARIES = pngChunk(
  'cHRM',
  Buffer.concat(
    [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6000].map((value) => uint32BE(value)),
  ),
);

/** Luminance of white in a picture of high dynamic range, in cd/m2 (ITU-R BT.2408). */
const WHITE = 203;

/** The sample of a luminance in cd/m2 (ITU-R BT.2100, table 4). */
function inPq(luminance: number): number {
  const y = (Math.max(0, luminance) / 10_000) ** 0.1593017578125;
  return ((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y)) ** 78.84375;
}

/** The same on a screen of 1,000 cd/m2 (table 5). */
function inHlg(luminance: number): number {
  const scene = (Math.max(0, luminance) / 1000) ** (1 / 1.2);
  return scene <= 1 / 12
    ? Math.sqrt(3 * scene)
    : 0.17883277 * Math.log(12 * scene - 0.28466892) + 0.55991073;
}

/** The picture in BT.2020 (ITU-R BT.2087) and high dynamic range, with 16 bits. */
async function inHighRange(transfer: 16 | 18): Promise<Buffer> {
  const { width, height } = SIZE;
  const encode = transfer === 16 ? inPq : inHlg;
  const light = photoPixels(SIZE);
  const samples = new Uint16Array(light.length);
  for (let at = 0; at < light.length; at += 3) {
    const [r = 0, g = 0, b = 0] = [...light.subarray(at, at + 3)].map(lightOf);
    const wide = [
      0.6274 * r + 0.3293 * g + 0.0433 * b,
      0.0691 * r + 0.9195 * g + 0.0114 * b,
      0.0164 * r + 0.088 * g + 0.8956 * b,
    ];
    samples.set(
      wide.map((value) => Math.round(65_535 * encode(WHITE * value))),
      at,
    );
  }
  const png = sharp(samples, { raw: { width, height, channels: 3 } })
    .toColourspace('rgb16')
    .png();
  return withCodePoints(await png.toBuffer(), 9, transfer);
}

/** A PNG that declares its colour space by code points (ITU-T H.273), and by nothing else. */
function withCodePoints(png: Buffer, primaries: number, transfer: number): Buffer {
  return withChunks(withoutChunk(png, 'iCCP'), [pngChunk('cICP', [primaries, transfer, 0, 1])]);
}

function withoutChunk(png: Buffer, type: string): Buffer {
  const parts = [png.subarray(0, 8)];
  for (let at = 8; at < png.length; ) {
    const end = at + 12 + png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) !== type) parts.push(png.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

const inCodedP3 = async () =>
  withCodePoints(await picture().withIccProfile('p3').png().toBuffer(), 12, 13);

const inInks = (options: Partial<InkPhoto> = {}) =>
  inkPhoto(photoPixels(SIZE), { width: SIZE.width, height: SIZE.height, ...options });

/** A PNG with the primaries of Display P3 in cHRM, and a gamma of 2.2, which is close to the curve of Display P3. */
async function inChromaticities(): Promise<Buffer> {
  return withChunks(withoutChunk(await inCodedP3(), 'cICP'), [gama(45_455), P3_PRIMARIES]);
}

const withPressProfile = async (options: Partial<InkPhoto> = {}) =>
  withProfile('jpeg', await inInks(options), await pressProfile());

/** Converted by Little CMS. */
const managed = async (image: Promise<Buffer>) => sharp(await image).toColourspace('srgb');

/** A grey JPEG with a profile. */
const inGrey = async () =>
  withProfile(
    'jpeg',
    await sharp(await inLinearLight([], true))
      .toColourspace('b-w')
      .jpeg({ quality: 98 })
      .toBuffer(),
    greyProfile(),
  );

type Kind = [string, ImageContentType, () => Promise<Buffer>, () => Sharp | Promise<Sharp>];

/** Kinds of files, each with what a color-managed viewer shows; for CMYK without a profile, with what browsers show. */
const KINDS: Kind[] = [
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
  ['PNG in PQ, by cICP', 'image/png', () => inHighRange(16), picture],
  ['PNG in HLG, by cICP', 'image/png', () => inHighRange(18), picture],
  ['PNG in linear light, by gAMA', 'image/png', () => inLinearLight([gama(100_000)]), picture],
  [
    'PNG in linear light, by cICP',
    'image/png',
    () => inLinearLight([pngChunk('cICP', [1, 8, 0, 1])]),
    picture,
  ],
  ['PNG in Display P3, by cHRM and gAMA', 'image/png', inChromaticities, picture],
  [
    'grey PNG with a profile',
    'image/png',
    async () => withProfile('png', await inLinearLight([], true), greyProfile()),
    () => picture().extractChannel(0),
  ],
  [
    'JPEG in Display P3',
    'image/jpeg',
    () => picture().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer(),
    picture,
  ],
  ['JPEG in CMYK', 'image/jpeg', inInks, picture],
  ['progressive JPEG in CMYK', 'image/jpeg', () => inInks({ progressive: true }), picture],
  ['JPEG in YCCK', 'image/jpeg', () => inInks({ ycck: true }), picture],
  ...[{}, { progressive: true }, { ycck: true }].map((options): Kind => {
    const make = () => withPressProfile(options);
    const name = `JPEG in CMYK with a profile ${JSON.stringify(options)}`;
    return [name, 'image/jpeg', make, () => managed(make())];
  }),
  ['grey JPEG with a profile', 'image/jpeg', inGrey, () => picture().extractChannel(0)],
  [
    'WebP in Display P3',
    'image/webp',
    () => picture().withIccProfile('p3').webp({ quality: 95 }).toBuffer(),
    picture,
  ],
];

/** Per type, since an agent may upload only so many photos a minute. */
const TYPES: ImageContentType[] = ['image/jpeg', 'image/png', 'image/webp'];

for (const type of TYPES) {
  test(
    `the page and the API store what a color-managed viewer shows: ${type}`,
    DEEP,
    async ({ profile, agent }) => {
      const device = await otherDevice(agent);
      const byApi: number[][][] = [];
      const kinds = KINDS.filter(([, contentType]) => contentType === type);
      // Before the page opens, since it would show what another device stores.
      for (const [, , make] of kinds) {
        await device.upload(await make(), type);
        byApi.push(await coloursOf((await profile.stored()).bytes));
      }
      await profile.signIn();
      for (const [at, [kind, , make, shown]] of kinds.entries()) {
        await profile.upload(`foto.${type.slice('image/'.length)}`, await make());
        const byPage = await coloursOf((await profile.stored()).bytes);
        const wanted = await coloursOf(await (await shown()).png().toBuffer());
        expect
          .soft(largestDifference(byPage, byApi[at] ?? []), `${kind}: page and API`)
          .toBeLessThanOrEqual(TOLERANCE);
        expect
          .soft(largestDifference(byPage, wanted), `${kind}: page and viewer`)
          .toBeLessThanOrEqual(TOLERANCE);
      }
    },
  );
}

/** The colors of the quarters. Scaled from PNG, since sharp scales a WebP while decoding it, by another filter. */
async function coloursOf(image: Buffer): Promise<number[][]> {
  const colours = await quarters(await sharp(image).png().toBuffer());
  return colours.map((colour) => [...colour]);
}

function largestDifference(some: number[][], others: number[][]): number {
  const flat = others.flat();
  return Math.max(...some.flat().map((value, at) => Math.abs(value - (flat[at] ?? Number.NaN))));
}
