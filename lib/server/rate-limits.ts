// How often a person, or an address, may ask. https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
import { isIP, isIPv6 } from 'node:net';
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
 * Counts one request under each rule, one after another from the shortest window on, up to the first that it is one too many
 * for: what is refused uses up nothing of the longer windows.
 * @returns the headers that tell how it stands
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
 * The address that a request came from: as many places from the right of X-Forwarded-For as there are proxies of our own,
 * each of which adds the address it was called from. What stands further left is what the caller wrote.
 * @param proxies 0 where the server has put the address there itself; see `at-the-door.ts`
 * @returns null where nobody said, or what they said is no address
 */
export function clientAddress(request: Request, proxies: number): string | null {
  const forwarded = request.headers.get('x-forwarded-for')?.split(',') ?? [];
  const given = forwarded.at(-Math.max(1, proxies))?.trim() ?? '';
  // Some proxies add the port, and a server on both protocols writes IPv4 as IPv6.
  const [, bracketed] = /^\[(.+)\](?::\d+)?$/.exec(given) ?? [];
  const address = (bracketed ?? given)
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) ? address : null;
}

/** What is limited as one caller: an IPv4 address or, of IPv6, the /64 that a single line is given. */
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
