// A change of lib/server/shared/tables.ts reaches `npm run dev`, the doctor and the store. deployment/cdk/tables.test.ts tests the stack.
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { provisionTables } from '@/dev/provision-tables';
import { readSettings } from '@/dev/settings';
import { dynamoProfileStore } from '@/lib/server/aws/dynamo-profile-store';
import { TABLES, type TableSchema } from '@/lib/server/shared/tables';
import { CREDENTIALS, examineWith, wrongOnes } from '@/test/doctor/fixtures';

const endpoint = process.env.DYNAMODB_ENDPOINT ?? '';
const dynamoDb = new DynamoDB({ region: 'us-east-1', credentials: CREDENTIALS, endpoint });
const id = randomUUID();
const names = {
  USERS_TABLE: `doctor-users-${id}`,
  IMAGES_TABLE: `doctor-images-${id}`,
  RATE_LIMITS_TABLE: `doctor-rate-limits-${id}`,
};

afterAll(async () => {
  jest.restoreAllMocks();
  for (const TableName of Object.values(names)) await dynamoDb.deleteTable({ TableName });
  dynamoDb.destroy();
});

test('a renamed index, index key and TTL attribute', async () => {
  const images: TableSchema = TABLES.images;
  const index = {
    name: 'other',
    key: [
      { name: 'shard2', type: 'S' },
      { name: 'at2', type: 'N' },
    ],
  } as const;
  jest.replaceProperty(images, 'index', index);
  jest.replaceProperty(images, 'ttl', 'expiresAt2');

  await provisionTables(readSettings({ ...process.env, ...names }), endpoint);
  const { Table } = await dynamoDb.describeTable({ TableName: names.IMAGES_TABLE });
  expect(
    Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema }) => [IndexName, KeySchema]),
  ).toEqual([
    [
      'other',
      [
        { AttributeName: 'shard2', KeyType: 'HASH' },
        { AttributeName: 'at2', KeyType: 'RANGE' },
      ],
    ],
  ]);
  const { TimeToLiveDescription: ttl } = await dynamoDb.describeTimeToLive({
    TableName: names.IMAGES_TABLE,
  });
  expect(ttl?.AttributeName).toBe('expiresAt2');

  expect(wrongOnes(await examineWith(names))).toEqual([]);

  const documents = DynamoDBDocument.from(dynamoDb);
  const tables = { users: names.USERS_TABLE, images: names.IMAGES_TABLE };
  const store = dynamoProfileStore(documents, tables, { sleep: async () => undefined });
  expect(await store.listDue(1, 10, null)).toEqual({ items: [], next: null });
});
