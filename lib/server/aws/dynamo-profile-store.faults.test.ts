// The DynamoDB adapter when DynamoDB is busy or the network fails: transient errors are retried a limited number of times, then become
// UnavailableError. A local engine never raises these errors, so a faulty network in front of it does.
import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { env } from '@/lib/server/env';
import { rename } from '@/lib/server/profile/domain/user-row';
import {
  ChangeConflictError,
  ServiceRefusalError,
  UnavailableError,
} from '@/lib/server/shared/errors';
import {
  cancelled,
  dynamoError,
  type FaultyNetwork,
  faultyNetwork,
  recognizeNodeErrors,
} from '@/test/aws/faulty-network';
import { newUser } from '@/test/profile/memory-ports';
import { dynamoDbClient } from './clients';
import { writeUserItem } from './dynamo-items';
import { dynamoProfileStore } from './dynamo-profile-store';

const { region, awsTimeout: timeout, dynamoDbEndpoint = '', usersTable, imagesTable } = env();
const waits: number[] = [];
let network: FaultyNetwork;
let client: ReturnType<typeof dynamoDbClient>;
let store: ReturnType<typeof dynamoProfileStore>;

recognizeNodeErrors();

beforeAll(async () => {
  network = await faultyNetwork(dynamoDbEndpoint);
});

// A client has a retry budget, so each test gets its own client.
beforeEach(() => {
  client = dynamoDbClient({ region, timeout, endpoint: network.url });
  const clock = { sleep: async (wait: number) => void waits.push(wait) };
  store = dynamoProfileStore(client, { users: usersTable, images: imagesTable }, clock);
  network.fail(() => undefined);
  waits.length = 0;
});

afterEach(() => client.destroy());
afterAll(() => network.close());

async function aUser(): Promise<string> {
  const user = newUser(`faults-${randomUUID()}`);
  await client.send(new PutCommand({ TableName: usersTable, Item: writeUserItem(user) }));
  return user.userId;
}

const nameOf = async (userId: string) => (await store.readUser(userId))?.nombre;

describe.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
  'a transaction cancelled by %s',
  (code) => {
    test('is retried after a random wait until it succeeds', async () => {
      const userId = await aUser();
      network.fail((nth) => (nth < 3 ? cancelled('None', code) : undefined));
      await store.commit(rename(userId, { nombre: 'Eva' }));
      expect(network.calls).toHaveLength(4);
      expect(waits).toHaveLength(3);
      waits.forEach((wait, index) => {
        expect(wait).toBeLessThanOrEqual(25 * 2 ** (index + 1));
      });
      expect(new Set(waits).size).toBe(3);
      network.fail(() => undefined);
      expect(await nameOf(userId)).toBe('Eva');
    });

    test('repeatedly becomes UnavailableError, with a Retry-After', async () => {
      const userId = await aUser();
      network.fail(() => cancelled(code));
      const failure = store.commit(rename(userId, { nombre: 'Eva' }));
      await expect(failure).rejects.toThrow(UnavailableError);
      await expect(failure).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 });
      expect(network.calls).toHaveLength(6);
      network.fail(() => undefined);
      expect(await nameOf(userId)).toBe('Ana');
    });
  },
);

test('a failed condition is a conflict at once, whatever else failed', async () => {
  const userId = await aUser();
  network.fail(() => cancelled('ConditionalCheckFailed', 'TransactionConflict'));
  await expect(store.commit(rename(userId, { nombre: 'Eva' }))).rejects.toThrow(
    ChangeConflictError,
  );
  expect(network.calls).toHaveLength(1);
});

test('a transaction cancelled because of a bug is neither retried nor UnavailableError', async () => {
  const userId = await aUser();
  network.fail(() => cancelled('ValidationError'));
  const failure = store.commit(rename(userId, { nombre: 'Eva' }));
  await expect(failure).rejects.toMatchObject({
    cause: { name: 'TransactionCanceledException' },
  });
  expect(network.calls).toHaveLength(1);
});

const calls = [
  ['TransactWriteItems', (userId: string) => store.commit(rename(userId, { nombre: 'Eva' }))],
  ['GetItem', (userId: string) => store.readUser(userId)],
  ['GetItem', (userId: string) => store.readImage(userId, 'none')],
  ['Query', (userId: string) => store.listImages(userId, 5, null, 0)],
  ['Query', (userId: string) => store.listEvents(userId, 0)],
  ['Query', () => store.listDue(0, 5, null)],
  ['Scan', () => store.listUsers(5, null)],
] as const;

describe.each(calls)('%s (%#)', (operation, call) => {
  test('loses its connection once: retried, and succeeds', async () => {
    const userId = await aUser();
    network.fail((nth) => (nth < 1 ? 'reset' : undefined));
    await call(userId);
    expect(network.calls).toEqual([operation, operation]);
  });

  test('fails permanently with a service error: UnavailableError after a few tries', async () => {
    const userId = await aUser();
    network.fail(() => dynamoError('InternalServerError'));
    const failure = call(userId);
    await expect(failure).rejects.toThrow(UnavailableError);
    await expect(failure).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 });
    expect(network.calls.length).toBeLessThanOrEqual(6);
  });

  test.each(['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException'])(
    'is refused by %s: one try, and ServiceRefusalError',
    async (type) => {
      const userId = await aUser();
      network.fail(() => dynamoError(type));
      const failure = call(userId);
      await expect(failure).rejects.toThrow(ServiceRefusalError);
      await expect(failure).rejects.toMatchObject({ code: 'unavailable', cause: { name: type } });
      expect(network.calls).toHaveLength(1);
    },
  );
});

const passing = [
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
];

test.each(passing)('%s, once, is retried', async (type) => {
  const userId = await aUser();
  network.fail((nth) => (nth < 1 ? dynamoError(type) : undefined));
  expect(await store.readUser(userId)).toMatchObject({ nombre: 'Ana' });
  expect(network.calls).toHaveLength(2);
});

// Each takes seconds of waiting in the SDK; aws-errors.test.ts tests the others by name.
test.each(passing.slice(1, 2))('%s, permanently, is UnavailableError', async (type) => {
  const userId = await aUser();
  network.fail(() => dynamoError(type));
  await expect(store.readUser(userId)).rejects.toMatchObject({
    code: 'unavailable',
    cause: { name: type },
  });
});

test('an unreachable engine is UnavailableError', async () => {
  client = dynamoDbClient({ region, timeout, endpoint: 'http://127.0.0.1:9' });
  const nowhere = dynamoProfileStore(
    client,
    { users: usersTable, images: imagesTable },
    { sleep: async () => {} },
  );
  await expect(nowhere.readUser('anyone')).rejects.toThrow(UnavailableError);
});

test('a transaction whose response was lost is not applied twice', async () => {
  const userId = await aUser();
  network.fail((nth) => (nth < 1 ? 'reset after' : undefined));
  await store.commit(rename(userId, { nombre: 'Eva' })).catch((error: unknown) => {
    if (!(error instanceof ChangeConflictError)) throw error;
  });
  expect(await nameOf(userId)).toBe('Eva');
});

test('a plain call that conflicts with a transaction is UnavailableError', async () => {
  const userId = await aUser();
  network.fail(() => dynamoError('TransactionConflictException'));
  await expect(store.readUser(userId)).rejects.toThrow(UnavailableError);
});

test('a plain write that conflicts with a transaction is retried a limited number of times', async () => {
  const user = newUser(`faults-${randomUUID()}`);
  network.fail((nth) => (nth < 2 ? dynamoError('TransactionConflictException') : undefined));
  await store.createUser(user);
  expect(waits).toHaveLength(2);
  expect(await nameOf(user.userId)).toBe(user.nombre);

  network.fail(() => dynamoError('TransactionConflictException'));
  const another = newUser(`faults-${randomUUID()}`);
  await expect(store.createUser(another)).rejects.toThrow(UnavailableError);
});

describe('a batch that DynamoDB processes partially', () => {
  /** A response with everything unprocessed. */
  const undone = (target: string, request: object) => ({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ [target]: request }),
  });
  const keysOf = (userId: string) => ({
    [usersTable]: { Keys: [{ userId: { S: userId } }], ConsistentRead: true },
  });

  test('is sent again with the unprocessed keys, after a random wait', async () => {
    const userId = await aUser();
    network.fail((nth) => (nth < 2 ? undone('UnprocessedKeys', keysOf(userId)) : undefined));
    expect((await store.readUsers([userId])).map((user) => user.userId)).toEqual([userId]);
    expect(network.calls).toHaveLength(3);
    expect(waits).toHaveLength(2);
  });

  test('repeatedly becomes UnavailableError', async () => {
    const userId = await aUser();
    network.fail(() => undone('UnprocessedKeys', keysOf(userId)));
    await expect(store.readUsers([userId])).rejects.toThrow(UnavailableError);
    expect(network.calls).toHaveLength(8);
  });
});
