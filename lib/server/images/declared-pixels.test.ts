// The declared size is read from the first bytes, for every variant of a file that encoders write.

import { cameraPhoto } from 'odd-images/camera-photo';
import { jpegSegment } from 'odd-images/file-parts';
import { handMadeVp8l } from 'odd-images/flat-vp8l';
import { withSegments } from 'odd-images/metadata';
import sharp from 'sharp';
import { declaredPixels } from './declared-pixels';

const size = { width: 320, height: 200 };
const MOST = 25_000_000;

test.each([
  ['JPEG', { ...size, format: 'jpeg', gps: true }],
  ['progressive JPEG', { ...size, format: 'jpeg', progressive: true, profile: 'p3' }],
  ['PNG', { ...size, format: 'png', gps: true }],
  ['lossy WebP', { ...size, format: 'webp' }],
  ['WebP with a header', { ...size, format: 'webp', gps: true, alpha: true }],
] as const)('%s', async (_kind, options) => {
  expect(declaredPixels(await cameraPhoto(options))).toBe(64_000);
});

test('lossless WebP', async () => {
  const create = { ...size, channels: 3 as const, background: '#135' };
  expect(declaredPixels(await sharp({ create }).webp({ lossless: true }).toBuffer())).toBe(64_000);
});

test('a file without an early size counts as the largest', async () => {
  const jpeg = await cameraPhoto({ ...size, format: 'jpeg' });
  const padded = withSegments(jpeg, Array<Buffer>(1000).fill(jpegSegment(0xe5, [])));
  expect(declaredPixels(padded)).toBe(MOST);
  expect(declaredPixels(handMadeVp8l(size))).toBe(MOST);
  for (let length = 0; length < 100; length++) {
    const pixels = declaredPixels(jpeg.subarray(0, length));
    expect(pixels === MOST || pixels === 64_000).toBe(true);
  }
});
