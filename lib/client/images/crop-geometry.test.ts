import fc from 'fast-check';
import {
  type CropSquare,
  type CropView,
  carry,
  cropOf,
  initialView,
  maxZoom,
  type PictureSize,
  toPicture,
} from './crop-geometry';

const finite = { noNaN: true, noDefaultInfinity: true };
const picture = fc.record({
  width: fc.integer({ min: 1, max: 12_000 }),
  height: fc.integer({ min: 1, max: 12_000 }),
});
const point = fc.record({
  x: fc.double({ min: -3, max: 3, ...finite }),
  y: fc.double({ min: -3, max: 3, ...finite }),
});
const scene = picture.chain((size) =>
  fc.record({
    size: fc.constant(size),
    view: fc.record({
      aspect: fc.oneof(fc.constant(1), fc.double({ min: 0.3, max: 1, ...finite })),
      centre: fc.record({
        x: fc.double({ min: -size.width, max: 2 * size.width, ...finite }),
        y: fc.double({ min: -size.height, max: 2 * size.height, ...finite }),
      }),
      zoom: fc.double({ min: 1, max: maxZoom(size), ...finite }),
      turns: fc.integer({ min: 0, max: 3 }),
      straighten: fc.double({ min: -45, max: 45, ...finite }),
    }),
  }),
);

const CORNERS = [-0.5, 0.5].flatMap((x) => [-0.5, 0.5].map((y) => ({ x, y })));

function sticksOut(size: PictureSize, crop: CropSquare, aspect: number): number {
  return Math.max(
    ...CORNERS.map(({ x, y }) => toPicture(crop, { x: x * aspect, y })).flatMap(({ x, y }) => [
      -x,
      -y,
      x - size.width,
      y - size.height,
    ]),
  );
}

/** Tolerance for rounding, in pixels of a picture of that size. */
const slack = (size: PictureSize) => 1e-9 * Math.max(size.width, size.height);

describe('the crop', () => {
  it('never leaves the picture, at any angle, zoom and centre', () => {
    fc.assert(
      fc.property(scene, ({ size, view }) => {
        expect(sticksOut(size, cropOf(size, view), view.aspect)).toBeLessThanOrEqual(slack(size));
      }),
    );
  });

  it('is as large as fits at zoom 1: it touches two opposite sides', () => {
    fc.assert(
      fc.property(scene, ({ size, view }) => {
        const crop = cropOf(size, { ...view, zoom: 1 });
        const grown = { ...crop, size: crop.size * 1.001 };
        expect(sticksOut(size, grown, view.aspect)).toBeGreaterThan(0);
      }),
    );
  });

  it('is the whole short side when upright, and 1/√2 of it at 45 degrees', () => {
    const size = { width: 800, height: 600 };
    const view = initialView(size);
    expect(cropOf(size, view)).toEqual({ x: 400, y: 300, size: 600, rotation: 0 });
    const portrait = { width: 600, height: 800 };
    // A quarter of the height that is left over is above.
    expect(cropOf(portrait, initialView(portrait))).toEqual({
      x: 300,
      y: 350,
      size: 600,
      rotation: 0,
    });
    expect(cropOf(size, { ...view, straighten: 45 }).size).toBeCloseTo(600 / Math.SQRT2);
    expect(cropOf(size, { ...view, turns: 1 }).size).toBe(600);
  });
});

it('begins as large as fits, for a crop that is narrower than a square', () => {
  const wide = { width: 4000, height: 3000 };
  expect(cropOf(wide, initialView(wide, 0.75))).toEqual({
    x: 2000,
    y: 1500,
    size: 3000,
    rotation: 0,
  });
  // On its side it is 4,000 pixels long.
  expect(cropOf(wide, { ...initialView(wide, 0.75), turns: 1 })).toMatchObject({ size: 4000 });
  const tall = { width: 600, height: 1000 };
  // A quarter of the 200 pixels that are left over is above.
  expect(cropOf(tall, initialView(tall, 0.75))).toEqual({ x: 300, y: 450, size: 800, rotation: 0 });
});

describe('carry', () => {
  const held = (size: PictureSize, view: CropView, at: { x: number; y: number }) =>
    toPicture(cropOf(size, view), at);

  it('keeps the crop inside the picture', () => {
    fc.assert(
      fc.property(
        scene,
        point,
        point,
        fc.double({ min: 0.1, max: 10, ...finite }),
        (s, a, b, f) => {
          const after = carry(s.size, s.view, a, b, f);
          expect(sticksOut(s.size, cropOf(s.size, after), s.view.aspect)).toBeLessThanOrEqual(
            slack(s.size),
          );
          expect(after.zoom).toBeGreaterThanOrEqual(1);
          expect(after.zoom).toBeLessThanOrEqual(maxZoom(s.size));
        },
      ),
    );
  });

  it('keeps the held point under the finger, wherever the edge of the picture allows', () => {
    // From the middle of a picture, at twice its zoom, there is room for these steps.
    const near = fc.double({ min: -0.2, max: 0.2, ...finite });
    const inner = fc.record({ x: near, y: near });
    const angle = fc.double({ min: -45, max: 45, ...finite });
    const factor = fc.double({ min: 0.9, max: 1.5, ...finite });
    fc.assert(
      fc.property(
        inner,
        inner,
        factor,
        fc.integer({ min: 0, max: 3 }),
        angle,
        (a, b, f, turns, tilt) => {
          const size = { width: 4000, height: 3000 };
          const view = { ...initialView(size), zoom: 2.5, turns, straighten: tilt };
          const before = held(size, view, a);
          const after = held(size, carry(size, view, a, b, f), b);
          expect(after.x).toBeCloseTo(before.x, 6);
          expect(after.y).toBeCloseTo(before.y, 6);
        },
      ),
    );
  });

  it('moves the picture the way the finger goes, also when it is turned', () => {
    const size = { width: 1000, height: 1000 };
    const view = { ...initialView(size), zoom: 2, turns: 1 };
    const after = carry(size, view, { x: 0, y: 0 }, { x: 0.1, y: 0 }, 1);
    // Turned a quarter to the right, the person's right is the picture's top.
    expect(after.centre.x).toBeCloseTo(500);
    expect(after.centre.y).toBeCloseTo(550);
  });

  it('stops at the edge', () => {
    const size = { width: 1000, height: 500 };
    const after = carry(size, initialView(size), { x: 0, y: 0 }, { x: 9, y: 9 }, 1);
    expect(cropOf(size, after)).toEqual({ x: 250, y: 250, size: 500, rotation: 0 });
  });
});

describe('maxZoom', () => {
  it.each([
    [{ width: 4032, height: 3024 }, 6],
    [{ width: 256, height: 900 }, 2],
    [{ width: 90, height: 60 }, 1],
  ])('of %o is %d', (size, zoom) => {
    expect(maxZoom(size)).toBe(zoom);
  });
});
