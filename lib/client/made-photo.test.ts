/** @jest-environment node */
import { utf8Length } from '@/lib/shared/display-text';
import { issueUploadRequest } from '@/lib/shared/profile-schema';
import { madePhoto } from './made-photo';

const made = { blob: new Blob(['x']), contentType: 'image/webp', width: 1, height: 1 } as const;

it.each([
  ['IMG_0001.HEIC', 'IMG_0001.webp'],
  ['mi.foto.final.jpg', 'mi.foto.final.webp'],
  ['sin extensión', 'sin extensión.webp'],
  ['.jpg', 'photo.webp'],
  ['a\u2067b\u2069c\u0000\n\u202e\ud83d.jpg', 'abc.webp'],
  ['\u2066.jpg', 'photo.webp'],
])('%s becomes %s', (before, after) => {
  const { fileName } = madePhoto(made, before);
  expect(fileName).toBe(after);
  expect(issueUploadRequest.safeParse({ fileName, contentType: 'image/webp' }).success).toBe(true);
});

it('keeps a long name within what the API takes, without splitting a character', () => {
  const { fileName } = madePhoto(made, `${'ñ'.repeat(200)}.jpg`);
  expect(utf8Length(fileName)).toBe(255);
  expect(fileName).toMatch(/^ñ+\.webp$/);
});
