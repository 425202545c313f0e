// The outbox in DynamoDB, on a real engine.
import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { engineEnv } from '@/lib/server/env';
import { photoChanged, photoErased } from '@/lib/server/profile/domain/photo-changed';
import { newUser } from '@/test/profile/memory-ports';
import { outboxContract } from '@/test/profile/outbox-contract';
import { dynamoDbClient } from './clients';
import { writeUserItem } from './dynamo-items';
import { dynamoOutbox } from './dynamo-outbox';
import { dynamoProfileStore } from './dynamo-profile-store';

const { region, awsTimeout: timeout, dynamoDbEndpoint, usersTable, imagesTable } = engineEnv();
const client = dynamoDbClient({ region, timeout, endpoint: dynamoDbEndpoint });
const clock = { sleep: async () => {} };
/** A time at which no sweep of a concurrent test finds events due. */
const FAR_OFF = '2046-01-01T00:00:00.000Z';

afterAll(() => client.destroy());

describe('the outbox in DynamoDB', () => {
  outboxContract(() => ({
    store: dynamoProfileStore(client, { users: usersTable, images: imagesTable }, clock),
    outbox: dynamoOutbox(client, imagesTable, clock),
    putUser: async (user) => {
      await client.send(new PutCommand({ TableName: usersTable, Item: writeUserItem(user) }));
    },
  }));
});

test('an erasure of a user that another program owns keeps the item without the attributes of this app, and sends its event', async () => {
  const tables = { users: usersTable, images: imagesTable };
  const store = dynamoProfileStore(client, tables, clock, false);
  const outbox = dynamoOutbox(client, imagesTable, clock);
  const user = newUser(`crm-${randomUUID()}`);
  const { userId } = user;
  const Item = { ...writeUserItem({ ...user, images: { ...user.images, rev: 3 } }), polizas: 7 };
  await client.send(new PutCommand({ TableName: usersTable, Item }));
  const erased = photoErased(userId, { eventId: randomUUID(), at: FAR_OFF });
  await store.deleteUser(userId, erased);
  const { Item: left } = await client.send(
    new GetCommand({ TableName: usersTable, Key: { userId }, ConsistentRead: true }),
  );
  expect(left).toMatchObject({ userId, polizas: 7 });
  expect(Object.keys(left ?? {})).not.toContain('imageRev');
  const next = await outbox.readNext(userId);
  expect(next?.event).toEqual(erased);
  // A second run adds no event.
  if (next) await outbox.remove(next);
  await store.deleteUser(userId, { ...erased, eventId: randomUUID() });
  expect(await outbox.readNext(userId)).toBeNull();
});

test('an erasure starts again after a concurrent change or claim, and its event comes last', async () => {
  const tables = { users: usersTable, images: imagesTable };
  const store = dynamoProfileStore(client, tables, clock);
  const outbox = dynamoOutbox(client, imagesTable, clock);
  const { userId } = newUser(`erased-${randomUUID()}`);
  const stamp = () => ({ eventId: randomUUID(), at: FAR_OFF });
  await store.createUser(newUser(userId));
  /** Gives the user a link of another address. */
  const change = async (url: string) => {
    const before = (await store.readUser(userId))?.images;
    if (!before) throw new Error('no user');
    const link = { token: url, url, audience: 'team', initials: '' };
    const after = { ...before, rev: before.rev + 1, link };
    const changed = { userId, user: { images: { before, after } }, images: [], events: [] };
    const event = photoChanged(changed, stamp());
    await store.commit({ ...changed, ...(event && { photoChanged: event }) });
  };
  const claim = async () => {
    const next = await outbox.readNext(userId);
    if (next) await outbox.update({ ...next, dueAt: next.dueAt + 120, isClaimed: true });
  };
  await change('first');
  const between = [() => change('second'), claim];
  const delayed = new Proxy(client, {
    get(target, property) {
      if (property !== 'send') return Reflect.get(target, property);
      return async (command: Parameters<typeof target.send>[0]) => {
        if (command instanceof TransactWriteCommand) await between.shift()?.();
        return target.send(command);
      };
    },
  });
  const erased = photoErased(userId, stamp());
  await dynamoProfileStore(delayed, tables, clock).deleteUser(userId, erased);
  expect(between).toEqual([]);
  expect(await store.readUser(userId)).toBeNull();
  const next = await outbox.readNext(userId);
  expect(next).toMatchObject({ event: erased, isClaimed: false });
  expect(next?.dueAt).toBeGreaterThan(Math.floor(Date.parse(erased.at) / 1000) + 60);
  if (next) await outbox.remove(next);
  expect(await outbox.readNext(userId)).toBeNull();
});
