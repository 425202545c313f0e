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
 * Returns the view with the face at half of the circle's width, the eyes level, and room for the hair. If the picture is
 * too small for that, the view has less zoom or another centre.
 */
export function frameFace(picture: PictureSize, { centre, width, tilt }: FramedFace): CropView {
  const angle = (tilt * Math.PI) / 180;
  const turned = { aspect: 1, ...angleThatLevels(tilt) };
  return {
    ...turned,
    centre: {
      x: centre.x + Math.sin(angle) * LIFT * width,
      y: centre.y - Math.cos(angle) * LIFT * width,
    },
    zoom: zoomOf(picture, turned, width / FACE_SHARE),
  };
}

/** Returns the quarter turns and the whole degrees that level the eyes of a head with that tilt. */
export function angleThatLevels(tilt: number): Pick<CropView, 'turns' | 'straighten'> {
  const quarters = Math.round(-tilt / 90);
  return { turns: ((quarters % 4) + 4) % 4, straighten: Math.round(-tilt - quarters * 90) };
}
