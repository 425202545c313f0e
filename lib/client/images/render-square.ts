// Cuts the crop square out of a picture and scales it down.
import { MASTER_SIDE } from '@/lib/shared/image-variants';
import type { CropSquare } from './crop-geometry';
import type { MakeRaster, Raster } from './raster';

/** The first drawing is at most this large: 64 MB of pixels. */
const LARGEST_STEP = 4096;

/** The side in whole pixels at which a crop is rendered: never enlarged. */
export function sideOf(crop: CropSquare): number {
  return Math.max(1, Math.min(MASTER_SIDE, Math.floor(crop.size)));
}

/**
 * The crop square as `side` by `side` pixels. Far reductions go by halves, each pixel made of four, because a browser
 * that scales in one go may skip pixels in between.
 */
export function renderSquare(
  picture: CanvasImageSource,
  crop: CropSquare,
  side: number,
  make: MakeRaster,
): Raster {
  let raster = make(firstStep(crop.size, side), firstStep(crop.size, side));
  const { context } = raster;
  const scale = raster.width / crop.size;
  context.translate(raster.width / 2, raster.height / 2);
  context.rotate((crop.rotation * Math.PI) / 180);
  context.scale(scale, scale);
  context.translate(-crop.x, -crop.y);
  context.drawImage(picture, 0, 0);
  while (raster.width > side) raster = resized(raster, raster.width / 2, make);
  return raster;
}

/** A copy of a square surface at another side. */
export function resized(raster: Raster, side: number, make: MakeRaster): Raster {
  const copy = make(side, side);
  copy.context.drawImage(raster.image, 0, 0, side, side);
  return copy;
}

function firstStep(size: number, side: number): number {
  let step = side;
  while (step * 2 <= Math.min(size, LARGEST_STEP)) step *= 2;
  return step;
}
