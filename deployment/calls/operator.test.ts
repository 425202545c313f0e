// Runs the operator's commands on the local engines, so that watch-calls.ts records their AWS calls. The commands read all users and
// objects, but the test passes them only those of one agent, since other tests share the tables and the bucket.
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { cameraPhoto } from 'odd-images/camera-photo';
import { dynamoDbClient, s3Client } from '@/lib/server/aws/clients';
import { engineEnv } from '@/lib/server/env';
import type { ListedObject, Ports } from '@/lib/server/profile/ports';
import { announcingStore } from '@/lib/server/profile/shared/announcing-store';
import { backfill } from '@/lib/server/profile/use-cases/backfill-images';
import { eraseUser } from '@/lib/server/profile/use-cases/erase-user';
import { deleteOrphans, reconcile } from '@/lib/server/profile/use-cases/reconcile-storage';
import { realPorts } from '@/test/profile/real-ports';

const userId = `operator-${crypto.randomUUID()}`;
const legacyKey = `profiles/${userId}/before.png`;
const { close, ...engines } = realPorts(process.env, 3 * 3600);
const {
  region,
  awsTimeout: timeout,
  s3Endpoint,
  dynamoDbEndpoint,
  bucket,
  usersTable,
} = engineEnv();
const s3 = s3Client({ region, timeout, endpoint: s3Endpoint });
const dynamoDb = dynamoDbClient({ region, timeout, endpoint: dynamoDbEndpoint });

const ports: Ports = {
  ...engines,
  // With a receiver of events, so that the user has waiting events when they are erased.
  store: {
    ...announcingStore(engines.store, engines, () => {}),
    async listUsers(...args) {
      const page = await engines.store.listUsers(...args);
      return { ...page, items: page.items.filter((id) => id === userId) };
    },
    async listAllImages(...args) {
      const page = await engines.store.listAllImages(...args);
      return { ...page, items: page.items.filter((image) => image.userId === userId) };
    },
  },
  storage: {
    ...engines.storage,
    async list(...args) {
      const page = await engines.storage.list(...args);
      return { ...page, items: page.items.filter(({ key }) => key.includes(userId)) };
    },
  },
};

/** Creates a legacy photo: an object, and its key in the user's attributes. */
async function putLegacyPhoto(): Promise<void> {
  await engines.putUser(userId);
  const Body = await cameraPhoto({ width: 90, height: 60, format: 'png' });
  await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: legacyKey, Body, ContentType: 'image/png' }),
  );
  await dynamoDb.send(
    new UpdateCommand({
      TableName: usersTable,
      Key: { userId },
      UpdateExpression: 'SET profileImageKey = :key, profileImageContentType = :type',
      ExpressionAttributeValues: { ':key': legacyKey, ':type': 'image/png' },
    }),
  );
}

afterAll(() => {
  close();
  s3.destroy();
  dynamoDb.destroy();
});

test('backfill, reconcile and erase make only calls that aws-calls.json lists', async () => {
  await putLegacyPhoto();
  expect(await backfill(ports)).toMatchObject({ users: 1, validated: 1, hidden: [], left: [] });

  const orphanKey = `profiles/${userId}/${engines.newId()}.png`;
  await engines.storage.write(orphanKey, new Uint8Array(1), 'image/png');
  const orphans: ListedObject[] = [];
  const other: string[] = [];
  const counts = await reconcile(ports, {
    orphans: async (objects) => void orphans.push(...objects),
    foreign: async (keys) => void other.push(...keys),
    missing: async (key) => void other.push(key),
  });
  expect(counts.images).toBe(1);
  expect(other).toEqual([]);
  expect(await deleteOrphans(ports, orphans)).toEqual({ deleted: [orphanKey], kept: [] });

  const record = await eraseUser(ports, userId);
  expect(record).toMatchObject({ images: 1, left: [] });
  expect(record.objects).toBeGreaterThan(1);
});
