import fc from 'fast-check';
import { fakeRaster } from '@/test/client/fake-raster';
import { encodeWithin, MAX_BYTES, nextQuality, type Try } from './encode-within';
import type { MakeRaster } from './raster';

interface Browser {
  /** Bytes of one picture of 1,024 pixels at a quality. */
  bytes(quality: number): number;
  types: string[];
  alpha?: number;
}

/** Rasters that hold nothing and weigh what the browser says, in proportion to their pixels. */
function fakeRasters({ bytes, types, alpha = 255 }: Browser) {
  const fills: number[][] = [];
  const encodings: { type: string; width: number; quality: number }[] = [];
  const make: MakeRaster = (width, height) =>
    fakeRaster(width, height, {
      alpha,
      onFill: (...area) => fills.push(area),
      encode(type, quality) {
        const encoded = types.includes(type) ? type : 'image/png';
        if (width > 1) encodings.push({ type, width, quality });
        // A PNG has no quality.
        const atQuality = bytes(encoded === 'image/png' ? 1 : quality);
        const size = Math.round((atQuality * width * height) / 1024 ** 2);
        return Promise.resolve({ size, type: encoded } as Blob);
      },
    });
  return { make, encodings, fills };
}

/** As measured: bytes fall by e^2.5 for a whole unit of quality, from `atBest` at the first one. */
const curve =
  (atBest: number, growth = 2.5) =>
  (quality: number) =>
    atBest * Math.exp(growth * (quality - 0.82));

const ALL = ['image/webp', 'image/jpeg', 'image/png'];

describe('encodeWithin', () => {
  it('needs one encoding for a common photo, two for a noisy one', async () => {
    for (const [atBest, count] of [
      [120_000, 1],
      [260_000, 2],
    ] as const) {
      const { make, encodings } = fakeRasters({ bytes: curve(atBest), types: ALL });
      const { blob, contentType, width } = await encodeWithin(make(1024, 1024), make, false);
      expect(blob.size).toBeLessThan(MAX_BYTES);
      expect({ contentType, width }).toEqual({ contentType: 'image/webp', width: 1024 });
      expect(encodings).toHaveLength(count);
    }
  });

  it('gets any picture below the limit in few encodings', async () => {
    const atBest = fc.double({ min: 1, max: 4_000_000, noNaN: true });
    const growth = fc.double({ min: 0.3, max: 6, noNaN: true });
    await fc.assert(
      fc.asyncProperty(atBest, growth, fc.constantFrom(ALL, ALL.slice(1)), async (a, g, types) => {
        const { make, encodings } = fakeRasters({ bytes: curve(a, g), types });
        const { blob } = await encodeWithin(make(1024, 1024), make, false);
        expect(blob.size).toBeLessThan(MAX_BYTES);
        expect(encodings.length).toBeLessThanOrEqual(20);
      }),
    );
  });

  it.each([
    ['opaque', 255, false, 'image/jpeg'],
    // As WebKit leaves it in an opaque picture that it has scaled.
    ['nearly opaque', 254, false, 'image/jpeg'],
    ['transparent', 249, false, 'image/png'],
    ['of a type without transparency', 0, true, 'image/jpeg'],
  ])(
    'without WebP, a picture that is %s is encoded by its kind',
    async (_, alpha, isOpaque, type) => {
      const { make } = fakeRasters({ bytes: curve(90_000), types: ALL.slice(1), alpha });
      const encoded = await encodeWithin(make(1024, 1024), make, isOpaque);
      expect(encoded.contentType).toBe(type);
      expect(encoded.blob.type).toBe(type);
    },
  );

  it('encodes a transparent picture that is too heavy for a PNG as JPEG on white, and keeps its pixels', async () => {
    const types = ['image/png', 'image/jpeg'];
    const { make, encodings, fills } = fakeRasters({ bytes: curve(260_000), types, alpha: 0 });
    const { width, contentType } = await encodeWithin(make(1024, 1024), make, false);
    expect({ width, contentType }).toEqual({ width: 1024, contentType: 'image/jpeg' });
    expect(encodings[0]).toEqual({ type: 'image/png', width: 1024, quality: 1 });
    expect(fills).toEqual([[0, 0, 1024, 1024]]);
  });

  it('lowers the quality to the lowest before it drops pixels', async () => {
    const { make, encodings } = fakeRasters({ bytes: curve(1_000_000, 2.5), types: ALL });
    const { width } = await encodeWithin(make(1024, 1024), make, false);
    expect(width).toBe(1024);
    expect(encodings.length).toBeLessThanOrEqual(3);
  });
});

describe('nextQuality', () => {
  const tries = fc.array(
    fc.record({
      quality: fc.double({ min: 0.1, max: 0.82, noNaN: true }),
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
        expect(next).toBeGreaterThanOrEqual(0.1);
      }),
    );
  });

  it('gives up after the lowest', () => {
    expect(nextQuality([{ quality: 0.82, bytes: 9_000_000 }], MAX_BYTES)).toBe(0.1);
    expect(nextQuality([{ quality: 0.1, bytes: 201_000 }], MAX_BYTES)).toBeNull();
  });
});
