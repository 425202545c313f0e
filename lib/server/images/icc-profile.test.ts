// A colour profile costs no more work than its size allows, and colours are unchanged.

import { cameraPhoto } from 'odd-images/camera-photo';
import type { PhotoFormat } from 'odd-images/metadata';
import { displayProfile, steppedProfile, withProfile } from 'odd-images/profiles';
import sharp from 'sharp';
import { MAX_PROFILE, withoutFloatTransforms } from './icc-profile';
import { walkJpeg } from './jpeg-structure';
import { walkPng } from './png-structure';
import { walkWebp } from './webp-structure';

const WALK = { jpeg: walkJpeg, png: walkPng, webp: walkWebp };
const FORMATS: PhotoFormat[] = ['jpeg', 'png', 'webp'];
const plain = (format: PhotoFormat) => cameraPhoto({ width: 64, height: 48, format });

/** Returns the profile that a decoder finds in the output of a walker. */
async function profileOf(format: PhotoFormat, image: Buffer): Promise<Buffer | undefined> {
  return (await sharp(Buffer.concat(WALK[format](image).parts)).metadata()).icc;
}

test.each(FORMATS)('%s: a profile reaches the decoder unchanged', async (format) => {
  const profile = displayProfile([['priv', Buffer.alloc(200_000, 7)]]);
  const found = await profileOf(format, withProfile(format, await plain(format), profile));
  expect(found?.equals(profile)).toBe(true);
});

test.each(FORMATS)('%s: without its floating-point transforms', async (format) => {
  const profile = steppedProfile(20_000);
  const found = await profileOf(format, withProfile(format, await plain(format), profile));
  expect(found?.length).toBe(profile.length);
  expect(found?.includes('D2B0')).toBe(false);
  expect(found?.includes('D2B1')).toBe(false);
  // The rest is unchanged.
  const changed = [...profile].filter((byte, at) => byte !== found?.[at]);
  expect(changed.length).toBe(2);
});

test.each(['jpeg', 'png'] as const)('%s: the first of two profiles is used', async (format) => {
  const image = withProfile(format, await plain(format), displayProfile());
  const twice = withProfile(format, image, steppedProfile(10));
  expect((await profileOf(format, twice))?.includes('D2B') ?? false).toBe(false);
});

test.each(FORMATS)(
  '%s: a profile that is too large is left out, and the image stays',
  async (format) => {
    const profile = displayProfile([['priv', Buffer.alloc(MAX_PROFILE)]]);
    const image = withProfile(format, await plain(format), profile);
    expect(await profileOf(format, image)).toBeUndefined();
  },
);

test('a profile truncated at any point causes no error', () => {
  const profile = steppedProfile(3);
  for (let length = 0; length < profile.length; length++) {
    expect(withoutFloatTransforms(profile.subarray(0, length)).length).toBe(length);
  }
});
