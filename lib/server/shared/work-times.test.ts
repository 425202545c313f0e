import { workTimes } from './work-times';

test('with the default deadline: a lease of 30 s, of which the last 10 are for writing', () => {
  expect(workTimes(10_000)).toEqual({
    lease: 30_000,
    reserve: 10_000,
    write: 8000,
    decode: 15_000,
    wait: 5000,
  });
});

test('a longer deadline makes all times longer; a shorter one makes none shorter', () => {
  expect(workTimes(60_000)).toMatchObject({ lease: 180_000, write: 48_000, decode: 90_000 });
  expect(workTimes(1000)).toEqual(workTimes(10_000));
});

test.each([1000, 10_000, 600_000])(
  'with a deadline of %s ms, decoding and a write end within the lease',
  (deadline) => {
    const { lease, reserve, write, decode } = workTimes(deadline);
    expect(decode).toBeLessThanOrEqual(lease - reserve);
    expect(write).toBeLessThan(reserve);
  },
);
