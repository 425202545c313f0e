import { canReadPixels } from './canvas-noise';
import type { MakeRaster, RasterContext } from './raster';

/** A fake canvas that draws rectangles, and changes each value that is read. */
function canvas(change: (value: number, at: number) => number): MakeRaster {
  return (width, height) => {
    const data = new Uint8ClampedArray(width * height * 4);
    const context = {
      fillStyle: '',
      fillRect(left: number, top: number, wide: number, high: number) {
        const colour = [...(context.fillStyle.match(/\d+/g) ?? []).map(Number), 255];
        for (let y = top; y < top + high; y++) {
          for (let x = left; x < left + wide; x++) data.set(colour, 4 * (y * width + x));
        }
      },
      getImageData: () => ({ data: data.map(change) }),
    };
    const image = {} as HTMLCanvasElement;
    const encode = () => Promise.reject(new Error('not here'));
    return { width, height, context: context as unknown as RasterContext, image, encode };
  };
}

it.each([
  ['what was drawn', (value: number) => value, true],
  ['values that are off by one or two', (value: number, at: number) => value + (at % 5) - 2, true],
  ['noise', (value: number, at: number) => (value * 7 + at * 13) % 256, false],
  ['white', () => 255, false],
  [
    'noise in the last pixel',
    (value: number, at: number) => (at > 4090 ? 255 - value : value),
    false,
  ],
])('a canvas that returns %s', (_, change, isGood) => {
  expect(canReadPixels(canvas(change))).toBe(isGood);
});
