// The tables, each fault alone.
import { randomUUID } from 'node:crypto';
import { type CreateTableCommandInput, DynamoDB } from '@aws-sdk/client-dynamodb';
import {
  CREDENTIALS,
  examineWith,
  startProxy,
  type TestProxy,
  theWrongOne,
  wrongOnes,
} from '@/test/doctor/fixtures';

const endpoint = process.env.DYNAMODB_ENDPOINT ?? '';
const dynamoDb = new DynamoDB({ region: 'us-east-1', credentials: CREDENTIALS, endpoint });
const made: string[] = [];
let proxy: TestProxy | undefined;

afterEach(async () => {
  await proxy?.stop();
  proxy = undefined;
  for (const TableName of made.splice(0)) await dynamoDb.deleteTable({ TableName });
});

afterAll(() => dynamoDb.destroy());

type Keys = [name: string, type?: 'S' | 'N'][];

async function newTable(
  keys: Keys,
  {
    index,
    ttl,
    projection = 'KEYS_ONLY' as const,
    units,
  }: {
    index?: Keys;
    ttl?: string;
    projection?: 'KEYS_ONLY' | 'ALL';
    /** Provisioned capacity of the table and the index; on demand by default. */
    units?: { table: number; index?: number };
  } = {},
): Promise<string> {
  const TableName = `doctor-${randomUUID()}`;
  const schema = (some: Keys) =>
    some.map(([AttributeName], i) => ({
      AttributeName,
      KeyType: i === 0 ? ('HASH' as const) : ('RANGE' as const),
    }));
  const throughput = (count: number) => ({
    ReadCapacityUnits: count,
    WriteCapacityUnits: count,
  });
  const table: CreateTableCommandInput = {
    TableName,
    ...(units
      ? { BillingMode: 'PROVISIONED', ProvisionedThroughput: throughput(units.table) }
      : { BillingMode: 'PAY_PER_REQUEST' }),
    AttributeDefinitions: [...keys, ...(index ?? [])].map(
      ([AttributeName, AttributeType = 'S']) => ({ AttributeName, AttributeType }),
    ),
    KeySchema: schema(keys),
    ...(index && {
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: schema(index),
          Projection: { ProjectionType: projection },
          ...(units && { ProvisionedThroughput: throughput(units.index ?? units.table) }),
        },
      ],
    }),
  };
  await dynamoDb.createTable(table);
  made.push(TableName);
  if (ttl) {
    const TimeToLiveSpecification = { AttributeName: ttl, Enabled: true };
    await dynamoDb.updateTimeToLive({ TableName, TimeToLiveSpecification });
  }
  return TableName;
}

const IMAGE_KEYS: Keys = [['userId'], ['item']];
const DUE: Keys = [['dueShard'], ['dueAt', 'N']];

test('correct tables: no fault, and no item is left', async () => {
  const IMAGES_TABLE = await newTable(IMAGE_KEYS, {
    index: DUE,
    ttl: 'expiresAt',
    projection: 'ALL',
  });
  const USERS_TABLE = await newTable([['userId']]);
  const RATE_LIMITS_TABLE = await newTable([['key']], { ttl: 'expire' });
  const findings = await examineWith({ IMAGES_TABLE, USERS_TABLE, RATE_LIMITS_TABLE });
  expect(wrongOnes(findings)).toEqual([]);
  expect(findings).toContainEqual(
    expect.objectContaining({ check: 'table.transaction', status: 'ok' }),
  );
  for (const TableName of made) expect((await dynamoDb.scan({ TableName })).Items).toEqual([]);
});

test.each([
  ['USERS_TABLE', 'table.users'],
  ['IMAGES_TABLE', 'table.images'],
  ['RATE_LIMITS_TABLE', 'table.rate-limits'],
])('%s is missing', async (variable, check) => {
  const found = theWrongOne(await examineWith({ [variable]: 'doctor-no-such-table' }), check);
  expect(found.fix).toMatch(/^aws dynamodb create-table --table-name doctor-no-such-table /);
});

test.each<[string, string, Keys]>([
  ['USERS_TABLE', 'table.users', [['id']]],
  ['USERS_TABLE', 'table.users', [['userId'], ['item']]],
  ['IMAGES_TABLE', 'table.images', [['userId']]],
  ['IMAGES_TABLE', 'table.images', [['item'], ['userId']]],
  ['RATE_LIMITS_TABLE', 'table.rate-limits', [['key', 'N']]],
])('%s has other keys: %s %j', async (variable, check, keys) => {
  const found = theWrongOne(await examineWith({ [variable]: await newTable(keys) }), check);
  expect(found.detail).toContain(`its keys are ${keys[0]?.[0]}`);
  expect(found.fix).toContain(`export ${variable}=`);
});

test('the index is missing', async () => {
  const IMAGES_TABLE = await newTable(IMAGE_KEYS, { ttl: 'expiresAt' });
  const found = theWrongOne(await examineWith({ IMAGES_TABLE }), 'table.images.index');
  expect(found.fix).toContain('aws dynamodb update-table');
});

test('the index has other keys', async () => {
  const IMAGES_TABLE = await newTable(IMAGE_KEYS, {
    index: [['dueShard'], ['dueAt', 'S']],
    ttl: 'expiresAt',
  });
  theWrongOne(await examineWith({ IMAGES_TABLE }), 'table.images.index');
});

test('images have no TTL', async () => {
  const IMAGES_TABLE = await newTable(IMAGE_KEYS, { index: DUE });
  const found = theWrongOne(await examineWith({ IMAGES_TABLE }), 'table.images.ttl');
  expect(found.fix).toContain('AttributeName=expiresAt,Enabled=true');
});

test('the TTL of images is on another attribute', async () => {
  const IMAGES_TABLE = await newTable(IMAGE_KEYS, { index: DUE, ttl: 'dueAt' });
  theWrongOne(await examineWith({ IMAGES_TABLE }), 'table.images.ttl');
});

test('rate limits have no TTL', async () => {
  const RATE_LIMITS_TABLE = await newTable([['key']]);
  theWrongOne(await examineWith({ RATE_LIMITS_TABLE }), 'table.rate-limits.ttl');
});

test('users have a TTL', async () => {
  const USERS_TABLE = await newTable([['userId']], { ttl: 'profileImageUpdatedAt' });
  theWrongOne(await examineWith({ USERS_TABLE }), 'table.users.ttl');
});

test('one provisioned unit: one photo needs more', async () => {
  const USERS_TABLE = await newTable([['userId']], { units: { table: 1 } });
  const found = theWrongOne(await examineWith({ USERS_TABLE }), 'table.users.billing');
  expect(found.detail).toContain('PROVISIONED');
  expect(found.detail).toContain('1 read and 1 write units');
  expect(found.fix).toMatch(
    new RegExp(
      `^aws dynamodb update-table --table-name ${USERS_TABLE} --billing-mode PAY_PER_REQUEST`,
    ),
  );
});

test('an index has fewer units than its table', async () => {
  const IMAGES_TABLE = await newTable(IMAGE_KEYS, {
    index: DUE,
    ttl: 'expiresAt',
    units: { table: 50, index: 1 },
  });
  const found = theWrongOne(await examineWith({ IMAGES_TABLE }), 'table.images.billing');
  expect(found.detail).toContain('index due: 1 read');
});

test('enough units, or unknown units, are right', async () => {
  const RATE_LIMITS_TABLE = await newTable([['key']], { ttl: 'expire', units: { table: 10 } });
  const findings = await examineWith({ RATE_LIMITS_TABLE });
  expect(wrongOnes(findings)).toEqual([]);
  const details = findings.filter(({ check }) => check.endsWith('.billing'));
  expect(details.map(({ status, detail }) => `${status} ${detail}`)).toEqual([
    'ok on demand',
    'ok on demand',
    expect.stringMatching(/^ok PROVISIONED, /),
  ]);
});

test('DynamoDB does not answer', async () => {
  proxy = await startProxy(endpoint, () => undefined);
  const { url } = proxy;
  await proxy.stop();
  const found = theWrongOne(await examineWith({ DYNAMODB_ENDPOINT: url }), 'dynamodb');
  expect(found.detail).toContain('ECONNREFUSED');
});

test('the server is no DynamoDB', async () => {
  theWrongOne(await examineWith({ DYNAMODB_ENDPOINT: process.env.S3_ENDPOINT }), 'dynamodb');
});

/** Answers one operation with a DynamoDB error. */
async function refusing(operation: string, code: string, message = 'as the test says') {
  proxy = await startProxy(endpoint, ({ headers }) =>
    String(headers['x-amz-target']).endsWith(`.${operation}`)
      ? {
          status: 400,
          headers: { 'content-type': 'application/x-amz-json-1.0' },
          body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }),
        }
      : undefined,
  );
  return { DYNAMODB_ENDPOINT: proxy.url };
}

test('the credentials are refused', async () => {
  const variables = await refusing('DescribeTable', 'UnrecognizedClientException');
  theWrongOne(await examineWith(variables), 'dynamodb');
});

test('no permission to describe a table is no fault: the app does not need it', async () => {
  const variables = await refusing('DescribeTable', 'AccessDeniedException');
  const findings = await examineWith(variables);
  expect(wrongOnes(findings)).toEqual([]);
  expect(findings).toContainEqual(expect.objectContaining({ check: 'table.images', status: 'ok' }));
});

test.each([
  ['USERS_TABLE', 'table.users'],
  ['RATE_LIMITS_TABLE', 'table.rate-limits'],
])('without that permission, wrong keys are still detected: %s', async (variable, check) => {
  const variables = await refusing('DescribeTable', 'AccessDeniedException');
  theWrongOne(await examineWith({ ...variables, [variable]: await newTable([['other']]) }), check);
});

test('no permission to write in a transaction: the finding names it', async () => {
  const message = 'not authorized to perform: dynamodb:ConditionCheckItem on resource: x';
  const variables = await refusing('TransactWriteItems', 'AccessDeniedException', message);
  const found = theWrongOne(await examineWith(variables), 'table.transaction');
  expect(found.cause).toBe(message);
  expect(found.fix).toContain('dynamodb:ConditionCheckItem');
});

test('an engine without transactions', async () => {
  const variables = await refusing('TransactWriteItems', 'UnknownOperationException');
  theWrongOne(await examineWith(variables), 'table.transaction');
});
