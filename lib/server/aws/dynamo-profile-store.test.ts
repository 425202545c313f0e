// The DynamoDB adapter on a real engine.
import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { engineEnv } from '@/lib/server/env';
import type { ImageEvent } from '@/lib/server/profile/domain/model';
import { profileStoreContract } from '@/test/profile/profile-store-contract';
import { AGENT, memoryPortsWithAgent, showOne } from '@/test/profile/start-states';
import { dynamoDbClient } from './clients';
import { writeEventItem, writeUserItem } from './dynamo-items';
import { dynamoProfileStore } from './dynamo-profile-store';

describe('the profile store in DynamoDB', () => {
  const { region, awsTimeout: timeout, dynamoDbEndpoint, usersTable, imagesTable } = engineEnv();
  const client = dynamoDbClient({ region, timeout, endpoint: dynamoDbEndpoint });
  const clock = { sleep: async () => {} };

  profileStoreContract(() => ({
    store: dynamoProfileStore(client, { users: usersTable, images: imagesTable }, clock),
    putUser: async (user) => {
      await client.send(new PutCommand({ TableName: usersTable, Item: writeUserItem(user) }));
    },
  }));

  test('events of older versions are listed, each once, and erased', async () => {
    const store = dynamoProfileStore(client, { users: usersTable, images: imagesTable }, clock);
    const memory = memoryPortsWithAgent();
    const image = await showOne(memory);
    const [issued, shown] = memory.store.events();
    if (!issued || !shown) throw new Error('no events');
    const userId = `older-${randomUUID()}`;
    const put = (item: Record<string, unknown>) =>
      client.send(new PutCommand({ TableName: imagesTable, Item: { ...item, userId } }));
    await put({ ...issued, item: `event#${issued.eventId}` });
    await put(writeEventItem(shown));
    const types = (events: ImageEvent[]) => events.map(({ type }) => type);
    const images = [{ ...image, userId }];
    expect(types(await store.listEventsOf(images, 0, 9))).toEqual(['issued', 'shown']);
    expect(types(await store.listEvents(userId, 0))).toEqual(['issued', 'shown']);
    await store.deleteRecords(userId);
    expect(await store.listEvents(userId, 0)).toEqual([]);
  });

  test('an erasure of a user that another program owns removes the attributes of this app, and creates no item', async () => {
    const tables = { users: usersTable, images: imagesTable };
    const store = dynamoProfileStore(client, tables, clock, false);
    const memory = memoryPortsWithAgent();
    await showOne(memory);
    const user = await memory.store.readUser(AGENT);
    if (!user) throw new Error('no user');
    const userId = `crm-${randomUUID()}`;
    const others = { polizas: 7, crmBranch: 'Mérida' };
    const link = { token: 't', url: 'https://app.example/f/t.jpg', audience: 'team', initials: '' };
    const images = { ...user.images, link };
    const added = { ...user, userId, images, sessionsValidFrom: 5, telefono: '+525512345678' };
    const Item = { ...writeUserItem(added), ...others };
    expect(Object.keys(Item)).toEqual(
      expect.arrayContaining(['profileImage', 'profileImageKey', 'profileImageLink', 'telefono']),
    );
    await client.send(new PutCommand({ TableName: usersTable, Item }));
    const read = async (id: string) =>
      (await client.send(new GetCommand({ TableName: usersTable, Key: { userId: id } }))).Item;
    await store.deleteUser(userId);
    const { nombre, apellido, email, createdAt } = user;
    const kept = { userId, nombre, apellido, email, createdAt, sessionsValidFrom: 5, ...others };
    expect(await read(userId)).toEqual(kept);
    await store.deleteUser(`${userId}-unknown`);
    expect(await read(`${userId}-unknown`)).toBeUndefined();
  });

  afterAll(() => client.destroy());
});
