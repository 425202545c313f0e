import { cropOf, initialView } from './crop-geometry';
import { numbersOf, viewOf } from './crop-numbers';
import { isUntouched, openCrop, reduceCrop } from './crop-state';

const PICTURE = { width: 4000, height: 3000 };
const COPY = { width: 1600, height: 1200 };
const VIEW = { aspect: 1, centre: { x: 1000, y: 2000 }, zoom: 3, turns: 1, straighten: -12.5 };

test('the numbers select the same part of a copy at another size', () => {
  const numbers = numbersOf(PICTURE, VIEW);
  expect(numbers).toEqual({ x: 0.25, y: 2 / 3, zoom: 3, turns: 1, straighten: -12.5 });
  const [crop, copy] = [cropOf(PICTURE, VIEW), cropOf(COPY, viewOf(COPY, numbers))];
  expect(copy.x).toBeCloseTo(crop.x * 0.4, 9);
  expect(copy.y).toBeCloseTo(crop.y * 0.4, 9);
  expect(copy.size).toBeCloseTo(crop.size * 0.4, 9);
  expect(copy.rotation).toBe(crop.rotation);
});

test('the numbers describe the crop inside the picture, even if the view is outside', () => {
  const { x, y } = numbersOf(PICTURE, { ...VIEW, centre: { x: -500, y: 9000 } });
  expect(x).toBeGreaterThan(0);
  expect(y).toBeLessThan(1);
});

test('the editor opens with the previous crop, and a face that is found does not move it', () => {
  const crop = numbersOf(PICTURE, VIEW);
  const opened = reduceCrop(openCrop({ width: 1, height: 1 }), {
    type: 'open',
    picture: COPY,
    crop,
  });
  expect(opened).toMatchObject({ picture: COPY, view: viewOf(COPY, crop), glidesFrom: null });
  const face = { ...initialView(COPY), zoom: 2 };
  const found = reduceCrop(opened, { type: 'found', frame: face });
  expect(found).toMatchObject({ view: viewOf(COPY, crop), frame: face, glidesFrom: null });
});

test('a crop that was left unchanged counts as unchanged again', () => {
  const crop = numbersOf(PICTURE, initialView(PICTURE));
  const opened = reduceCrop(openCrop({ width: 1, height: 1 }), {
    type: 'open',
    picture: COPY,
    crop,
  });
  expect(isUntouched(opened)).toBe(true);
});

test('a view closer than the copy allows stays as close while it is moved', () => {
  const panorama = { width: 1600, height: 400 };
  const crop = { x: 0.5, y: 0.5, zoom: 6, turns: 0, straighten: 0 };
  const opened = reduceCrop(openCrop(panorama), { type: 'open', picture: panorama, crop });
  const moved = reduceCrop(opened, { type: 'move', by: { x: 0.1, y: 0 } });
  expect(moved.view.zoom).toBe(6);
  expect(reduceCrop(moved, { type: 'zoom-by', factor: 2, at: { x: 0, y: 0 } }).view.zoom).toBe(6);
  expect(reduceCrop(moved, { type: 'zoom-to', zoom: 2 }).view.zoom).toBe(2);
});
