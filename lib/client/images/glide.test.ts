import { between } from './glide';

const FROM = { aspect: 1, centre: { x: 0, y: 100 }, zoom: 1, turns: 0, straighten: 0 };
const TO = { aspect: 1, centre: { x: 80, y: 20 }, zoom: 4, turns: 0, straighten: -8 };

it('begins at the first view and ends at the second', () => {
  expect(between(FROM, TO, 0)).toEqual(FROM);
  expect(between(FROM, TO, 1)).toBe(TO);
});

it('has covered seven eighths of the distance at half time, with zoom in equal ratios', () => {
  const view = between(FROM, TO, 0.5);
  expect(view.centre).toEqual({ x: 70, y: 30 });
  expect(view.straighten).toBe(-7);
  expect(view.zoom).toBeCloseTo(4 ** 0.875);
});

it('does not animate quarter turns', () => {
  const turned = { ...TO, turns: 1 };
  expect(between(FROM, turned, 0)).toBe(turned);
});
