import { sketchOf } from './sketch';

it('makes a picture of a thumbhash', () => {
  expect(sketchOf('1QcSHQRnh493V4dIh4eXh1h4kJUI')).toMatch(/^data:image\/png;base64,/);
});

it('does not stumble over one that is missing or makes no sense', () => {
  expect(sketchOf(null)).toBeNull();
  expect(sketchOf('%%%')).toBeNull();
});
