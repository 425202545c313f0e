import fc from 'fast-check';
import { cropOf, toPicture } from '@/lib/client/images/crop-geometry';
import { frameHead } from './frame-head';
import { ID_PHOTO_RULES } from './rules';

const RULE = ID_PHOTO_RULES['mx-infantil'];
const PHOTO = { width: 3000, height: 4000 };

it.each([0, 20, -37, 90, 170])('puts crown and chin on their guides, tilted by %d', (tilt) => {
  const face = { centre: { x: 1500, y: 1900 }, height: 600, tilt };
  const crop = cropOf(PHOTO, frameHead(PHOTO, face, RULE));
  const angle = (tilt * Math.PI) / 180;
  /** A point on the axis of the face, below its centre. */
  const onAxis = (down: number) => ({
    x: 1500 - down * Math.sin(angle),
    y: 1900 + down * Math.cos(angle),
  });
  for (const [share, down] of [
    [RULE.chin, 0.46 * 600],
    [RULE.crown, -0.85 * 600],
  ] as const) {
    const seen = toPicture(crop, { x: 0, y: share - 0.5 });
    expect(seen.x).toBeCloseTo(onAxis(down).x);
    expect(seen.y).toBeCloseTo(onAxis(down).y);
  }
});

it('rotates a head that lies on its side', () => {
  const view = frameHead(PHOTO, { centre: { x: 1500, y: 1900 }, height: 300, tilt: 100 }, RULE);
  expect(view).toMatchObject({ turns: 3, straighten: -10 });
  expect(view.aspect).toBeCloseTo(5 / 6);
});

it('keeps the frame inside the picture, wherever the face is', () => {
  const side = fc.integer({ min: 40, max: 6000 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const tilts = fc.double({ min: -180, max: 180, noNaN: true });
  fc.assert(
    fc.property(side, side, share, share, share, tilts, (width, height, x, y, large, tilt) => {
      const face = { centre: { x: x * width, y: y * height }, height: 1 + large * height, tilt };
      const crop = cropOf({ width, height }, frameHead({ width, height }, face, RULE));
      for (const corner of [-0.5, 0.5].flatMap((v) => [-5, 5].map((u) => ({ x: u / 12, y: v })))) {
        const at = toPicture(crop, corner);
        expect(at.x).toBeGreaterThanOrEqual(-1e-6);
        expect(at.y).toBeGreaterThanOrEqual(-1e-6);
        expect(at.x).toBeLessThanOrEqual(width + 1e-6);
        expect(at.y).toBeLessThanOrEqual(height + 1e-6);
      }
    }),
  );
});
