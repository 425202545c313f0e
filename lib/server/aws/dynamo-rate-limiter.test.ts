// Rate limiting on a real engine: exact, also in parallel and by several processes, in one call.
import { createHash } from 'node:crypto';
import { engineEnv } from '@/lib/server/env';
import { countsExactly } from '@/test/aws/counts-exactly';
import { type FaultyNetwork, faultyNetwork } from '@/test/aws/faulty-network';
import { dynamoDbMethods } from './clients';
import { dynamoRateLimiter } from './dynamo-rate-limiter';

const { region, awsTimeout: timeout, dynamoDbEndpoint = '', rateLimitsTable } = engineEnv();
const run = `${process.pid}-${Date.now()}`;
const START = Date.parse('2026-11-28T12:00:00Z');
let network: FaultyNetwork;
let client: ReturnType<typeof dynamoDbMethods>;
let time = START;

/** A rate limiter with its own memory, as another process has. */
const newLimiter = () => dynamoRateLimiter(client, rateLimitsTable, () => time);

beforeAll(async () => {
  network = await faultyNetwork(dynamoDbEndpoint);
  client = dynamoDbMethods({ region, timeout, endpoint: network.url });
});

beforeEach(() => {
  time = START;
  network.fail(() => undefined);
});

afterAll(async () => {
  client.destroy();
  await network.close();
});

test('of two hundred concurrent counts, exactly as many as the rule allows are within it', async () => {
  // The window is longer than the test on any machine.
  const rule = { name: 'parallel', limit: 20, seconds: 3600 };
  await countsExactly(newLimiter(), rule, 200);
});

test('subjects and rules are counted separately, including long subjects', async () => {
  const limiter = newLimiter();
  const one = { name: 'apart-one', limit: 1, seconds: 3600 };
  const other = { name: 'apart-other', limit: 1, seconds: 3600 };
  const subject = `${'long/'.repeat(1000)}${run}`;
  expect(await limiter.count([one], subject)).toMatchObject([{ allowed: true, remaining: 0 }]);
  expect(await limiter.count([one], subject)).toMatchObject([{ allowed: false }]);
  expect(await limiter.count([one], `${subject}!`)).toMatchObject([{ allowed: true }]);
  expect(await limiter.count([other], subject)).toMatchObject([{ allowed: true }]);
});

const minute = { name: 'm', limit: 2, seconds: 60 };
const day = { name: 'd', limit: 3, seconds: 86_400 };
const rules = [minute, day];

test('several windows are counted by one call of DynamoDB; a rejected request by none, and it counts under no rule', async () => {
  const limiter = newLimiter();
  const count = () => limiter.count(rules, `windows-${run}`);
  expect(await count()).toEqual([
    { allowed: true, remaining: 1, resetSeconds: 60 },
    { allowed: true, remaining: 2, resetSeconds: 86_400 },
  ]);
  time += 59_999;
  expect(await count()).toEqual([
    { allowed: true, remaining: 0, resetSeconds: 1 },
    { allowed: true, remaining: 1, resetSeconds: 86_341 },
  ]);
  expect(await count()).toMatchObject([{ allowed: false }, { allowed: true, remaining: 1 }]);
  expect(network.calls).toEqual(['UpdateItem', 'UpdateItem']);

  time += 1;
  expect(await count()).toEqual([
    { allowed: true, remaining: 1, resetSeconds: 60 },
    { allowed: true, remaining: 0, resetSeconds: 86_340 },
  ]);
  time += 60_000;
  expect(await count()).toEqual([
    { allowed: true, remaining: 2, resetSeconds: 60 },
    { allowed: false, remaining: 0, resetSeconds: 86_280 },
  ]);
  expect(network.calls).toHaveLength(3);

  time = START + 86_400_000;
  expect(await count()).toMatchObject([{ remaining: 1 }, { remaining: 2 }]);
  expect(network.calls).toHaveLength(4);
});

test('a process that has not seen a window learns it from the failed condition, and counts on', async () => {
  const subject = `processes-${run}`;
  const [one, other] = [newLimiter(), newLimiter()];
  await one.count(rules, subject);
  network.fail(() => undefined);
  expect(await other.count(rules, subject)).toMatchObject([{ remaining: 0 }, { remaining: 1 }]);
  expect(network.calls).toHaveLength(2);
  // The first process assumes one request fewer.
  expect(await one.count(rules, subject)).toMatchObject([{ allowed: false }, { allowed: true }]);
  time += 60_000;
  expect(await other.count(rules, subject)).toMatchObject([{ remaining: 1 }, { remaining: 0 }]);
  // It assumes that no minute window is open.
  time += 1;
  expect(await one.count(rules, subject)).toMatchObject([{ allowed: true }, { allowed: false }]);
});

test('two processes together allow exactly as many as the rule', async () => {
  const subject = `two-${run}`;
  const limiters = [newLimiter(), newLimiter()];
  const counts = await Promise.all(
    Array.from({ length: 40 }, (_, i) => limiters[i % 2]?.count([minute], subject)),
  );
  expect(counts.filter((count) => count?.[0]?.allowed)).toHaveLength(minute.limit);
});

test('an item of an earlier version, which counted otherwise, is a new window', async () => {
  const subject = `old-${run}`;
  const key = `m:${createHash('sha256').update(subject).digest('base64url')}`;
  await client.putItem({
    TableName: rateLimitsTable,
    Item: { key: { S: key }, points: { N: '9' }, expire: { N: '1' } },
  });
  expect(await newLimiter().count([minute], subject)).toMatchObject([{ remaining: 1 }]);
});
