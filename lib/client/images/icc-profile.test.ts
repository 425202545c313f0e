/** @jest-environment node */
// The oracle is sharp, which converts with Little CMS.
import { greyProfile, pressProfile } from 'odd-images/profiles';
import sharp from 'sharp';
import { coloursOfCodes } from '@/lib/shared/colour-codes';
import { greySpace, namedSpace, profiledSpace, toSrgb } from './icc-profile';

/** Every mixture of five values of each channel, in sRGB. */
const VALUES = [0, 40, 110, 190, 255];
const COLOURS = VALUES.flatMap((r) => VALUES.flatMap((g) => VALUES.flatMap((b) => [r, g, b])));

/** The colours as a PNG in Display P3: its numbers, what they are in sRGB, and the profile. */
async function inDisplayP3() {
  const raw = { width: COLOURS.length / 3, height: 1, channels: 3 } as const;
  const png = await sharp(Buffer.from(COLOURS), { raw }).withIccProfile('p3').png().toBuffer();
  const { icc = Buffer.alloc(0) } = await sharp(png).metadata();
  const numbers = await sharp(png, { ignoreIcc: true }).ensureAlpha().raw().toBuffer();
  const srgb = await sharp(png).ensureAlpha().raw().toBuffer();
  return { icc, numbers: new Uint8ClampedArray(numbers), srgb };
}

const largestError = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, at) => Math.abs(value - (b[at] ?? 0))));

it('converts by the profile of the file', async () => {
  const { icc, numbers, srgb } = await inDisplayP3();
  expect(largestError(numbers, srgb)).toBeGreaterThan(20);
  const space = profiledSpace(icc);
  if (space) toSrgb(space)(numbers);
  expect(largestError(numbers, srgb)).toBeLessThanOrEqual(3);
});

it('converts by code points: 12 is Display P3', async () => {
  const { numbers, srgb } = await inDisplayP3();
  const colours = coloursOfCodes(12, 13);
  if (colours) toSrgb(namedSpace(colours))(numbers);
  expect(largestError(numbers, srgb)).toBeLessThanOrEqual(3);
});

it('converts by an exponent', () => {
  const pixels = new Uint8ClampedArray([128, 128, 128, 9]);
  const colours = coloursOfCodes(1, 8);
  if (colours) toSrgb(namedSpace(colours))(pixels);
  // Linear light of 50 % is 188 in sRGB.
  expect([...pixels]).toEqual([188, 188, 188, 9]);
});

it('converts by a profile of grey', () => {
  const profile = greyProfile();
  const pixels = new Uint8ClampedArray([128, 128, 128, 255, 255, 255, 255, 255]);
  const space = greySpace(profile);
  if (space) toSrgb(space)(pixels);
  expect([...pixels]).toEqual([188, 188, 188, 255, 255, 255, 255, 255]);
  // Its curve leads to another space.
  profile.write('Lab ', 20);
  expect(greySpace(profile)).toBeNull();
  expect(greySpace(new Uint8Array(9))).toBeNull();
});

it('takes no profile that it cannot read', async () => {
  const { icc } = await inDisplayP3();
  expect(profiledSpace(new Uint8Array(0))).toBeNull();
  expect(profiledSpace(icc.subarray(0, 300))).toBeNull();
  // A profile of CMYK has tables instead of a matrix.
  expect(profiledSpace(await pressProfile())).toBeNull();
});
