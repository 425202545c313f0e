// Crop geometry, as pure functions. The crop never leaves the picture, at any angle.
import { HIGHEST_ZOOM } from '@/lib/shared/crop-limits';

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
 * drawn as a circle, but its corners stay inside the picture too, because the square is stored. Of a crop that is narrower than a
 * square, `size` is the height.
 */
export interface CropSquare {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly rotation: number;
}

/** The settings of the editor. `zoom` 1 is the largest crop that fits at this angle. */
export interface CropView {
  /** Width of the crop by its height, at most 1; 1 for a square. */
  readonly aspect: number;
  readonly centre: Point;
  readonly zoom: number;
  /** Clockwise quarter turns, 0 to 3. */
  readonly turns: number;
  /** Degrees clockwise, -45 to 45, on top of the quarter turns. */
  readonly straighten: number;
}

/** Smallest side of a crop, in pixels of the picture: anything closer is blurred. */
const SMALLEST_CROP = 128;

/** The share of the remaining height of a portrait that is above the initial square: heads are in the upper half. */
export const SHARE_ABOVE = 0.25;

/** The initial view: upright, the largest crop that fits, centred across and `SHARE_ABOVE` from the top. */
export function initialView(picture: PictureSize, aspect = 1): CropView {
  const upright = { aspect, turns: 0, straighten: 0 };
  const height = largestSize(picture, upright);
  const left = picture.height - height;
  const centre = { x: picture.width / 2, y: left * SHARE_ABOVE + height / 2 };
  return { ...upright, centre, zoom: 1 };
}

/** The highest zoom: lower for a small picture, and 1 for a tiny one. */
export function maxZoom(picture: PictureSize): number {
  return clamp(shortSide(picture) / SMALLEST_CROP, 1, HIGHEST_ZOOM);
}

/** Returns the zoom at which the crop has that size, in pixels of the picture, or the nearest that is allowed. */
export function zoomOf(picture: PictureSize, angle: CropAngle, size: number): number {
  return clamp(largestSize(picture, angle) / size, 1, maxZoom(picture));
}

/** Returns the crop of a view, moved inside the picture by the shortest way. */
export function cropOf(picture: PictureSize, view: CropView): CropSquare {
  const size = largestSize(picture, view) / view.zoom;
  const bounds = boundsOf(view);
  const reachX = (size * bounds.width) / 2;
  const reachY = (size * bounds.height) / 2;
  return {
    x: clamp(view.centre.x, reachX, picture.width - reachX),
    y: clamp(view.centre.y, reachY, picture.height - reachY),
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
  // A view that was framed in a larger copy of the picture may be closer than this one allows.
  const zoom = clamp(view.zoom * factor, 1, Math.max(maxZoom(picture), view.zoom));
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

/** Returns the value, or the nearer limit if it is outside of the range. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** What limits the size of a crop besides the picture. */
type CropAngle = Pick<CropView, 'aspect' | 'turns' | 'straighten'>;

/** The size of the largest crop that fits at this angle, in pixels of the picture. */
function largestSize(picture: PictureSize, angle: CropAngle): number {
  const bounds = boundsOf(angle);
  return Math.min(picture.width / bounds.width, picture.height / bounds.height);
}

/** The bounding box, along the sides of the picture, of a crop of size 1. */
function boundsOf({ aspect, turns, straighten }: CropAngle): PictureSize {
  const angle = (Math.abs(straighten) * Math.PI) / 180;
  const across = aspect * Math.cos(angle) + Math.sin(angle);
  const along = Math.cos(angle) + aspect * Math.sin(angle);
  return turns % 2 === 0 ? { width: across, height: along } : { width: along, height: across };
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
