import type { RateLimiter } from '@/lib/server/shared/rate-limiter';
import { clientAddress, networkOf } from './client-address';
import { requireWithinLimits } from './rate-limits';

const minute = { name: 'uploads-minute', limit: 2, seconds: 60 };
const day = { name: 'uploads-day', limit: 9, seconds: 86_400 };

type Told = Record<string, { allowed: boolean; remaining: number; reset: number }>;

function counting(told: Told): RateLimiter & { counted: string[] } {
  const counted: string[] = [];
  return {
    counted,
    async count(rules) {
      counted.push(rules.map(({ name }) => name).join(' '));
      return rules.map(({ name }) => {
        const { allowed = true, remaining = 0, reset = 1 } = told[name] ?? {};
        return { allowed, remaining, resetSeconds: reset };
      });
    },
    lastSeen: () => ({ allowed: true, remaining: 1, resetSeconds: 1 }),
  };
}

test('within all limits, the headers have the state of each', async () => {
  const limiter = counting({
    'uploads-minute': { allowed: true, remaining: 1, reset: 42 },
    'uploads-day': { allowed: true, remaining: 8, reset: 86_000 },
  });
  expect(await requireWithinLimits(limiter, [minute, day], 'agente')).toEqual({
    'ratelimit-policy': '"uploads-minute";q=2;w=60, "uploads-day";q=9;w=86400',
    ratelimit: '"uploads-minute";r=1;t=42, "uploads-day";r=8;t=86000',
  });
});

test('exceeding the minute limit is rejected until the minute ends', async () => {
  const limiter = counting({
    'uploads-minute': { allowed: false, remaining: 0, reset: 42 },
    'uploads-day': { allowed: false, remaining: 0, reset: 86_000 },
  });
  await expect(requireWithinLimits(limiter, [day, minute], 'agente')).rejects.toMatchObject({
    code: 'rate_limited',
    retryAfter: 42,
    headers: {
      'ratelimit-policy': expect.stringContaining('"uploads-day";q=9;w=86400'),
      ratelimit: '"uploads-minute";r=0;t=42',
    },
  });
  expect(limiter.counted).toEqual(['uploads-minute uploads-day']);
});

test('exceeding the day limit is rejected until the day ends', async () => {
  const limiter = counting({
    'uploads-minute': { allowed: true, remaining: 1, reset: 42 },
    'uploads-day': { allowed: false, remaining: 0, reset: 86_000 },
  });
  await expect(requireWithinLimits(limiter, [minute, day], 'agente')).rejects.toMatchObject({
    retryAfter: 86_000,
    headers: { ratelimit: '"uploads-minute";r=1;t=42, "uploads-day";r=0;t=86000' },
  });
});

test('without limits there are no headers', async () => {
  expect(await requireWithinLimits(counting({}), [], 'agente')).toEqual({});
});

test.each([
  ['203.0.113.9', 1, '203.0.113.9'],
  ['198.51.100.1, 203.0.113.9', 1, '203.0.113.9'],
  ['made up, 198.51.100.1, 203.0.113.9', 2, '198.51.100.1'],
  ['203.0.113.9', 2, null],
  ['made up, 203.0.113.9', 0, '203.0.113.9'],
  ['203.0.113.9:51234', 1, '203.0.113.9'],
  ['::ffff:203.0.113.9', 1, '203.0.113.9'],
  ['[2001:db8::7]:443', 1, '2001:db8::7'],
  ['<script>alert(1)</script>', 1, null],
  ['203.0.113.9\t\\u0000', 1, null],
  ['1'.repeat(5000), 1, null],
  ['', 1, null],
  [null, 1, null],
])('of X-Forwarded-For %p behind %i proxies the address is %p', (forwarded, proxies, address) => {
  const headers = new Headers(forwarded === null ? {} : { 'x-forwarded-for': forwarded });
  expect(clientAddress(new Request('http://localhost/', { headers }), proxies)).toBe(address);
});

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s is counted as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
