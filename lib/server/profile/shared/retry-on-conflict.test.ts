// Retries on an optimistic-lock conflict, and their limit.

import { ChangeConflictError, ProfileError, UnavailableError } from '@/lib/server/shared/errors';
import { retryOnConflict } from './retry-on-conflict';

function patientClock() {
  const waits: number[] = [];
  return { waits, sleep: async (wait: number) => void waits.push(wait) };
}

test('on a conflict the work reads and decides again, until it commits', async () => {
  const clock = patientClock();
  let tries = 0;
  const result = await retryOnConflict(clock, async () => {
    tries += 1;
    if (tries < 8) throw new ChangeConflictError();
    return tries;
  });
  expect(result).toBe(8);
  expect(clock.waits).toHaveLength(7);
});

test('the waits are random, with exponentially growing bounds', async () => {
  const clock = patientClock();
  await expect(
    retryOnConflict(clock, () => Promise.reject(new ChangeConflictError())),
  ).rejects.toThrow();
  expect(new Set(clock.waits).size).toBeGreaterThan(1);
  clock.waits.forEach((wait, index) => {
    expect(wait).toBeLessThanOrEqual(Math.min(10 * 2 ** (index + 1), 640));
  });
});

test('after fourteen tries it throws UnavailableError with a Retry-After', async () => {
  let tries = 0;
  const conflict = new ChangeConflictError();
  const failure = retryOnConflict(patientClock(), () => {
    tries += 1;
    return Promise.reject(conflict);
  });
  await expect(failure).rejects.toThrow(UnavailableError);
  await expect(failure).rejects.toMatchObject({ retryAfter: 1, cause: conflict });
  expect(tries).toBe(14);
});

test.each([
  new UnavailableError('DynamoDB is busy'),
  new ProfileError('superseded'),
  new TypeError(),
])('does not retry other errors: %s', async (error) => {
  let tries = 0;
  const failing = () => {
    tries += 1;
    return Promise.reject(error);
  };
  await expect(retryOnConflict(patientClock(), failing)).rejects.toBe(error);
  expect(tries).toBe(1);
});
