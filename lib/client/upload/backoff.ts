// How long to wait before trying again.

const FIRST_MS = 1_000;
const LONGEST_MS = 20_000;

/**
 * Milliseconds to wait after so many failures in a row: doubling, from half to the whole of it by `random` (0 to 1), so
 * that many browsers do not come back at once. What the server asked for, in seconds, is never undercut.
 */
export function backoffMs(failures: number, retryAfter: number | null, random: number): number {
  const longest = Math.min(FIRST_MS * 2 ** Math.max(failures - 1, 0), LONGEST_MS);
  const wait = longest / 2 + (longest / 2) * random;
  return Math.round(Math.max(wait, (retryAfter ?? 0) * 1_000));
}
