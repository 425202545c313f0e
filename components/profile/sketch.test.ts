import { sketchOf } from './sketch';

it('converts a thumbhash to a picture', () => {
  expect(sketchOf('1QcSHQRnh493V4dIh4eXh1h4kJUI')).toMatch(/^data:image\/png;base64,/);
});

it('returns null for a missing or malformed thumbhash', () => {
  expect(sketchOf(null)).toBeNull();
  expect(sketchOf('%%%')).toBeNull();
});
