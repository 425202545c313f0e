import { backoffMs } from './backoff';

it('doubles up to a limit, with jitter from half to all of it', () => {
  expect(backoffMs(1, null, 0)).toBe(500);
  expect(backoffMs(1, null, 1)).toBe(1_000);
  expect(backoffMs(3, null, 1)).toBe(4_000);
  expect(backoffMs(50, null, 1)).toBe(20_000);
});

it('is never shorter than Retry-After', () => {
  expect(backoffMs(1, 30, 0)).toBe(30_000);
  expect(backoffMs(4, 1, 1)).toBe(8_000);
});
