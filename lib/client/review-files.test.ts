import { reviewFiles } from './review-files';

function file(name: string, type: string, size = 10): File {
  return new File([new Uint8Array(size)], name, { type });
}

it.each([
  ['a.jpg', 'image/jpeg'],
  ['a.png', 'image/png'],
  ['a.webp', 'image/webp'],
  ['a.avif', 'image/avif'],
  ['IMG_1.HEIC', ''],
  ['IMG_1.HEIC', 'application/octet-stream'],
  ['a.heif', 'image/heif'],
  ['foto', ''],
  ['IMG_0001 (1)', ''],
  ['foto.jpg_large', 'application/octet-stream'],
  ['a.jfif', 'image/jpg'],
])('opens %s of type "%s"', (name, type) => {
  const given = file(name, type);
  expect(reviewFiles([given])).toEqual({ file: given });
});

it('accepts a photo of any size', () => {
  const given = file('a.jpg', 'image/jpeg', 20 * 1024 * 1024);
  expect(reviewFiles([given])).toEqual({ file: given });
});

it.each([
  ['a.pdf', 'application/pdf'],
  ['a.mp4', 'video/mp4'],
  ['a.svg', 'image/svg+xml'],
  ['a.constructor', 'constructor'],
])('refuses %s of type "%s"', (name, type) => {
  expect(reviewFiles([file(name, type)])).toMatchObject({ refusal: { reason: 'type' } });
});

it('refuses an empty file, several, and none', () => {
  expect(reviewFiles([file('a.png', 'image/png', 0)])).toMatchObject({
    refusal: { reason: 'empty' },
  });
  expect(reviewFiles([file('a.png', 'image/png'), file('b.pdf', '')])).toEqual({
    refusal: { reason: 'many', count: 2 },
  });
  expect(reviewFiles([])).toEqual({ refusal: { reason: 'none' } });
});
