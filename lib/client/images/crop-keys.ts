// The keyboard shortcuts of the editor.
import type { CropAction } from './crop-state';

/** Step of an arrow key as a fraction of the crop's side; smaller with Shift. */
const MOVE = 0.05;
const FINE_MOVE = 0.01;

const ZOOM = 1.1;

const ARROWS = new Map([
  ['ArrowLeft', { x: -1, y: 0 }],
  ['ArrowRight', { x: 1, y: 0 }],
  ['ArrowUp', { x: 0, y: -1 }],
  ['ArrowDown', { x: 0, y: 1 }],
]);

const MIDDLE = { x: 0, y: 0 };

const OTHERS = new Map<string, CropAction>([
  ['+', { type: 'zoom-by', factor: ZOOM, at: MIDDLE }],
  // The plus key without Shift, on layouts where plus needs Shift.
  ['=', { type: 'zoom-by', factor: ZOOM, at: MIDDLE }],
  ['-', { type: 'zoom-by', factor: 1 / ZOOM, at: MIDDLE }],
  [']', { type: 'turn', quarters: 1 }],
  ['[', { type: 'turn', quarters: -1 }],
  ['0', { type: 'reset' }],
]);

/**
 * Returns the action of a key, or null. An arrow moves the picture in its direction. Keys with Control, Alt or Meta belong to the
 * browser, except AltGr, which types brackets on Spanish keyboards.
 */
export function actionOfKey(event: {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  getModifierState(name: string): boolean;
}): CropAction | null {
  const command = event.ctrlKey || event.altKey || event.metaKey;
  if (command && !event.getModifierState('AltGraph')) return null;
  const arrow = ARROWS.get(event.key);
  if (!arrow) return OTHERS.get(event.key) ?? null;
  const step = event.shiftKey ? FINE_MOVE : MOVE;
  return { type: 'move', by: { x: arrow.x * step, y: arrow.y * step } };
}
