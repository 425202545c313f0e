// Rate limiting on a real engine: exact, also in parallel, and reset in a new window.
import { engineEnv } from '@/lib/server/env';
import { countsExactly } from '@/test/aws/counts-exactly';
import { dynamoDbMethods } from './clients';
import { dynamoRateLimiter } from './dynamo-rate-limiter';

const { region, awsTimeout: timeout, dynamoDbEndpoint, rateLimitsTable } = engineEnv();
const client = dynamoDbMethods({ region, timeout, endpoint: dynamoDbEndpoint });
const limiter = dynamoRateLimiter(client, rateLimitsTable);
const run = `${process.pid}-${Date.now()}`;

afterAll(() => client.destroy());

test('of two hundred concurrent counts, exactly as many as the rule allows are within it', async () => {
  // The window is longer than the test on any machine.
  const rule = { name: 'parallel', limit: 20, seconds: 3600 };
  await countsExactly(limiter, rule, 200);
});

test('subjects and rules are counted separately, including long subjects', async () => {
  const one = { name: 'apart-one', limit: 1, seconds: 3600 };
  const other = { name: 'apart-other', limit: 1, seconds: 3600 };
  const subject = `${'long/'.repeat(1000)}${run}`;
  expect(await limiter.count(one, subject)).toMatchObject({ allowed: true, remaining: 0 });
  expect(await limiter.count(one, subject)).toMatchObject({ allowed: false });
  expect(await limiter.count(one, `${subject}!`)).toMatchObject({ allowed: true });
  expect(await limiter.count(other, subject)).toMatchObject({ allowed: true });
});
