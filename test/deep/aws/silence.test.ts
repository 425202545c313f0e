// A service that accepts a request and never responds: every call times out, and writes stop before their lease expires.

import { dynamoDbClient, s3Client } from '@/lib/server/aws/clients';
import { dynamoProfileStore } from '@/lib/server/aws/dynamo-profile-store';
import { s3ImageStorage } from '@/lib/server/aws/s3-image-storage';
import { env } from '@/lib/server/env';
import { rename } from '@/lib/server/profile/domain/user-row';
import { UnavailableError } from '@/lib/server/shared/errors';
import { type FaultyNetwork, faultyNetwork, recognizeNodeErrors } from '@/test/aws/faulty-network';

const { region, s3Endpoint = '', bucket, usersTable, imagesTable } = env();
/** In ms. */
const timeout = 500;
let network: FaultyNetwork;

recognizeNodeErrors();

beforeAll(async () => {
  network = await faultyNetwork(s3Endpoint);
  network.fail(() => 'silence');
});

afterAll(() => network.close());

const storage = () => s3ImageStorage(s3Client({ region, timeout, endpoint: network.url }), bucket);
const store = () =>
  dynamoProfileStore(
    dynamoDbClient({ region, timeout, endpoint: network.url }),
    { users: usersTable, images: imagesTable },
    { sleep: async () => {} },
  );

const calls = [
  ['reading an object', () => storage().read('profiles/a/b.png', 10)],
  ['writing an object', () => storage().write('profiles/a/b.png', Buffer.from('x'), 'image/png')],
  ['deleting objects', () => storage().delete(['profiles/a/b.png'])],
  ['reading a user', () => store().readUser('a')],
  ['a transaction', () => store().commit(rename('a', { nombre: 'Eva' }))],
] as const;

test.each(calls)('%s times out with UnavailableError', async (_name, call) => {
  await expect(call()).rejects.toThrow(UnavailableError);
});
