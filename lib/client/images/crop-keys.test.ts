import { actionOfKey } from './crop-keys';

function press(key: string, held: string[] = []) {
  return actionOfKey({
    key,
    shiftKey: held.includes('Shift'),
    ctrlKey: held.includes('Control'),
    altKey: held.includes('Alt'),
    metaKey: held.includes('Meta'),
    getModifierState: (name) => held.includes(name),
  });
}

describe('actionOfKey', () => {
  it.each([
    ['ArrowLeft', { x: -0.05, y: -0 }],
    ['ArrowRight', { x: 0.05, y: 0 }],
    ['ArrowUp', { x: 0, y: -0.05 }],
    ['ArrowDown', { x: 0, y: 0.05 }],
  ])('%s moves the picture that way', (key, by) => {
    const action = press(key);
    expect(action).toMatchObject({ type: 'move' });
    if (action?.type !== 'move') return;
    expect(action.by.x).toBeCloseTo(by.x);
    expect(action.by.y).toBeCloseTo(by.y);
  });

  it('moves in fine steps with Shift', () => {
    expect(press('ArrowRight', ['Shift'])).toEqual({ type: 'move', by: { x: 0.01, y: 0 } });
  });

  it('zooms, turns and resets', () => {
    expect(press('+', ['Shift'])).toMatchObject({ type: 'zoom-by', factor: 1.1 });
    expect(press('=')).toEqual(press('+'));
    expect(press('-')).toMatchObject({ type: 'zoom-by', factor: 1 / 1.1 });
    expect(press(']')).toEqual({ type: 'turn', quarters: 1 });
    expect(press('[')).toEqual({ type: 'turn', quarters: -1 });
    expect(press('0')).toEqual({ type: 'reset' });
  });

  it('leaves the browser its own keys, and takes brackets typed with AltGr', () => {
    expect(press('+', ['Control'])).toBeNull();
    expect(press('0', ['Meta'])).toBeNull();
    expect(press('ArrowLeft', ['Alt'])).toBeNull();
    expect(press('[', ['Control', 'Alt', 'AltGraph'])).toEqual({ type: 'turn', quarters: -1 });
    expect(press('Tab')).toBeNull();
    expect(press('constructor')).toBeNull();
  });
});
