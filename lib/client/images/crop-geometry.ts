// Crop geometry, as pure functions. The crop square never leaves the picture, at any angle.

/** Width and height of an upright picture, in its own pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The crop square: its centre and side in pixels of the picture, and the clockwise rotation of the picture in degrees. It is
 * drawn as a circle, but its corners stay inside the picture too, because the square is stored.
 */
export interface CropSquare {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly rotation: number;
}

/** The settings of the editor. `zoom` 1 is the largest square that fits at this angle. */
export interface CropView {
  readonly centre: Point;
  readonly zoom: number;
  /** Clockwise quarter turns, 0 to 3. */
  readonly turns: number;
  /** Degrees clockwise, -45 to 45, on top of the quarter turns. */
  readonly straighten: number;
}

export const MAX_STRAIGHTEN = 45;

const HIGHEST_ZOOM = 6;

/** Smallest side of a crop, in pixels of the picture: anything closer is blurred. */
const SMALLEST_CROP = 128;

/** In a portrait, how much of the height that is left over is above the initial square: heads are in the upper half. */
export const SHARE_ABOVE = 0.25;

/** The initial view: upright, the largest square that fits, centred across and `SHARE_ABOVE` from the top. */
export function initialView(picture: PictureSize): CropView {
  const left = picture.height - shortSide(picture);
  const centre = {
    x: picture.width / 2,
    y: left * SHARE_ABOVE + shortSide(picture) / 2,
  };
  return { centre, zoom: 1, turns: 0, straighten: 0 };
}

/** The highest zoom: lower for a small picture, and 1 for a tiny one. */
export function maxZoom(picture: PictureSize): number {
  return clamp(shortSide(picture) / SMALLEST_CROP, 1, HIGHEST_ZOOM);
}

/** Returns the zoom at which the crop has that side, in pixels of the picture, or the nearest that is allowed. */
export function zoomOf(picture: PictureSize, straighten: number, side: number): number {
  return clamp(shortSide(picture) / spreadOf(straighten) / side, 1, maxZoom(picture));
}

/** Returns the crop square of a view, moved inside the picture by the shortest way. */
export function cropOf(picture: PictureSize, view: CropView): CropSquare {
  const spread = spreadOf(view.straighten);
  const size = shortSide(picture) / spread / view.zoom;
  const reach = (size * spread) / 2;
  return {
    x: clamp(view.centre.x, reach, picture.width - reach),
    y: clamp(view.centre.y, reach, picture.height - reach),
    size,
    rotation: view.turns * 90 + view.straighten,
  };
}

/**
 * Returns the view after moving the point of the picture under `from` to `to` while zooming by `factor`: a drag if `factor` is 1,
 * a pinch around a point if `from` and `to` are equal. Points are relative to the centre of the crop, in units of its side, as
 * seen on the screen. Zoom stops at its limits, and the crop at the picture's edge.
 */
export function carry(
  picture: PictureSize,
  view: CropView,
  from: Point,
  to: Point,
  factor: number,
): CropView {
  const before = cropOf(picture, view);
  const zoom = clamp(view.zoom * factor, 1, maxZoom(picture));
  const size = cropOf(picture, { ...view, zoom }).size;
  const held = toPicture(before, from);
  const offset = turnBack({ x: to.x * size, y: to.y * size }, before.rotation);
  const after = { ...view, zoom, centre: { x: held.x - offset.x, y: held.y - offset.y } };
  const { x, y } = cropOf(picture, after);
  return { ...after, centre: { x, y } };
}

/** Converts a point of the crop, relative to its centre and in units of its side, to pixels of the picture. */
export function toPicture(crop: CropSquare, point: Point): Point {
  const offset = turnBack({ x: point.x * crop.size, y: point.y * crop.size }, crop.rotation);
  return { x: crop.x + offset.x, y: crop.y + offset.y };
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** Side of the bounding box of a unit square rotated by `degrees`. */
function spreadOf(degrees: number): number {
  const angle = (Math.abs(degrees) * Math.PI) / 180;
  return Math.cos(angle) + Math.sin(angle);
}

function shortSide(picture: PictureSize): number {
  return Math.min(picture.width, picture.height);
}

function turnBack(point: Point, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return { x: point.x * cos + point.y * sin, y: point.y * cos - point.x * sin };
}
