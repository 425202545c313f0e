import { gestureAction, stagePoint, wheelAction } from './gestures';

const STAGE = { left: 100, top: 50, width: 400, height: 400 };

describe('stagePoint', () => {
  it('is relative to the middle, in units of the crop’s side', () => {
    expect(stagePoint({ clientX: 300, clientY: 250 }, STAGE)).toEqual({ x: 0, y: 0 });
    expect(stagePoint({ clientX: 480, clientY: 70 }, STAGE)).toEqual({ x: 0.5, y: -0.5 });
  });
});

describe('gestureAction', () => {
  it('drags with one pointer', () => {
    const from = { x: 0.1, y: 0.2 };
    const to = { x: 0.3, y: 0.1 };
    expect(gestureAction([from], [to])).toEqual({ type: 'carry', from, to, factor: 1 });
  });

  it('zooms by the distance of two pointers, about their midpoint', () => {
    const before = [
      { x: -0.1, y: 0 },
      { x: 0.1, y: 0 },
    ];
    const after = [
      { x: -0.2, y: 0.2 },
      { x: 0.4, y: 0.2 },
    ];
    const action = gestureAction(before, after);
    expect(action).toMatchObject({ type: 'carry', from: { x: 0, y: 0 } });
    if (action.type !== 'carry') return;
    expect(action.factor).toBeCloseTo(3);
    expect(action.to.x).toBeCloseTo(0.1);
    expect(action.to.y).toBeCloseTo(0.2);
  });

  it('stays finite when two fingers meet', () => {
    const at = { x: 0.2, y: 0.2 };
    expect(gestureAction([at, at], [at, at])).toMatchObject({ factor: 1 });
    expect(gestureAction([at, at], [at, { x: 0.4, y: 0.2 }])).toMatchObject({ factor: 20 });
  });
});

describe('wheelAction', () => {
  const at = { x: 0, y: 0 };
  const factorOf = (deltaY: number, deltaMode = 0, ctrlKey = false) => {
    const action = wheelAction({ deltaY, deltaMode, ctrlKey }, at);
    return action.type === 'zoom-by' ? action.factor : Number.NaN;
  };

  it('zooms in when scrolling up and out when scrolling down, by equal ratios', () => {
    expect(factorOf(-100)).toBeGreaterThan(1.1);
    expect(factorOf(-100) * factorOf(100)).toBeCloseTo(1);
  });

  it('handles deltas in lines and in pixels, and a trackpad pinch', () => {
    expect(factorOf(-3, 1)).toBeCloseTo(factorOf(-48));
    expect(factorOf(-10, 0, true)).toBeGreaterThan(factorOf(-10));
  });

  it('limits the zoom of a single event', () => {
    expect(factorOf(-100_000)).toBe(2);
    expect(factorOf(100_000)).toBe(0.5);
  });
});
