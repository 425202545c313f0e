import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cameraPhoto } from 'odd-images/camera-photo';
import { FOREIGN_FILES } from 'odd-images/foreign-files';
import sharp from './confined-sharp';

describe('confined sharp', () => {
  test.each(['jpeg', 'png', 'webp'] as const)('decodes %s', async (format) => {
    const photo = await cameraPhoto({ width: 8, height: 8, format });
    expect(await sharp(photo).metadata()).toMatchObject({ format, width: 8 });
  });

  test.each(['SVG', 'TIFF', 'GIF'])('does not detect %s, although libvips does', async (name) => {
    const file = FOREIGN_FILES[name];
    await expect(sharp(file).metadata()).rejects.toThrow('unsupported image format');
  });

  test.each(['gif', 'tiff', 'avif'] as const)('does not decode its own %s', async (format) => {
    const create = { width: 8, height: 8, channels: 3 as const, background: '#123' };
    const file = await sharp({ create }).toFormat(format).toBuffer();
    await expect(sharp(file).metadata()).rejects.toThrow('unsupported image format');
  });

  test('opens no files', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'confined-sharp-'));
    try {
      const path = join(directory, 'photo.png');
      await writeFile(path, await cameraPhoto({ width: 8, height: 8, format: 'png' }));
      await expect(sharp(path).metadata()).rejects.toThrow('unsupported image format');
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
