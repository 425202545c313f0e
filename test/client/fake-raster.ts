// A raster for tests: it holds no pixels, since jsdom draws none.
import type { Raster, RasterContext } from '@/lib/client/images/raster';

interface Behaviour {
  /** Of every pixel that is read. */
  alpha: number;
  onFill: (...area: number[]) => void;
  encode: Raster['encode'];
}

/** Creates a raster whose pixels all have the same alpha. */
export function fakeRaster(
  width: number,
  height: number,
  { alpha, onFill, encode }: Behaviour,
): Raster {
  const context = {
    drawImage: () => {},
    getImageData: () => ({ data: new Uint8ClampedArray([0, 0, 0, alpha]) }),
    save: () => {},
    restore: () => {},
    resetTransform: () => {},
    fillRect: onFill,
  } as unknown as RasterContext;
  return { width, height, image: {} as HTMLCanvasElement, context, encode };
}
