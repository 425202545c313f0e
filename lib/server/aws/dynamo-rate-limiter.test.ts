// Counting on a real engine: exact, in parallel too, and anew in a new window.
import { engineEnv } from '@/lib/server/env';
import { dynamoDbMethods } from './clients';
import { dynamoRateLimiter } from './dynamo-rate-limiter';

const { region, dynamoDbEndpoint, rateLimitsTable } = engineEnv();
const client = dynamoDbMethods({ region, endpoint: dynamoDbEndpoint });
const limiter = dynamoRateLimiter(client, rateLimitsTable);
const run = `${process.pid}-${Date.now()}`;

afterAll(() => client.destroy());

test('of a thousand at once, exactly as many as the rule allows are within it', async () => {
  const rule = { name: 'parallel', limit: 20, seconds: 60 };
  const counts = await Promise.all(
    Array.from({ length: 1000 }, () => limiter.count(rule, `many-${run}`)),
  );
  expect(counts.filter(({ allowed }) => allowed)).toHaveLength(20);
  const refused = counts.filter(({ allowed }) => !allowed);
  expect(refused.every(({ remaining }) => remaining === 0)).toBe(true);
  expect(refused.every(({ resetSeconds }) => resetSeconds >= 1 && resetSeconds <= 60)).toBe(true);
}, 60_000);

test('subjects and rules are counted apart, and a long subject like any other', async () => {
  const one = { name: 'apart-one', limit: 1, seconds: 60 };
  const other = { name: 'apart-other', limit: 1, seconds: 60 };
  const subject = `${'long/'.repeat(1000)}${run}`;
  expect(await limiter.count(one, subject)).toMatchObject({ allowed: true, remaining: 0 });
  expect(await limiter.count(one, subject)).toMatchObject({ allowed: false });
  expect(await limiter.count(one, `${subject}!`)).toMatchObject({ allowed: true });
  expect(await limiter.count(other, subject)).toMatchObject({ allowed: true });
});
