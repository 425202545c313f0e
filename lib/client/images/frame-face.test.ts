import fc from 'fast-check';
import { cropOf, toPicture } from './crop-geometry';
import { frameFace } from './frame-face';

const PHOTO = { width: 3000, height: 4000 };
const face = (x: number, y: number, width: number, tilt = 0) => ({ centre: { x, y }, width, tilt });

it('puts the face at half of the width, a little below the centre', () => {
  const crop = cropOf(PHOTO, frameFace(PHOTO, face(1500, 1800, 600)));
  expect(crop).toEqual({ x: 1500, y: 1680, size: 1200, rotation: 0 });
});

it('rotates the picture against the tilt, and keeps the hair in the crop', () => {
  const crop = cropOf(PHOTO, frameFace(PHOTO, face(1500, 1800, 600, 20)));
  expect(crop.rotation).toBe(-20);
  expect(crop.size).toBeCloseTo(1200);
  // Straight below the centre of the circle, by a tenth of its width.
  const seen = toPicture(crop, { x: 0, y: 0.1 });
  expect(seen.x).toBeCloseTo(1500);
  expect(seen.y).toBeCloseTo(1800);
});

it.each([
  [90, 3, 0],
  [-90, 1, 0],
  [180, 2, 0],
  [100, 3, -10],
  [-50, 1, -40],
  [44, 0, -44],
  [1.4, 0, -1],
])('turns a head that is tilted by %d degrees', (tilt, turns, straighten) => {
  const view = frameFace(PHOTO, face(1500, 1800, 300, tilt));
  expect(view.turns).toBe(turns);
  expect(view.straighten).toBeCloseTo(straighten);
});

it('is the whole short side for a face that is larger than half of it', () => {
  expect(frameFace(PHOTO, face(1500, 1800, 2000)).zoom).toBe(1);
});

it('keeps the crop inside the picture and the zoom within its limits, wherever the face is', () => {
  const sizes = fc.record({
    width: fc.integer({ min: 40, max: 6000 }),
    height: fc.integer({ min: 40, max: 6000 }),
  });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const tilts = fc.double({ min: -180, max: 180, noNaN: true });
  fc.assert(
    fc.property(sizes, share, share, share, tilts, (size, x, y, width, tilt) => {
      const found = face(x * size.width, y * size.height, 1 + width * size.width, tilt);
      const view = frameFace(size, found);
      expect(view.zoom).toBeGreaterThanOrEqual(1);
      expect(Math.abs(view.straighten)).toBeLessThanOrEqual(45);
      const crop = cropOf(size, view);
      for (const corner of [-0.5, 0.5].flatMap((u) => [-0.5, 0.5].map((v) => ({ x: u, y: v })))) {
        const at = toPicture(crop, corner);
        expect(at.x).toBeGreaterThanOrEqual(-1e-6);
        expect(at.y).toBeGreaterThanOrEqual(-1e-6);
        expect(at.x).toBeLessThanOrEqual(size.width + 1e-6);
        expect(at.y).toBeLessThanOrEqual(size.height + 1e-6);
      }
    }),
  );
});
