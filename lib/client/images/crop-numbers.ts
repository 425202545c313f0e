// Converts the view of the editor to numbers that hold for a scaled copy of the picture too, and back.
import type { CropNumbers } from '@/lib/shared/crop-numbers';
import { type CropView, cropOf, type PictureSize } from './crop-geometry';

/** The numbers of a square crop. */
export function numbersOf(picture: PictureSize, view: CropView): CropNumbers {
  const { x, y } = cropOf(picture, view);
  const { zoom, turns, straighten } = view;
  return { x: x / picture.width, y: y / picture.height, zoom, turns, straighten };
}

/** The view of a square crop. */
export function viewOf(picture: PictureSize, crop: CropNumbers): CropView {
  const { x, y, ...view } = crop;
  return { ...view, aspect: 1, centre: { x: x * picture.width, y: y * picture.height } };
}
