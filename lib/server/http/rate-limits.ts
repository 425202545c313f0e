// Rate limits of requests, and their response headers. https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/

import { ProfileError } from '@/lib/server/shared/errors';
import type { RateLimiter, RateRule } from '@/lib/server/shared/rate-limiter';

/**
 * Counts one request under all rules; a rejected request counts under none. The headers of a rejection list the rules by window, the
 * shortest first, up to the first exceeded one.
 * @returns the `RateLimit` headers
 * @throws ProfileError `rate_limited`
 */
export async function requireWithinLimits(
  limiter: RateLimiter,
  rules: RateRule[],
  subject: string,
): Promise<Record<string, string>> {
  const remainders: string[] = [];
  let headers: Record<string, string> = {};
  if (rules.length === 0) return headers;
  const shortestFirst = rules.toSorted((a, b) => a.seconds - b.seconds);
  const counts = await limiter.count(shortestFirst, subject);
  for (const [i, { allowed, remaining, resetSeconds }] of counts.entries()) {
    remainders.push(`"${shortestFirst[i]?.name}";r=${remaining};t=${resetSeconds}`);
    headers = { 'ratelimit-policy': policyOf(rules), ratelimit: remainders.join(', ') };
    if (!allowed) {
      throw new ProfileError('rate_limited', undefined, { retryAfter: resetSeconds, headers });
    }
  }
  return headers;
}

/**
 * Requires that a limit is not used up, as far as this process knows. It counts nothing and calls nothing.
 * @throws ProfileError `rate_limited`
 */
export function requireNotUsedUp(limiter: RateLimiter, rule: RateRule, subject: string): void {
  const { allowed, resetSeconds } = limiter.lastSeen(rule, subject);
  if (!allowed) throw new ProfileError('rate_limited', undefined, { retryAfter: resetSeconds });
}

function policyOf(rules: RateRule[]): string {
  return rules.map(({ name, limit, seconds }) => `"${name}";q=${limit};w=${seconds}`).join(', ');
}
