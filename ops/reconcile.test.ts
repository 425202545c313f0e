// `npm run reconcile` on a separate bucket and tables: its output and exit codes.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { provision } from '@/dev/provision';
import { readSettings } from '@/dev/settings';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { writeUserItem } from '@/lib/server/aws/dynamo-items';
import { dynamoProfileStore } from '@/lib/server/aws/dynamo-profile-store';
import { env } from '@/lib/server/env';
import { profileKey, uploadKey } from '@/lib/server/profile/domain/object-keys';
import { show } from '@/lib/server/profile/domain/photo-steps';
import { issue } from '@/lib/server/profile/domain/upload-steps';
import { memoryPorts, newUser } from '@/test/profile/memory-ports';

const { region, dynamoDbEndpoint = '', s3Endpoint = '', awsTimeout } = env();
const name = `reconcile-${randomUUID()}`;
const names = {
  S3_BUCKET: name,
  USERS_TABLE: `${name}-users`,
  IMAGES_TABLE: `${name}-images`,
  RATE_LIMITS_TABLE: `${name}-limits`,
};
const dynamoDb = dynamoDbClient({ region, endpoint: dynamoDbEndpoint, timeout: awsTimeout });

beforeAll(async () => {
  const settings = readSettings({ ...process.env, ...names });
  await provision(settings, { s3Endpoint, dynamoDbEndpoint }, ['http://localhost:3000']);
});

afterAll(() => dynamoDb.destroy());

async function reconcile(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn('npm', ['run', '--silent', 'reconcile', '--', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...names },
  });
  const [[code], out, err] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, out, err };
}

/** Records a photo whose objects are missing. */
async function recordPhoto(userId: string): Promise<string> {
  const { clock, newId, policy } = memoryPorts();
  const user = newUser(userId);
  await dynamoDb.send(new PutCommand({ TableName: names.USERS_TABLE, Item: writeUserItem(user) }));
  const tables = { users: names.USERS_TABLE, images: names.IMAGES_TABLE };
  const store = dynamoProfileStore(dynamoDb, tables, clock);
  const moment = {
    now: clock.now().getTime() / 1000,
    actor: { userId, via: 'api' as const, address: null },
    newId,
    ...policy,
  };
  const imageId = newId();
  const key = profileKey(userId, imageId, 'image/png');
  const asked = {
    imageId,
    key,
    uploadKey: uploadKey(userId, imageId, 'image/png'),
    contentType: 'image/png' as const,
    fileName: 'foto.png',
    declaredSize: null,
    declaredSha256: null,
  };
  await store.commit(issue(user, asked, moment));
  const [issued, image] = [await store.readUser(userId), await store.readImage(userId, imageId)];
  if (!issued || !image) throw new Error('the upload was not recorded');
  const processed = { width: 10, height: 10, variants: [], placeholder: 'AAAA' };
  await store.commit(show(issued, image, processed, null, moment));
  return key;
}

test('it reports no difference, then a missing photo, and continues from a given place', async () => {
  expect(await reconcile()).toMatchObject({
    code: 0,
    out: '0 objects, 0 images: 0 orphans, 0 foreign, 0 missing\n',
  });
  const key = await recordPhoto('agente');
  const { code, out } = await reconcile('--delete', '--from', 'records:');
  expect(out.split('\n')).toEqual([
    `missing  ${key}`,
    '0 objects, 1 images: 0 orphans, 0 foreign, 1 missing',
    '',
  ]);
  expect(code).toBe(1);
});

test.each([['--from', 'somewhere'], ['--form', 'profiles'], ['profiles']])(
  'with the arguments %s %s it prints its usage',
  async (...args) => {
    const { code, out, err } = await reconcile(...args.filter((one) => one !== undefined));
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('npm run reconcile --');
  },
);
