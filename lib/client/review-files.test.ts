import { MAX_UPLOAD_BYTES } from '@/lib/shared/upload-policy';
import { reviewFiles } from './review-files';

function file(name: string, type: string, size = 10): File {
  return new File([new Uint8Array(size)], name, { type });
}

it.each([
  ['a.jpg', 'image/jpeg'],
  ['a.png', 'image/png'],
  ['a.webp', 'image/webp'],
  ['IMG_1.HEIC', ''],
  ['a.heif', 'image/heif'],
])('takes %s of type "%s"', (name, type) => {
  const given = file(name, type);
  expect(reviewFiles([given])).toEqual({ file: given });
});

it.each([
  ['a.pdf', 'application/pdf'],
  ['a.gif', 'image/gif'],
  ['a.svg', 'image/svg+xml'],
  ['a.jpg', ''],
  ['a.constructor', 'constructor'],
])('refuses %s of type "%s"', (name, type) => {
  expect(reviewFiles([file(name, type)])).toMatchObject({ refusal: { reason: 'type' } });
});

it('refuses an empty file, one over the limit, several, and none', () => {
  expect(reviewFiles([file('a.png', 'image/png', 0)])).toMatchObject({
    refusal: { reason: 'empty' },
  });
  expect(reviewFiles([file('a.png', 'image/png', MAX_UPLOAD_BYTES)])).toHaveProperty('file');
  expect(reviewFiles([file('a.png', 'image/png', MAX_UPLOAD_BYTES + 1)])).toMatchObject({
    refusal: { reason: 'too-large' },
  });
  expect(reviewFiles([file('a.png', 'image/png'), file('b.pdf', '')])).toEqual({
    refusal: { reason: 'many', count: 2 },
  });
  expect(reviewFiles([])).toEqual({ refusal: { reason: 'none' } });
});
