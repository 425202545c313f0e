// Fingers, pen, mouse and wheel -> actions on the crop. Points are measured from the centre of the crop, in sides of it.
import type { Point } from '@/lib/client/images/crop-geometry';
import { clamp } from '@/lib/client/images/crop-geometry';
import type { CropAction } from '@/lib/client/images/crop-state';

/** Where a box stands in the window, and how large it is, in CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The part of the stage's side that the crop circle takes up. */
export const FRAME_SHARE = 0.9;

/** Two fingers that touch each other count as this far apart, so that zoom stays finite. */
const CLOSEST = 0.01;

const PIXELS_PER_LINE = 16;
/** A trackpad's pinch comes as a wheel with Control held, in much smaller numbers. */
const WHEEL_SPEED = 0.0015;
const PINCH_SPEED = 0.01;

/** A point of the window on a square stage. */
export function stagePoint(at: { clientX: number; clientY: number }, stage: Box): Point {
  const side = stage.width * FRAME_SHARE;
  return {
    x: (at.clientX - stage.left - stage.width / 2) / side,
    y: (at.clientY - stage.top - stage.height / 2) / side,
  };
}

/** One pointer drags; two drag by their middle and zoom by their distance. Both lists hold the same pointers. */
export function gestureAction(before: readonly Point[], after: readonly Point[]): CropAction {
  const factor = before.length > 1 ? distance(after) / distance(before) : 1;
  return { type: 'carry', from: middle(before), to: middle(after), factor };
}

/** Zoom about the pointer: a notch of a mouse's wheel is some 16 %. */
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
