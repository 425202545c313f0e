// Converts pointers and wheel to crop actions. Points are relative to the centre of the crop, in units of its side.
import type { Point } from '@/lib/client/images/crop-geometry';
import { clamp } from '@/lib/client/images/crop-geometry';
import type { CropAction } from '@/lib/client/images/crop-state';

/** Position and size of an element in the viewport, in CSS pixels. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Diameter of the crop circle as a fraction of the stage's side. */
export const FRAME_SHARE = 0.9;

/** Minimum distance between two fingers, so that zoom stays finite. */
const CLOSEST = 0.01;

const PIXELS_PER_LINE = 16;
/** Browsers report a trackpad pinch as a wheel event with Control held, with much smaller deltas. */
const WHEEL_SPEED = 0.0015;
const PINCH_SPEED = 0.01;

/** Converts viewport coordinates to stage coordinates. */
export function stagePoint(at: { clientX: number; clientY: number }, stage: Box): Point {
  const side = stage.width * FRAME_SHARE;
  return {
    x: (at.clientX - stage.left - stage.width / 2) / side,
    y: (at.clientY - stage.top - stage.height / 2) / side,
  };
}

/** One pointer drags. Two drag by their midpoint and zoom by their distance. Both lists hold the same pointers. */
export function gestureAction(before: readonly Point[], after: readonly Point[]): CropAction {
  const factor = before.length > 1 ? distance(after) / distance(before) : 1;
  return { type: 'carry', from: middle(before), to: middle(after), factor };
}

/** Zooms around the pointer. One notch of a mouse wheel is about 16 %. */
export function wheelAction(
  event: Pick<WheelEvent, 'deltaY' | 'deltaMode' | 'ctrlKey'>,
  at: Point,
): CropAction {
  // In lines or pages (`deltaMode` 1 or 2) the numbers are small.
  const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : PIXELS_PER_LINE);
  const speed = event.ctrlKey ? PINCH_SPEED : WHEEL_SPEED;
  return { type: 'zoom-by', factor: clamp(Math.exp(-pixels * speed), 0.5, 2), at };
}

function middle(points: readonly Point[]): Point {
  const sum = points.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 });
  const count = Math.max(1, points.length);
  return { x: sum.x / count, y: sum.y / count };
}

function distance([a, b]: readonly Point[]): number {
  return a && b ? Math.max(CLOSEST, Math.hypot(a.x - b.x, a.y - b.y)) : 1;
}
