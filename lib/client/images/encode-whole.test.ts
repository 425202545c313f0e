import { MAX_UPLOAD_BYTES } from '@/lib/shared/upload-policy';
import { fakeRaster } from '@/test/client/fake-raster';
import { encodeWhole } from './encode-whole';
import type { MakeRaster } from './raster';

/** Rasters that hold nothing; a picture weighs `bytes` at the best quality, and less in proportion. */
function fakeRasters({ bytes = 1000, alpha = 255, types = ['image/webp', 'image/jpeg'] } = {}) {
  const made: string[] = [];
  const encodings: string[] = [];
  let fills = 0;
  const make: MakeRaster = (width, height) => {
    made.push(`${width}x${height}`);
    return fakeRaster(width, height, {
      alpha,
      onFill: () => {
        fills += 1;
      },
      encode(type, quality) {
        if (width > 1) encodings.push(`${type} ${quality}`);
        const size = Math.round(bytes * quality);
        return Promise.resolve({ size, type: types.includes(type) ? type : 'image/png' } as Blob);
      },
    });
  };
  return { make, made, encodings, fills: () => fills };
}

const picture = (width: number, height: number) => ({ width, height }) as ImageBitmap;

it('scales the picture to 1,600 pixels on its longer side, by halves, and never enlarges it', async () => {
  const cases: [number, number, string[]][] = [
    [4000, 3000, ['3200x2400', '1600x1200']],
    [3000, 4000, ['2400x3200', '1200x1600']],
    [800, 600, ['800x600']],
  ];
  for (const [width, height, sizes] of cases) {
    const { make, made } = fakeRasters();
    const encoded = await encodeWhole(picture(width, height), make, true);
    expect(made).toEqual(sizes);
    expect(`${encoded.width}x${encoded.height}`).toBe(sizes.at(-1));
  }
});

it('encodes JPEG, and WebP only for transparent pictures', async () => {
  const kinds: [object, boolean, string, number][] = [
    [{}, true, 'image/jpeg', 1],
    [{}, false, 'image/jpeg', 1],
    [{ alpha: 100 }, false, 'image/webp', 0],
    [{ alpha: 100, types: ['image/jpeg'] }, false, 'image/jpeg', 1],
    [{ alpha: 100 }, true, 'image/jpeg', 1],
  ];
  for (const [browser, isOpaque, contentType, fills] of kinds) {
    const fake = fakeRasters(browser);
    expect(await encodeWhole(picture(100, 100), fake.make, isOpaque)).toMatchObject({
      contentType,
    });
    expect(fake.fills()).toBe(fills);
  }
});

it('stays within the limit of an upload, at a lower quality, or fails', async () => {
  const common = fakeRasters({ bytes: 500_000 });
  await encodeWhole(picture(100, 100), common.make, true);
  expect(common.encodings).toEqual(['image/jpeg 0.92']);
  const noisy = fakeRasters({ bytes: MAX_UPLOAD_BYTES / 0.85 });
  const { blob } = await encodeWhole(picture(100, 100), noisy.make, true);
  expect(blob.size).toBeLessThanOrEqual(MAX_UPLOAD_BYTES);
  expect(noisy.encodings).toEqual(['image/jpeg 0.92', 'image/jpeg 0.8']);
  const { make } = fakeRasters({ bytes: 3 * MAX_UPLOAD_BYTES });
  await expect(encodeWhole(picture(100, 100), make, true)).rejects.toThrow('does not fit');
});

it('fails for a picture so elongated that its copy would be too small for the editor', async () => {
  const { make } = fakeRasters();
  expect(await encodeWhole(picture(16_000, 400), make, true)).toMatchObject({ height: 40 });
  await expect(encodeWhole(picture(16_400, 400), make, true)).rejects.toThrow('too small');
});
