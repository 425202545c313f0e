import fc from 'fast-check';
import { encodeWithin, MAX_BYTES, nextQuality, type Try } from './encode-within';
import type { MakeRaster, RasterContext } from './raster';

interface Browser {
  /** Bytes of one picture of 1,024 pixels at a quality. */
  bytes(quality: number): number;
  types: string[];
  alpha?: number;
}

/** Rasters that hold nothing and weigh what the browser says, in proportion to their pixels. */
function fakeRasters({ bytes, types, alpha = 255 }: Browser) {
  const encodings: { type: string; width: number; quality: number }[] = [];
  const make: MakeRaster = (width, height) => ({
    width,
    height,
    image: {} as HTMLCanvasElement,
    context: {
      drawImage: () => {},
      getImageData: () => ({ data: new Uint8ClampedArray([0, 0, 0, alpha]) }),
    } as unknown as RasterContext,
    encode(type, quality) {
      const made = types.includes(type) ? type : 'image/png';
      if (width > 1) encodings.push({ type, width, quality });
      const size = Math.round((bytes(quality) * width * height) / 1024 ** 2);
      return Promise.resolve({ size, type: made } as Blob);
    },
  });
  return { make, encodings };
}

/** As measured: bytes fall by e^2.5 for a whole unit of quality, from `atBest` at the first one. */
const curve =
  (atBest: number, growth = 2.5) =>
  (quality: number) =>
    atBest * Math.exp(growth * (quality - 0.82));

const ALL = ['image/webp', 'image/jpeg', 'image/png'];

describe('encodeWithin', () => {
  it('takes one encoding for a common photo, two for a noisy one', async () => {
    for (const [atBest, count] of [
      [120_000, 1],
      [260_000, 2],
    ] as const) {
      const { make, encodings } = fakeRasters({ bytes: curve(atBest), types: ALL });
      const { blob, contentType, width } = await encodeWithin(make(1024, 1024), make);
      expect(blob.size).toBeLessThan(MAX_BYTES);
      expect({ contentType, width }).toEqual({ contentType: 'image/webp', width: 1024 });
      expect(encodings).toHaveLength(count);
    }
  });

  it('ends below the limit for any picture, in few encodings', async () => {
    const atBest = fc.double({ min: 1, max: 4_000_000, noNaN: true });
    const growth = fc.double({ min: 0.3, max: 6, noNaN: true });
    await fc.assert(
      fc.asyncProperty(atBest, growth, fc.constantFrom(ALL, ALL.slice(1)), async (a, g, types) => {
        const { make, encodings } = fakeRasters({ bytes: curve(a, g), types });
        const { blob } = await encodeWithin(make(1024, 1024), make);
        expect(blob.size).toBeLessThan(MAX_BYTES);
        expect(encodings.length).toBeLessThanOrEqual(15);
      }),
    );
  });

  it('falls back to JPEG where the browser has no WebP, and to PNG if the picture is transparent', async () => {
    for (const [alpha, contentType] of [
      [255, 'image/jpeg'],
      [254, 'image/png'],
    ] as const) {
      const { make } = fakeRasters({ bytes: curve(90_000), types: ALL.slice(1), alpha });
      const encoded = await encodeWithin(make(1024, 1024), make);
      expect(encoded.contentType).toBe(contentType);
      expect(encoded.blob.type).toBe(contentType);
    }
  });

  it('makes a heavy PNG smaller instead of trying other qualities', async () => {
    const types = ['image/png', 'image/jpeg'];
    const { make, encodings } = fakeRasters({ bytes: () => 900_000, types, alpha: 0 });
    const { width, height, blob } = await encodeWithin(make(1024, 1024), make);
    expect(blob.size).toBeLessThan(MAX_BYTES);
    expect(width).toBe(height);
    expect(encodings.map((one) => one.width)).toEqual([1024, 768, 576, 432]);
  });
});

describe('nextQuality', () => {
  const tries = fc.array(
    fc.record({
      quality: fc.double({ min: 0.4, max: 0.82, noNaN: true }),
      bytes: fc.integer({ min: MAX_BYTES, max: 10_000_000 }),
    }),
    { minLength: 1, maxLength: 4 },
  );

  it('always goes down, never below the lowest, and ends', () => {
    fc.assert(
      fc.property(tries, (made: Try[]) => {
        const last = made.at(-1)?.quality ?? 1;
        const next = nextQuality(made, MAX_BYTES);
        if (next === null) return;
        expect(next).toBeLessThan(last);
        expect(next).toBeGreaterThanOrEqual(0.4);
      }),
    );
  });

  it('gives up at once on what no quality can save', () => {
    expect(nextQuality([{ quality: 0.82, bytes: 900_000 }], MAX_BYTES)).toBeNull();
  });
});
