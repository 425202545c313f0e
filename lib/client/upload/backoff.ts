// The wait before a retry.

const FIRST_MS = 1_000;
const LONGEST_MS = 20_000;

/**
 * Returns the milliseconds to wait after a number of consecutive failures: exponential, with jitter by `random` (0 to 1) from half to
 * all of it. Never less than the server's `Retry-After`, in seconds.
 */
export function backoffMs(failures: number, retryAfter: number | null, random: number): number {
  const longest = Math.min(FIRST_MS * 2 ** Math.max(failures - 1, 0), LONGEST_MS);
  const wait = longest / 2 + (longest / 2) * random;
  return Math.round(Math.max(wait, (retryAfter ?? 0) * 1_000));
}
