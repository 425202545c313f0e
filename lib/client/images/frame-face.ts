// Frames a face: the view that the editor opens with.
import { type CropView, type PictureSize, type Point, zoomOf } from './crop-geometry';

/** A face in pixels of the picture. */
export interface FramedFace {
  /** The centre of the box, which reaches from the brow to the chin. */
  readonly centre: Point;
  readonly width: number;
  /** The clockwise angle of the line between the eyes, in degrees. */
  readonly tilt: number;
}

/** Width of the face as a share of the circle's. */
export const FACE_SHARE = 0.5;

/**
 * How far the centre of the circle is above that of the face, in widths of the face: the hair reaches further above the box than the
 * chin below it.
 */
const LIFT = 0.2;

/**
 * Returns the view with the face at half of the circle's width, the eyes level, and room for the hair. It has less zoom or another
 * centre if the picture ends before.
 */
export function frameFace(picture: PictureSize, { centre, width, tilt }: FramedFace): CropView {
  const angle = (tilt * Math.PI) / 180;
  const quarters = Math.round(-tilt / 90);
  const straighten = Math.round(-tilt - quarters * 90);
  return {
    centre: {
      x: centre.x + Math.sin(angle) * LIFT * width,
      y: centre.y - Math.cos(angle) * LIFT * width,
    },
    zoom: zoomOf(picture, straighten, width / FACE_SHARE),
    turns: ((quarters % 4) + 4) % 4,
    straighten,
  };
}
