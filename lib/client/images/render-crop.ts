// Cuts the crop out of a picture and scales it.
import { MASTER_SIDE } from '@/lib/shared/image-variants';
import { MIN_IMAGE_SIDE } from '@/lib/shared/upload-policy';
import type { CropSquare, PictureSize } from './crop-geometry';
import type { MakeRaster, Raster } from './raster';

/** Limit of the height of the first drawing: 64 MB of pixels for a square. */
const LARGEST_STEP = 4096;

/**
 * Side of a rendered crop in pixels. A crop is never enlarged, except to the shortest side that the server accepts: a straightened
 * crop of a photo just above it has fewer pixels.
 */
export function sideOf(crop: CropSquare): number {
  return Math.max(MIN_IMAGE_SIDE, Math.min(MASTER_SIDE, Math.floor(crop.size)));
}

/**
 * Renders the crop at a size in pixels, whose height is that of the crop. Large reductions are halved repeatedly, since a browser
 * that scales at once may skip pixels.
 */
export function renderCrop(
  picture: CanvasImageSource,
  crop: CropSquare,
  { width, height }: PictureSize,
  make: MakeRaster,
): Raster {
  const times = firstStep(crop.size, height);
  const raster = make(width * times, height * times);
  const { context } = raster;
  const scale = raster.height / crop.size;
  context.translate(raster.width / 2, raster.height / 2);
  context.rotate((crop.rotation * Math.PI) / 180);
  context.scale(scale, scale);
  context.translate(-crop.x, -crop.y);
  context.drawImage(picture, 0, 0);
  return halvedTo(height, raster, make);
}

/** Renders the whole picture at a size in pixels, in the same way. */
export function renderWhole(
  picture: CanvasImageSource & PictureSize,
  { width, height }: PictureSize,
  make: MakeRaster,
): Raster {
  const times = firstStep(picture.height, height);
  const raster = make(width * times, height * times);
  raster.context.drawImage(picture, 0, 0, raster.width, raster.height);
  return halvedTo(height, raster, make);
}

function halvedTo(height: number, first: Raster, make: MakeRaster): Raster {
  let raster = first;
  while (raster.height > height)
    raster = resized(raster, raster.width / 2, raster.height / 2, make);
  return raster;
}

/** Returns a copy of a surface with another size. */
export function resized(raster: Raster, width: number, height: number, make: MakeRaster): Raster {
  const copy = make(width, height);
  copy.context.drawImage(raster.image, 0, 0, width, height);
  return copy;
}

/** How many times as large as the result the first drawing is: a power of two. */
function firstStep(size: number, height: number): number {
  let times = 1;
  while (height * times * 2 <= Math.min(size, LARGEST_STEP)) times *= 2;
  return times;
}
