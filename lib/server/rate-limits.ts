// Rate limits per user and per address. https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
import { isIP, isIPv6 } from 'node:net';
import { ProfileError } from '@/lib/server/profile/errors';

export interface RateRule {
  name: string;
  /** Maximum number of requests per window. */
  limit: number;
  /** Length of a window, which starts with its first request. */
  seconds: number;
}

export interface Count {
  allowed: boolean;
  /** Remaining requests of the window. */
  remaining: number;
  /** Seconds until the window ends. */
  resetSeconds: number;
}

export interface RateLimiter {
  /**
   * Counts one request, and returns whether it is within the rule.
   * @throws UnavailableError if it cannot be counted
   */
  count(rule: RateRule, subject: string): Promise<Count>;
}

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

/**
 * Returns the client address: the entry of X-Forwarded-For that our outermost proxy added, counted from the right, one entry per
 * proxy. Entries further left come from the client and are not reliable.
 * @param proxies 0 if the server itself has set the header; see `at-the-door.ts`
 * @returns null if the header is missing or not an address
 */
export function clientAddress(request: Request, proxies: number): string | null {
  const forwarded = request.headers.get('x-forwarded-for')?.split(',') ?? [];
  const given = forwarded.at(-Math.max(1, proxies))?.trim() ?? '';
  // Some proxies append the port, and a dual-stack server writes IPv4 as IPv6.
  const [, bracketed] = /^\[(.+)\](?::\d+)?$/.exec(given) ?? [];
  const address = (bracketed ?? given)
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) ? address : null;
}

/** The subject of limits by address: an IPv4 address, or the /64 network of an IPv6 address, which one customer gets. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const before = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  const zeros = address.includes('::') ? 8 - before.length - after.length : 0;
  const groups = [...before, ...Array(Math.max(0, zeros)).fill('0'), ...after];
  const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}
