/** @jest-environment node */
// jsdom has no `Blob.arrayBuffer`.
import { cameraPhoto } from 'odd-images/camera-photo';
import { sniffType } from './sniff-type';

it.each(['jpeg', 'png', 'webp'] as const)(
  'detects a %s whatever its name and type',
  async (format) => {
    const bytes = await cameraPhoto({ width: 8, height: 8, format });
    const file = new File([new Uint8Array(bytes)], 'contrato.pdf', { type: 'application/pdf' });
    expect(await sniffType(file)).toBe(`image/${format}`);
  },
);

it('detects a HEIC', async () => {
  expect(await sniffType(new Blob(['\0\0\0\x18ftypheic\0\0\0\0mif1heic']))).toBe('image/heic');
});

it.each(['', 'GIF89a', '%PDF-1.7', '<svg/>', 'RIFF\0\0\0\0WAVE', 'RIFF\0\0\0\0WEBP'])(
  'detects no other type: %j',
  async (text) => {
    expect(await sniffType(new File([text], 'foto.jpg', { type: 'image/jpeg' }))).toBeNull();
  },
);
