// Frames a head for an ID photo, with crown and chin on the guides.
import { type CropView, type PictureSize, zoomOf } from '@/lib/client/images/crop-geometry';
import type { SeenFace } from '@/lib/client/images/faces/seen-face';
import { angleThatLevels } from '@/lib/client/images/frame-face';
import type { IdPhotoRule } from './rules';

/**
 * Distance of the crown (with hair) above the centre of a face's box, and of the chin below it, in heights of the box. Means of hand
 * measurements of the 36 faces of `npm run bench -- faces`, most of which are within 0.05.
 */
const CROWN = 0.85;
const CHIN = 0.46;

/** Width of the photo by its height. */
export function aspectOf({ sizeMm }: IdPhotoRule): number {
  return sizeMm.width / sizeMm.height;
}

/**
 * Returns the view with crown and chin on the guides, and the eyes level; with less zoom or another centre if the picture is too
 * small for that.
 */
export function frameHead(
  picture: PictureSize,
  { centre, height, tilt }: Pick<SeenFace, 'centre' | 'height' | 'tilt'>,
  rule: IdPhotoRule,
): CropView {
  const turned = { aspect: aspectOf(rule), ...angleThatLevels(tilt) };
  const size = (height * (CROWN + CHIN)) / (rule.chin - rule.crown);
  // From the centre of the face along its axis to the centre of the photo; negative is towards the crown.
  const down = CHIN * height - (rule.chin - 0.5) * size;
  const angle = (tilt * Math.PI) / 180;
  return {
    ...turned,
    centre: { x: centre.x - Math.sin(angle) * down, y: centre.y + Math.cos(angle) * down },
    zoom: zoomOf(picture, turned, size),
  };
}
