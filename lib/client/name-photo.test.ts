/** @jest-environment node */
import { utf8Length } from '@/lib/shared/display-text';
import { issueUploadRequest } from '@/lib/shared/profile-schema';
import { namePhoto } from './name-photo';

const made = { blob: new Blob(['x']), contentType: 'image/webp', width: 1, height: 1 } as const;

it.each([
  ['Foto Oficina.jpg', 'Foto Oficina.jpg'],
  ['IMG_0001.HEIC', 'IMG_0001.HEIC'],
  ['mi.foto.final.jpg', 'mi.foto.final.jpg'],
  ['sin extensión', 'sin extensión'],
  ['.jpg', '.jpg'],
  ['a\u2067b\u2069c\u0000\n\u202e\ud83d.jpg', 'abc.jpg'],
  ['  con blancos.png ', 'con blancos.png'],
  ['\u2066\u0000', 'photo.webp'],
  ['\u200d\u2800', 'photo.webp'],
  ['', 'photo.webp'],
])('a photo made from "%s" is sent as "%s"', (before, after) => {
  const { fileName } = namePhoto(made, before);
  expect(fileName).toBe(after);
  const asked = issueUploadRequest.parse({ fileName, contentType: 'image/webp' });
  expect(asked.fileName).toBe(after);
});

it.each([
  ['a long name', `${'ñ'.repeat(200)}.jpg`, /^ñ+\.jpg$/, 254],
  ['a long name of four-byte characters', `${'📷'.repeat(100)}.jpeg`, /^(?:📷)+\.jpeg$/u, 253],
  ['a long extension', `a.${'ñ'.repeat(200)}`, /^a\.ñ+$/, 254],
  ['a name whose normal form is longer', `${'\u0958'.repeat(60)}.jpg`, /\.jpg$/, 253],
])(
  'shortens %s to the limit of the API, without splitting a character',
  (_what, before, looks, bytes) => {
    const { fileName } = namePhoto(made, before);
    expect(fileName).toMatch(looks);
    expect(utf8Length(fileName)).toBe(bytes);
    const asked = issueUploadRequest.parse({ fileName, contentType: 'image/webp' });
    expect(asked.fileName).toBe(fileName);
  },
);
