// Cuts the crop out of a picture and scales it.
import { MASTER_SIDE } from '@/lib/shared/image-variants';
import { MIN_IMAGE_SIDE } from '@/lib/shared/upload-policy';
import type { CropSquare, PictureSize } from './crop-geometry';
import type { MakeRaster, Raster } from './raster';

/** Limit of the height of the first drawing: 64 MB of pixels for a square. */
const LARGEST_STEP = 4096;

/** The largest reduction by one drawing alone. */
const HIGHEST_ALONE = 4 / 3;

/**
 * Side of a rendered crop in pixels. A crop is never enlarged, except to the shortest side that the server accepts: a straightened
 * crop of a photo just above it has fewer pixels.
 */
export function sideOf(crop: CropSquare): number {
  return Math.max(MIN_IMAGE_SIDE, Math.min(MASTER_SIDE, Math.floor(crop.size)));
}

/**
 * Renders the crop at a size in pixels, whose height is that of the crop. The first drawing cuts, turns and scales it; halving brings
 * it to its size. Bilinear scaling, the canvas's default, then reads every pixel. That is several times as fast as the `high`
 * quality of browsers, and closer to Lanczos scaling in Firefox and WebKit.
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
  if (crop.size < height) context.imageSmoothingQuality = 'high';
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

/**
 * How many times as large as the result the first drawing is: a power of two. It has at least half of the crop's height, and more than
 * the result unless that is nearly as high: bilinear scaling to a half alone shows the noise of a photo.
 */
function firstStep(size: number, height: number): number {
  if (size <= height * HIGHEST_ALONE) return 1;
  let times = 2;
  while (height * times * 2 <= Math.min(size, LARGEST_STEP)) times *= 2;
  return times;
}
