// How often a person, or an address, may ask. https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
import { ProfileError } from '@/lib/server/profile/errors';

export interface RateRule {
  name: string;
  /** So many in a window. */
  limit: number;
  /** The length of a window, which begins with its first request. */
  seconds: number;
}

export interface Count {
  allowed: boolean;
  /** How many more the window takes. */
  remaining: number;
  /** When the window ends. */
  resetSeconds: number;
}

export interface RateLimiter {
  /**
   * Counts one request, and tells whether it is within the rule.
   * @throws UnavailableError if it cannot be counted
   */
  count(rule: RateRule, subject: string): Promise<Count>;
}

/**
 * Counts one request under each rule.
 * @returns the headers that tell how it stands
 * @throws ProfileError `rate_limited` if it is one too many under any of them
 */
export async function requireWithinLimits(
  limiter: RateLimiter,
  rules: RateRule[],
  subject: string,
): Promise<Record<string, string>> {
  const counts = await Promise.all(
    rules.map(async (rule) => ({ rule, ...(await limiter.count(rule, subject)) })),
  );
  const headers: Record<string, string> =
    counts.length === 0
      ? {}
      : {
          'ratelimit-policy': counts
            .map(({ rule }) => `"${rule.name}";q=${rule.limit};w=${rule.seconds}`)
            .join(', '),
          ratelimit: counts
            .map(
              ({ rule, remaining, resetSeconds }) =>
                `"${rule.name}";r=${remaining};t=${resetSeconds}`,
            )
            .join(', '),
        };
  const exceeded = counts.filter(({ allowed }) => !allowed);
  if (exceeded.length === 0) return headers;
  const retryAfter = Math.max(...exceeded.map(({ resetSeconds }) => resetSeconds));
  throw new ProfileError('rate_limited', undefined, { retryAfter, headers });
}

/**
 * The address that a request came from: as many places from the right of X-Forwarded-For as there are proxies of our own,
 * each of which adds the address it was called from. What stands further left is what the caller wrote.
 * @param proxies at least one; Next itself counts, where nothing else is in front of it
 */
export function clientAddress(request: Request, proxies: number): string | null {
  const forwarded = request.headers.get('x-forwarded-for')?.split(',') ?? [];
  return forwarded.at(-proxies)?.trim() || null;
}
