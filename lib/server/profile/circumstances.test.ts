// How a step that met another one is tried again, and when that ends.
import { untilSettled } from './circumstances';
import { ChangeConflictError, ProfileError, UnavailableError } from './errors';

function patientClock() {
  const waits: number[] = [];
  return { waits, sleep: async (wait: number) => void waits.push(wait) };
}

test('a step that meets another one is decided anew, until it is the one', async () => {
  const clock = patientClock();
  let tries = 0;
  const result = await untilSettled(clock, async () => {
    tries += 1;
    if (tries < 8) throw new ChangeConflictError();
    return tries;
  });
  expect(result).toBe(8);
  expect(clock.waits).toHaveLength(7);
});

test('the waits are random, and longer each time at most', async () => {
  const clock = patientClock();
  await expect(
    untilSettled(clock, () => Promise.reject(new ChangeConflictError())),
  ).rejects.toThrow();
  expect(new Set(clock.waits).size).toBeGreaterThan(1);
  clock.waits.forEach((wait, index) => {
    expect(wait).toBeLessThanOrEqual(Math.min(10 * 2 ** (index + 1), 640));
  });
});

test('after fourteen tries it is "not now", with the time after which to try again', async () => {
  let tries = 0;
  const conflict = new ChangeConflictError();
  const failure = untilSettled(patientClock(), () => {
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
])('any other failure is not tried again: %s', async (error) => {
  let tries = 0;
  const failing = () => {
    tries += 1;
    return Promise.reject(error);
  };
  await expect(untilSettled(patientClock(), failing)).rejects.toBe(error);
  expect(tries).toBe(1);
});
