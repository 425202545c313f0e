// Times in the `Users` row in the formats of other programs.
import { readTime } from './read-time';

const SECONDS = 1_708_560_000;

test.each([
  SECONDS,
  SECONDS + 0.75,
  SECONDS * 1e3 + 123,
  SECONDS * 1e6 + 123_456,
  SECONDS * 1e9,
  '1708560000',
  ' 1708560000.5 ',
  '1708560000123',
  '2024-02-22T00:00:00Z',
  '2024-02-22T00:00:00z',
  '2024-02-22T00:00Z',
  '2024-02-22T00:00:00.123Z',
  '2024-02-22T00:00:00.123456+00:00',
  '2024-02-22T05:30:00+0530',
  '2024-02-21T18:00:00-06:00',
  '2024-02-22T00:00:00.123456',
  '2024-02-22 00:00:00',
  '2024-02-22',
])('%p is parsed', (value) => {
  expect(readTime(value)).toBe(SECONDS);
});

test.each([
  undefined,
  null,
  '',
  'ayer',
  '2024-13-45',
  '2024-02-22T25:00:00Z',
  '22/02/2024',
  '-1708560000',
  '1e400',
  0,
  0.5,
  -SECONDS,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  [SECONDS],
  { seconds: SECONDS },
  new Set([SECONDS]),
])('%p is not a time', (value) => {
  expect(readTime(value)).toBeNull();
});
