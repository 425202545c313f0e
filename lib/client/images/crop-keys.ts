// What the keyboard does in the editor: key -> action.
import type { CropAction } from './crop-state';

/** Part of the crop's side that an arrow key moves; with Shift, a fine step. */
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
  // The same key without Shift, where plus is its shifted sign.
  ['=', { type: 'zoom-by', factor: ZOOM, at: MIDDLE }],
  ['-', { type: 'zoom-by', factor: 1 / ZOOM, at: MIDDLE }],
  [']', { type: 'turn', quarters: 1 }],
  ['[', { type: 'turn', quarters: -1 }],
  ['0', { type: 'reset' }],
]);

/**
 * The action of a key, or null if it has none here. An arrow moves the picture that way under the frame. Keys held
 * with Control, Alt or Meta are the browser's, but for AltGr, by which Spanish keyboards type brackets.
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
