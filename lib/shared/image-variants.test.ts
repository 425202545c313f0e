// Rules that every entry of the list of sizes must satisfy.
import { IMAGE_VARIANTS, MASTER_SIDE } from './image-variants';

test.each(IMAGE_VARIANTS)('$name can be part of a key, and is no larger than the master', (one) => {
  expect(one.name).toMatch(/^[a-z][a-z0-9-]*$/);
  expect(Number.isInteger(one.side) && one.side > 0 && one.side <= MASTER_SIDE).toBe(true);
});

test('names are unique, and the smallest size comes first', () => {
  const names = IMAGE_VARIANTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const sides = IMAGE_VARIANTS.map(({ side }) => side);
  expect(sides).toEqual(sides.toSorted((a, b) => a - b));
});
