import fc from 'fast-check';
import { cropOf } from './crop-geometry';
import { type CropAction, isUntouched, openCrop, reduceCrop } from './crop-state';
import { frameFace } from './frame-face';

const PHOTO = { width: 1200, height: 900 };
const opened = openCrop(PHOTO);

const number = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true, noDefaultInfinity: true });
const point = fc.record({ x: number(-2, 2), y: number(-2, 2) });
const action: fc.Arbitrary<CropAction> = fc.oneof(
  fc.record({
    type: fc.constant('carry' as const),
    from: point,
    to: point,
    factor: number(0.2, 5),
  }),
  fc.record({ type: fc.constant('zoom-by' as const), factor: number(0.2, 5), at: point }),
  fc.record({ type: fc.constant('zoom-to' as const), zoom: number(0, 20) }),
  fc.record({ type: fc.constant('move' as const), by: point }),
  fc.record({
    type: fc.constant('turn' as const),
    quarters: fc.constantFrom(1 as const, -1 as const),
  }),
  fc.record({ type: fc.constant('straighten' as const), degrees: number(-90, 90) }),
);

function once(...actions: CropAction[]) {
  return actions.reduce(reduceCrop, opened);
}

describe('reduceCrop', () => {
  it('stays within the picture and its limits, whatever is done', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        const { view, picture } = once(...actions);
        const crop = cropOf(picture, view);
        const angle = (Math.abs(view.straighten) * Math.PI) / 180;
        const reach = (crop.size / 2) * (Math.cos(angle) + Math.sin(angle)) - 1e-6;
        expect(crop.x - reach).toBeGreaterThanOrEqual(0);
        expect(crop.y - reach).toBeGreaterThanOrEqual(0);
        expect(crop.x + reach).toBeLessThanOrEqual(PHOTO.width);
        expect(crop.y + reach).toBeLessThanOrEqual(PHOTO.height);
        expect(Math.abs(view.straighten)).toBeLessThanOrEqual(45);
        expect([0, 1, 2, 3]).toContain(view.turns);
      }),
    );
  });

  it('resets to the initial view from any view', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        expect(once(...actions, { type: 'reset' }).view).toEqual(opened.view);
      }),
    );
  });

  it('treats -0 degrees as 0', () => {
    const tilted = once({ type: 'straighten', degrees: 1 });
    expect(reduceCrop(tilted, { type: 'straighten', degrees: -0 }).view).toEqual(opened.view);
  });

  it('is where it was after four quarter turns, and after one each way', () => {
    const right = { type: 'turn', quarters: 1 } as const;
    const left = { type: 'turn', quarters: -1 } as const;
    expect(once(left).view.turns).toBe(3);
    expect(once(right, right, right, right).view).toEqual(opened.view);
    expect(isUntouched(once(right, left))).toBe(true);
  });

  it('zooms in to keep the frame covered while straightening, and comes back with it', () => {
    const moved = once({ type: 'move', by: { x: 9, y: 0 } });
    const tilted = reduceCrop(moved, { type: 'straighten', degrees: 30 });
    expect(cropOf(PHOTO, tilted.view).size).toBeLessThan(cropOf(PHOTO, moved.view).size);
    const back = reduceCrop(tilted, { type: 'straighten', degrees: 0 });
    expect(cropOf(PHOTO, back.view)).toEqual(cropOf(PHOTO, moved.view));
  });

  it('zooms to what the slider says', () => {
    expect(once({ type: 'zoom-to', zoom: 3 }).view.zoom).toBeCloseTo(3);
    expect(once({ type: 'zoom-to', zoom: 99 }).view.zoom).toBe(6);
  });

  it('returns the same object if nothing changed', () => {
    expect(once({ type: 'zoom-by', factor: 0.5, at: { x: 0, y: 0 } })).toBe(opened);
  });

  it('starts anew with another picture', () => {
    const tilted = once({ type: 'straighten', degrees: 9 });
    const picture = { width: 10, height: 20 };
    expect(reduceCrop(tilted, { type: 'open', picture })).toEqual(openCrop(picture));
  });
});

describe('a face', () => {
  const face = { centre: { x: 300, y: 400 }, width: 150, tilt: 10 };
  const found = { type: 'found', frame: frameFace(PHOTO, face) } as const;
  const framed = { x: 300 + Math.sin(Math.PI / 18) * 30, size: 300, rotation: -10 };

  it('is framed, from the whole picture', () => {
    const state = once(found);
    const crop = cropOf(PHOTO, state.view);
    expect(crop.x).toBeCloseTo(framed.x);
    expect(crop.size).toBeCloseTo(framed.size);
    expect(crop.rotation).toBe(framed.rotation);
    expect(state.glidesFrom).toEqual(opened.view);
    expect(state.view).toBe(state.frame);
  });

  it.each<CropAction>([
    { type: 'move', by: { x: 0.1, y: 0 } },
    { type: 'zoom-to', zoom: 2 },
    { type: 'turn', quarters: 1 },
    { type: 'straighten', degrees: 3 },
  ])('does not move a crop that the user has moved: $type', (action) => {
    const moved = once(action);
    const state = reduceCrop(moved, found);
    expect(state.view).toBe(moved.view);
    expect(state.frame).not.toBeNull();
  });

  it('does not move a crop that the user has moved and reset', () => {
    const state = once({ type: 'zoom-to', zoom: 2 }, { type: 'reset' }, found);
    expect(state.view).toEqual(opened.view);
  });

  it('is framed after an action that changed nothing', () => {
    expect(once({ type: 'reset' }, found).view).not.toEqual(opened.view);
  });

  it('switches to the whole picture and back by one action each, with an animation', () => {
    const state = once(found);
    const whole = reduceCrop(state, { type: 'reset' });
    expect(whole).toMatchObject({ view: opened.view, glidesFrom: state.view });
    expect(reduceCrop(whole, { type: 'frame' })).toMatchObject({
      view: state.frame,
      glidesFrom: opened.view,
    });
  });

  it('has no animation when the user moves, or for a reset without a face', () => {
    expect(once(found, { type: 'move', by: { x: 0.1, y: 0 } }).glidesFrom).toBeNull();
    expect(once({ type: 'zoom-to', zoom: 2 }, { type: 'reset' }).glidesFrom).toBeNull();
  });

  it('leaves the view unchanged if there is none to frame', () => {
    expect(once({ type: 'frame' })).toBe(opened);
  });
});
