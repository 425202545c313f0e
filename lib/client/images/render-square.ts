// Cuts the crop square out of a picture and scales it down.
import { MASTER_SIDE } from '@/lib/shared/image-variants';
import { MIN_IMAGE_SIDE } from '@/lib/shared/upload-policy';
import type { CropSquare } from './crop-geometry';
import type { MakeRaster, Raster } from './raster';

/** Side limit of the first drawing: 64 MB of pixels. */
const LARGEST_STEP = 4096;

/**
 * Side of a rendered crop in pixels. A crop is never enlarged, except to the shortest side that the server accepts: a straightened
 * crop of a photo just above it has fewer pixels.
 */
export function sideOf(crop: CropSquare): number {
  return Math.max(MIN_IMAGE_SIDE, Math.min(MASTER_SIDE, Math.floor(crop.size)));
}

/**
 * Renders the crop square as `side` by `side` pixels. Large reductions are halved repeatedly, since a browser that scales at once
 * may skip pixels.
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

/** Returns a copy of a square surface with another side. */
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
