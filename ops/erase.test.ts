// `npm run erase` on the local engines: the user is deleted from both, and late events do not restore them.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { cameraPhoto } from 'odd-images/camera-photo';
import { DELETE, POST } from '@/app/api/profile/image/route';
import { GET, PUT } from '@/app/api/profile/route';
import { dynamoDbClient, s3Client } from '@/lib/server/aws/clients';
import { s3ImageStorage } from '@/lib/server/aws/s3-image-storage';
import { app } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { userFolders } from '@/lib/server/profile/domain/object-keys';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import { type Agent, askUpload, newAgent, put } from '@/test/http/agent';

const {
  region,
  awsTimeout: timeout,
  dynamoDbEndpoint,
  s3Endpoint,
  bucket,
  usersTable,
  imagesTable,
} = env();
const dynamoDb = dynamoDbClient({ region, timeout, endpoint: dynamoDbEndpoint });
const s3 = s3Client({ region, timeout, endpoint: s3Endpoint });

afterAll(() => {
  dynamoDb.destroy();
  s3.destroy();
});

async function erase(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn('npm', ['run', '--silent', 'erase', '--', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], out, err] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, out, err };
}

/** A replaced photo, its replacement, a removed photo, and an unconfirmed upload. */
async function withPhotos(agent: Agent) {
  const photo = await cameraPhoto({ width: 90, height: 60, format: 'png' });
  const upload = async () => {
    const grant = await askUpload(POST, agent);
    await put(grant.presignedUrl, grant.headers, photo);
    return grant;
  };
  for (let count = 0; count < 3; count++) {
    const { s3Key } = await upload();
    await PUT(agent.request('PUT', '/api/profile', { profileImageKey: s3Key }));
  }
  await DELETE(agent.request('DELETE', '/api/profile/image'));
  return { photo, open: await upload() };
}

async function itemsOf({ userId }: Agent): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await dynamoDb.send(
    new QueryCommand({
      TableName: imagesTable,
      KeyConditionExpression: 'userId = :userId',
      ExpressionAttributeValues: { ':userId': userId },
    }),
  );
  return Items;
}

async function keysOf({ userId }: Agent): Promise<string[]> {
  const pages = userFolders(userId).map((folder) => s3ImageStorage(s3, bucket).list(folder, null));
  return (await Promise.all(pages)).flatMap(({ items }) => items.map(({ key }) => key));
}

async function userItem({ userId }: Agent): Promise<unknown> {
  const command = new GetCommand({ TableName: usersTable, Key: { userId } });
  return (await dynamoDb.send(command)).Item;
}

/** Moves the requests of the uploads into the past: otherwise the command waits until their URLs have expired. */
async function age(agent: Agent): Promise<void> {
  for (const { userId, item, issuedAt } of await itemsOf(agent)) {
    if (!String(item).startsWith('image#')) continue;
    await dynamoDb.send(
      new UpdateCommand({
        TableName: imagesTable,
        Key: { userId, item },
        UpdateExpression: 'SET issuedAt = :issuedAt',
        ExpressionAttributeValues: { ':issuedAt': Number(issuedAt) - 400 },
      }),
    );
  }
}

test('it deletes a user and prints a record, and late events recreate nothing', async () => {
  const [agent, colleague] = [await newAgent(), await newAgent()];
  const { photo, open } = await withPhotos(agent);
  await withPhotos(colleague);
  const before = [await itemsOf(colleague), await keysOf(colleague), await userItem(colleague)];
  await age(agent);
  const objects = (await keysOf(agent)).length;
  // Three photos in all their sizes, and the upload.
  expect(objects).toBe(3 * (1 + IMAGE_VARIANTS.length) + 1);

  const { code, out } = await erase(agent.userId);
  const record = JSON.parse(out);
  expect(record).toMatchObject({ userId: agent.userId, images: 4, objects, left: [] });
  expect(record.uploadsClosedAt).toBeLessThan(record.erasedAt);
  expect(code).toBe(0);
  const nothing = [[], [], undefined];
  const found = async (one: Agent) => [await itemsOf(one), await keysOf(one), await userItem(one)];
  expect(await found(agent)).toEqual(nothing);
  expect(await found(colleague)).toEqual(before);

  // A pending upload and its event, and the user's session.
  await put(open.presignedUrl, open.headers, photo);
  const [uploadKey = ''] = await keysOf(agent);
  expect(uploadKey).toMatch(/^uploads\//);
  expect(await app().processUpload(uploadKey)).toBe('user_not_found');
  const change = { nombre: 'Eva', profileImageKey: open.s3Key };
  expect((await PUT(agent.request('PUT', '/api/profile', change))).status).toBe(404);
  expect(await found(agent)).toEqual(nothing);

  const again = await app().eraseUser(agent.userId);
  expect(again).toMatchObject({ images: 0, objects: 0, left: [] });

  // A new sign-in creates another user: the old session is not theirs.
  await app().registerUser({ userId: agent.userId });
  expect((await GET(agent.request('GET', '/api/profile'))).status).toBe(401);
});

test('interrupted while it waits, it reports what is left; a second run continues', async () => {
  const agent = await newAgent();
  const photo = await cameraPhoto({ width: 90, height: 60, format: 'png' });
  const { presignedUrl, headers } = await askUpload(POST, agent);
  await put(presignedUrl, headers, photo);
  const child = spawn(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', 'ops/erase.ts', agent.userId],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  // It prints this once it listens for signals; the upload keeps it waiting for minutes.
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
    if (said.includes('waits for pending uploads')) child.kill('SIGTERM');
  });
  const [[code], out] = await Promise.all([once(child, 'exit'), text(child.stdout)]);
  expect(code).toBe(143);
  expect(JSON.parse(out)).toMatchObject({ userId: agent.userId, images: 1, objects: 0 });
  expect(JSON.parse(out).left).toEqual(
    expect.arrayContaining(['records of images', ...(await keysOf(agent))]),
  );
  await age(agent);
  expect(await app().eraseUser(agent.userId)).toMatchObject({ images: 1, objects: 1, left: [] });
});

test('without a user id it prints its usage', async () => {
  const { code, out, err } = await erase();
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('npm run erase -- USER_ID');
});
