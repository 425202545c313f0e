// Mouse and keyboard actions in the format that WebDriver and WebDriver BiDi share.
// https://www.w3.org/TR/webdriver2/#actions
import type { Key } from './driver';

/** The key codes of WebDriver. */
const CODES: Record<string, string> = { Enter: '\uE007', Escape: '\uE00C' };
const CONTROL = '\uE009';

const up = (value: string) => ({ type: 'keyUp', value });
const down = (value: string) => ({ type: 'keyDown', value });
const keyboard = (actions: object[]) => [{ type: 'key', id: 'keyboard', actions }];

/** A click at a point of the viewport, in CSS pixels. */
export function clickActions(x: number, y: number): object[] {
  const actions = [
    { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
    { type: 'pointerDown', button: 0 },
    { type: 'pointerUp', button: 0 },
  ];
  return [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }];
}

/** Typing a text, key by key. */
export function typeActions(text: string): object[] {
  return keyboard(Array.from(text).flatMap((one) => [down(one), up(one)]));
}

/** A press of one key. */
export function pressActions(key: Key, control = false): object[] {
  const code = CODES[key] ?? key;
  const press = [down(code), up(code)];
  return keyboard(control ? [down(CONTROL), ...press, up(CONTROL)] : press);
}
