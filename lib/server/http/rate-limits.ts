// Rate limits of requests, and their response headers. https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/

import { ProfileError } from '@/lib/server/shared/errors';
import type { RateLimiter, RateRule } from '@/lib/server/shared/rate-limiter';

/**
 * Counts one request under each rule, from the shortest window on, and stops at the first exceeded one: a rejected request does not
 * count against the longer windows.
 * @returns the `RateLimit` headers
 * @throws ProfileError `rate_limited`
 */
export async function requireWithinLimits(
  limiter: RateLimiter,
  rules: RateRule[],
  subject: string,
): Promise<Record<string, string>> {
  const standing: string[] = [];
  let headers: Record<string, string> = {};
  for (const rule of rules.toSorted((a, b) => a.seconds - b.seconds)) {
    const { allowed, remaining, resetSeconds } = await limiter.count(rule, subject);
    standing.push(`"${rule.name}";r=${remaining};t=${resetSeconds}`);
    headers = { 'ratelimit-policy': policyOf(rules), ratelimit: standing.join(', ') };
    if (!allowed) {
      throw new ProfileError('rate_limited', undefined, { retryAfter: resetSeconds, headers });
    }
  }
  return headers;
}

function policyOf(rules: RateRule[]): string {
  return rules.map(({ name, limit, seconds }) => `"${name}";q=${limit};w=${seconds}`).join(', ');
}
