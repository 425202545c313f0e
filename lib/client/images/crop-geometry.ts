// Where the crop stands in the picture: pure geometry. The crop square never leaves the picture, however it is turned.

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
 * The square that is cut out: its centre and side in pixels of the picture, and by how many degrees the picture is
 * turned clockwise under it. Drawn as a circle; the square's corners are kept inside too, because it is the square
 * that is stored.
 */
export interface CropSquare {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly rotation: number;
}

/** What the person set. `zoom` 1 is the largest square that fits at this angle. */
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

/** A closer crop than this many pixels of the picture shows nothing but blur. */
const SMALLEST_CROP = 128;

/** The view that every picture opens with: upright, centred, as much as fits. */
export function initialView(picture: PictureSize): CropView {
  const centre = { x: picture.width / 2, y: picture.height / 2 };
  return { centre, zoom: 1, turns: 0, straighten: 0 };
}

/** How far one may zoom in: less for a small picture, and 1 (not at all) for a tiny one. */
export function maxZoom(picture: PictureSize): number {
  return clamp(shortSide(picture) / SMALLEST_CROP, 1, HIGHEST_ZOOM);
}

/** The crop square that a view means, moved as little as it takes to lie inside the picture. */
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
 * The view after the point of the picture under `from` was carried to `to` while zooming by `factor`: a drag when
 * `factor` is 1, a pinch about a point when `from` and `to` are the same. Points are measured from the centre of the
 * crop, in sides of it, as the person sees them. Zoom stops at its limits and the crop at the picture's edge.
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

/** The point of the picture, in its pixels, under a point of the crop (measured from its centre, in sides of it). */
export function toPicture(crop: CropSquare, point: Point): Point {
  const offset = turnBack({ x: point.x * crop.size, y: point.y * crop.size }, crop.rotation);
  return { x: crop.x + offset.x, y: crop.y + offset.y };
}

/** The largest centred square of a picture, upright. */
export function centredSquare(picture: PictureSize): CropSquare {
  return cropOf(picture, initialView(picture));
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** Side of the upright box around a unit square turned by `degrees`: what the turned crop takes up of the picture. */
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
