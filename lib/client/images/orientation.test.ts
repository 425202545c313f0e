/** @jest-environment node */
import { cameraPhoto } from 'odd-images/camera-photo';
import { exifBlock } from 'odd-images/exif';
import { withExif } from 'odd-images/metadata';
import sharp from 'sharp';
import { takeOrientation, turnUpright } from './orientation';
import type { MakeRaster, RasterContext } from './raster';

const ORIENTATIONS = [2, 3, 4, 5, 6, 7, 8] as const;
const FORMATS = ['png', 'webp'] as const;

const blobOf = (bytes: Buffer) => new Blob([new Uint8Array(bytes)]);
const bytesOf = async (blob: Blob) => Buffer.from(await blob.arrayBuffer());

describe.each(FORMATS)('a %s', (format) => {
  test.each(ORIENTATIONS)('gives its orientation of %i', async (orientation) => {
    const file = blobOf(
      await cameraPhoto({ width: 40, height: 30, format, orientation, gps: true }),
    );
    expect((await takeOrientation(file, `image/${format}`)).orientation).toBe(orientation);
  });

  test('is decoded without its EXIF, and without a second one', async () => {
    const photo = await cameraPhoto({ width: 40, height: 30, format, orientation: 6 });
    const twice = withExif(format, photo, exifBlock(8, false));
    const { source } = await takeOrientation(blobOf(twice), `image/${format}`);
    const left = await bytesOf(source);
    expect(left.length).toBe(twice.length);
    expect((await sharp(left).metadata()).orientation).toBeUndefined();
    const [before, after] = await Promise.all(
      [photo, left].map((bytes) => sharp(bytes, { autoOrient: false }).raw().toBuffer()),
    );
    expect(after).toEqual(before);
  });

  test('is left as it is if it is upright, has no EXIF, or is cut anywhere', async () => {
    const upright = await cameraPhoto({ width: 40, height: 30, format, orientation: 1 });
    const plain = await cameraPhoto({ width: 40, height: 30, format });
    const turned = await cameraPhoto({ width: 8, height: 8, format, orientation: 6 });
    for (const file of [upright, plain].map(blobOf)) {
      expect(await takeOrientation(file, `image/${format}`)).toEqual({
        orientation: 1,
        source: file,
      });
    }
    for (let length = 0; length < turned.length; length++) {
      const { orientation } = await takeOrientation(
        blobOf(turned.subarray(0, length)),
        `image/${format}`,
      );
      expect([1, 6]).toContain(orientation);
    }
  });
});

test.each(['image/jpeg', 'image/heic', null] as const)(
  '%s is left to the browser',
  async (type) => {
    const file = blobOf(await cameraPhoto({ width: 40, height: 30, orientation: 6 }));
    expect(await takeOrientation(file, type)).toEqual({ orientation: 1, source: file });
  },
);

describe('turnUpright', () => {
  /** Where sharp puts each corner of a stored picture of 4 by 2 pixels, whose corners are 10, 20, 30 and 40. */
  async function cornersBySharp(orientation: number): Promise<Map<number, number[]>> {
    const stored = Buffer.from([10, 0, 0, 20, 30, 0, 0, 40]);
    const tiff = await sharp(stored, { raw: { width: 4, height: 2, channels: 1 } })
      .withMetadata({ orientation })
      .png()
      .toBuffer();
    const { data, info } = await sharp(tiff)
      .autoOrient()
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const places = Array.from(data, (value, at): [number, number[]] => [
      value,
      [(at % info.width) + 0.5, Math.floor(at / info.width) + 0.5],
    ]);
    return new Map(places.filter(([value]) => value > 0));
  }

  test.each(ORIENTATIONS)(
    'puts the pixels of an orientation of %i where sharp does',
    async (orientation) => {
      const sizes: number[][] = [];
      let matrix: number[] = [];
      const make: MakeRaster = (width, height) => {
        sizes.push([width, height]);
        const context = {
          transform: (...values: number[]) => {
            matrix = values;
          },
          drawImage: () => {},
        } as unknown as RasterContext;
        const image = {} as HTMLCanvasElement;
        return {
          width,
          height,
          context,
          image,
          encode: () => Promise.reject(new Error('not here')),
        };
      };
      const close = jest.fn();
      Object.assign(globalThis, { createImageBitmap: () => Promise.resolve('turned') });
      const turned = await turnUpright(
        { width: 4, height: 2, close } as unknown as ImageBitmap,
        orientation,
        make,
      );
      Reflect.deleteProperty(globalThis, 'createImageBitmap');

      expect(turned).toBe('turned');
      expect(close).toHaveBeenCalledTimes(1);
      expect(sizes).toEqual([orientation >= 5 ? [2, 4] : [4, 2]]);
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = matrix;
      const moved = new Map(
        [
          [10, 0.5, 0.5],
          [20, 3.5, 0.5],
          [30, 0.5, 1.5],
          [40, 3.5, 1.5],
        ].map(([value = 0, x = 0, y = 0]) => [value, [a * x + c * y + e, b * x + d * y + f]]),
      );
      expect(moved).toEqual(await cornersBySharp(orientation));
    },
  );
});
