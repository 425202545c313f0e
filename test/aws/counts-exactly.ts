// Counts in parallel, for both the quick and the deep test of the rate limiter.

import type { Count, RateLimiter, RateRule } from '@/lib/server/shared/rate-limiter';
import { inFlight } from '@/test/http/at-once';

/** Number of counts in flight. */
const IN_FLIGHT = 50;

/** Counts one subject a number of times, and expects exactly as many within the rule as it allows. */
export async function countsExactly(
  limiter: RateLimiter,
  rule: RateRule,
  times: number,
): Promise<void> {
  const subject = `many-${process.pid}-${Date.now()}`;
  const counts = await inFlight(
    IN_FLIGHT,
    times,
    async () => (await limiter.count([rule], subject))[0] as Count,
  );
  expect(counts.filter(({ allowed }) => allowed)).toHaveLength(rule.limit);
  const refused = counts.filter(({ allowed }) => !allowed);
  expect(refused).toHaveLength(times - rule.limit);
  expect(refused.every(({ remaining }) => remaining === 0)).toBe(true);
  for (const { resetSeconds } of refused) {
    expect(resetSeconds).toBeGreaterThanOrEqual(1);
    expect(resetSeconds).toBeLessThanOrEqual(rule.seconds);
  }
}
