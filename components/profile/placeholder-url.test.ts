import { placeholderUrlOf } from './placeholder-url';

it('converts a thumbhash to a picture', () => {
  expect(placeholderUrlOf('1QcSHQRnh493V4dIh4eXh1h4kJUI')).toMatch(/^data:image\/png;base64,/);
});

it('returns null for a missing or malformed thumbhash', () => {
  expect(placeholderUrlOf(null)).toBeNull();
  expect(placeholderUrlOf('%%%')).toBeNull();
});
