// The three endpoints of the original API, end to end: real requests, real S3 and DynamoDB.

import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { cameraPhoto } from 'odd-images/camera-photo';
import { findImpurities } from 'odd-images/image-contents';
import { dynamoDbClient, s3Client } from '@/lib/server/aws/clients';
import { env } from '@/lib/server/env';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import { eachField } from '@/lib/shared/person-fields';
import { type ProfileResponse, profileResponse } from '@/lib/shared/profile-schema';
import { type Agent, askUpload, newAgent, put, signedInAgent } from '@/test/http/agent';
import { NO_PHOTO } from '@/test/profile/no-photo';
import { DELETE, POST } from './image/route';
import { GET, PUT } from './route';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const photo = (seed: number) => cameraPhoto({ width: 120, height: 90, format: 'png', seed });

async function profileOf(agent: Agent): Promise<ProfileResponse> {
  const response = await GET(agent.request('GET', '/api/profile'));
  expect(response.status).toBe(200);
  return profileResponse.parse(await response.json());
}

const update = (agent: Agent, body: unknown) => PUT(agent.request('PUT', '/api/profile', body));

/** Reads the body too, since an unread one keeps its connection open. */
async function statusOf(url: string | null): Promise<number> {
  const response = await fetch(url ?? '');
  await response.arrayBuffer();
  return response.status;
}

async function usersItem(agent: Agent): Promise<Record<string, unknown>> {
  const { region, awsTimeout: timeout, dynamoDbEndpoint, usersTable } = env();
  const client = dynamoDbClient({ region, timeout, endpoint: dynamoDbEndpoint });
  const Key = { userId: agent.userId };
  const { Item } = await client.send(
    new GetCommand({ TableName: usersTable, Key, ConsistentRead: true }),
  );
  client.destroy();
  return Item ?? {};
}

test('the response for an agent without a photo has the fields of the original API', async () => {
  const agent = await newAgent();
  expect(await profileOf(agent)).toEqual({
    userId: agent.userId,
    email: 'ana@polizalab.test',
    ...eachField(() => ''),
    nombre: 'Ana',
    apellido: 'Ramírez',
    ...NO_PHOTO,
    profileImageFramed: false,
    profileImagePending: null,
    profileImageLink: null,
    createdAt: '2024-01-01T00:00:00Z',
  });
});

test('POST returns the upload URL, and persists the four attributes of the original API', async () => {
  const agent = await newAgent();
  const before = Math.floor(Date.now() / 1000);
  const issued = await askUpload(POST, agent, { fileName: 'avatar.png' });
  const [, uuid] =
    new RegExp(`^profiles/${agent.userId}/(${UUID})\\.png$`).exec(issued.s3Key) ?? [];
  expect(uuid).toBeDefined();
  expect(issued.expiresIn).toBe(300);
  expect(issued.headers).toEqual({ 'content-type': 'image/png' });
  const url = new URL(issued.presignedUrl);
  expect(url.pathname).toBe(`/polizalab-documents-dev/uploads/${agent.userId}/${uuid}.png`);
  expect(url.searchParams.get('X-Amz-Expires')).toBe('300');
  expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('content-type;host');
  const item = await usersItem(agent);
  expect(item).toMatchObject({
    profileImageKey: issued.s3Key,
    profileImageContentType: 'image/png',
    profileImageFileName: 'avatar.png',
    profileImageUpdatedAt: expect.any(Number),
  });
  expect(item.profileImageUpdatedAt).toBeGreaterThanOrEqual(before);
  expect(item.profileImageUpdatedAt).toBeLessThanOrEqual(Date.now() / 1000);
  expect(Number.isInteger(item.profileImageUpdatedAt)).toBe(true);
});

test.each([
  ['jpeg', 'image/jpeg', 'jpg'],
  ['png', 'image/png', 'png'],
  ['webp', 'image/webp', 'webp'],
] as const)(
  'a %s is issued, uploaded, confirmed and served without metadata, in all sizes',
  async (format, contentType, extension) => {
    const agent = await newAgent();
    const bytes = await cameraPhoto({ width: 640, height: 480, format, gps: true });
    const issued = await askUpload(POST, agent, {
      contentType,
      fileSize: bytes.length,
      checksumSha256: createHash('sha256').update(bytes).digest('base64'),
    });
    expect(issued.s3Key.endsWith(`.${extension}`)).toBe(true);
    expect((await put(issued.presignedUrl, issued.headers, bytes)).status).toBe(200);

    const confirmed = await update(agent, { profileImageKey: issued.s3Key });
    expect(confirmed.status).toBe(200);
    const profile = await profileOf(agent);
    expect(profile).toMatchObject({
      profileImageKey: issued.s3Key,
      profileImageUrlExpiresIn: 300,
      profileImageContentType: contentType,
      profileImageFileName: 'foto.png',
      profileImageStatus: 'shown',
      profileImagePending: null,
    });
    const served = await fetch(profile.profileImageUrl ?? '');
    expect(served.status).toBe(200);
    expect(served.headers.get('content-type')).toBe(contentType);
    expect(served.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    expect(findImpurities(new Uint8Array(await served.arrayBuffer()))).toEqual([]);
    expect(profile.profileImageVariants.map(({ name, width }) => [name, width])).toEqual(
      IMAGE_VARIANTS.map(({ name, side }) => [name, Math.min(side, 480)]),
    );
    for (const { url, contentType: type } of profile.profileImageVariants) {
      const variant = await fetch(url);
      expect(variant.status).toBe(200);
      expect(variant.headers.get('content-type')).toBe(type);
      expect(findImpurities(new Uint8Array(await variant.arrayBuffer()))).toEqual([]);
    }
  },
);

test('a client of the original API: POST, PUT with Content-Type only, GET', async () => {
  const agent = await newAgent();
  const { presignedUrl, s3Key } = await askUpload(POST, agent);
  const uploaded = await put(presignedUrl, { 'Content-Type': 'image/png' }, await photo(2));
  expect(uploaded.status).toBe(200);
  const profile = await profileOf(agent);
  expect(profile.profileImageKey).toBe(s3Key);
  expect(await statusOf(profile.profileImageUrl)).toBe(200);
});

test('a second photo has another key and another picture, and the first is no longer returned', async () => {
  const agent = await newAgent();
  const seen: { key: string | null; picture: string }[] = [];
  for (const seed of [3, 4]) {
    const { presignedUrl, headers } = await askUpload(POST, agent);
    await put(presignedUrl, headers, await photo(seed));
    const { profileImageKey: key, profileImageUrl } = await profileOf(agent);
    const picture = Buffer.from(await (await fetch(profileImageUrl ?? '')).arrayBuffer());
    seen.push({ key, picture: picture.toString('base64') });
  }
  expect(seen[0]?.key).not.toBe(seen[1]?.key);
  expect(seen[0]?.picture).not.toBe(seen[1]?.picture);

  // The first one can be restored while it is kept.
  const restored = await update(agent, { profileImageKey: seen[0]?.key });
  expect(await restored.json()).toMatchObject({ profileImageKey: seen[0]?.key });
  expect((await usersItem(agent)).profileImageKey).toBe(seen[0]?.key);
});

test('the declarations are signed: S3 refuses another size, other bytes or another type', async () => {
  const agent = await newAgent();
  const bytes = await photo(5);
  const checksumSha256 = createHash('sha256').update(bytes).digest('base64');
  const { presignedUrl, headers } = await askUpload(POST, agent, {
    fileSize: bytes.length,
    checksumSha256,
  });
  expect(headers).toEqual({
    'content-type': 'image/png',
    'if-none-match': '*',
    'x-amz-checksum-sha256': checksumSha256,
  });
  const other = await photo(6);
  const otherChecksum = createHash('sha256').update(other).digest('base64');
  const refused = await Promise.all([
    put(presignedUrl, headers, Buffer.concat([bytes, Buffer.from('x')])),
    put(presignedUrl, { ...headers, 'content-type': 'image/jpeg' }, bytes),
    put(presignedUrl, { ...headers, 'x-amz-checksum-sha256': otherChecksum }, bytes),
    put(presignedUrl, { 'content-type': 'image/png' }, bytes),
    put(presignedUrl.replace('/uploads/', '/profiles/'), headers, bytes),
    put(presignedUrl.replace('X-Amz-Expires=300', 'X-Amz-Expires=9000'), headers, bytes),
    fetch(presignedUrl),
  ]);
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403, 403]);
  const sameLength = Buffer.from(bytes);
  sameLength.writeUInt8(sameLength.readUInt8(100) ^ 1, 100);
  expect((await put(presignedUrl, headers, sameLength)).status).toBe(400);
  expect((await put(presignedUrl, headers, bytes)).status).toBe(200);
  expect((await put(presignedUrl, headers, bytes)).status).toBe(412);
});

test('S3 refuses an upload of another type than the signed one, and nothing changes', async () => {
  const agent = await newAgent();
  const { presignedUrl, s3Key } = await askUpload(POST, agent);
  const refused = await put(presignedUrl, { 'content-type': 'text/html' }, Buffer.from('<html>'));
  expect(refused.status).toBe(403);
  const confirmed = await update(agent, { profileImageKey: s3Key });
  expect(confirmed.status).toBe(409);
  expect(await confirmed.json()).toMatchObject({ code: 'not_uploaded' });
});

test('a file that is not an image is rejected with a reason, and the photo stays', async () => {
  const agent = await newAgent();
  const first = await askUpload(POST, agent);
  await put(first.presignedUrl, first.headers, await photo(7));
  const before = await profileOf(agent);
  const second = await askUpload(POST, agent);
  await put(second.presignedUrl, second.headers, Buffer.from('<svg onload="alert(1)"/>'));
  const rejected = await update(agent, { profileImageKey: second.s3Key, nombre: 'Eva' });
  expect(rejected.status).toBe(422);
  expect(await rejected.json()).toEqual({
    type: 'about:blank',
    title: 'The image was rejected',
    status: 422,
    code: 'image_rejected',
    reason: 'not_an_image',
  });
  const after = await profileOf(agent);
  expect(after).toMatchObject({
    nombre: 'Ana',
    profileImageKey: before.profileImageKey,
    profileImageStatus: 'rejected',
    profileImagePending: { key: second.s3Key, reason: 'not_an_image' },
  });
  expect(await statusOf(after.profileImageUrl)).toBe(200);
  expect(await usersItem(agent)).toMatchObject({ profileImageKey: first.s3Key });
});

test('an older request is superseded, even if it is confirmed after a newer one', async () => {
  const agent = await newAgent();
  const older = await askUpload(POST, agent);
  await askUpload(POST, agent);
  await put(older.presignedUrl, older.headers, await photo(8));
  const answer = await update(agent, { profileImageKey: older.s3Key });
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({ code: 'superseded' });
});

test('eight concurrent confirms show the photo once', async () => {
  const agent = await newAgent();
  const { presignedUrl, headers, s3Key } = await askUpload(POST, agent);
  await put(presignedUrl, headers, await photo(9));
  // On a busy machine, the seven that wait for the first one may get a 503.
  const confirm = async (): Promise<Response> => {
    const answer = await update(agent, { profileImageKey: s3Key });
    return answer.status === 503 ? confirm() : answer;
  };
  const answers = await Promise.all(Array.from({ length: 8 }, confirm));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
});

test('DELETE removes the photo and its four attributes; PUT restores it', async () => {
  const agent = await newAgent();
  const { presignedUrl, headers, s3Key } = await askUpload(POST, agent);
  await put(presignedUrl, headers, await photo(10));
  await profileOf(agent);
  const removed = await DELETE(agent.request('DELETE', '/api/profile/image'));
  expect(removed.status).toBe(200);
  expect(await removed.json()).toMatchObject({ profileImageUrl: null, profileImageStatus: 'none' });
  const attributes = Object.keys(await usersItem(agent)).filter((name) =>
    name.startsWith('profileImage'),
  );
  expect(attributes).toEqual([]);
  expect((await update(agent, { profileImageKey: s3Key })).status).toBe(200);
  expect((await update(agent, { profileImageKey: null })).status).toBe(200);
  expect((await profileOf(agent)).profileImageKey).toBeNull();
});

test('PUT changes only the given fields', async () => {
  const agent = await newAgent();
  expect(await (await update(agent, { nombre: '  Eva  ' })).json()).toMatchObject({
    nombre: 'Eva',
    apellido: 'Ramírez',
  });
  expect(await (await update(agent, {})).json()).toMatchObject({ nombre: 'Eva' });
  expect(await (await update(agent, { apellido: 'Luna', role: 'admin' })).json()).toMatchObject({
    nombre: 'Eva',
    apellido: 'Luna',
  });
  expect(await usersItem(agent)).not.toHaveProperty('role');
});

test('another agent’s key is not found', async () => {
  const [agent, other] = [await newAgent(), await newAgent()];
  const { presignedUrl, headers, s3Key } = await askUpload(POST, other);
  await put(presignedUrl, headers, await photo(11));
  await profileOf(other);
  for (const key of [s3Key, 'profiles/x/y.png', '../../secret', 'constructor', '\u0000', '💥']) {
    const answer = await update(agent, { profileImageKey: key });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'image_not_found' });
  }
});

test('an agent of the original API with a legacy photo sees it', async () => {
  const userId = `legacy-${Date.now()}`;
  const key = `profiles/${userId}/0b0c6f4e-1111-4222-8333-444444444444.png`;
  const agent = await newAgent({
    userId,
    profileImageKey: key,
    profileImageUpdatedAt: 1_708_560_000,
    profileImageContentType: 'image/png',
    profileImageFileName: 'avatar.png',
  });
  const { region, awsTimeout: timeout, s3Endpoint, bucket } = env();
  const s3 = s3Client({ region, timeout, endpoint: s3Endpoint });
  const Body = await photo(12);
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: 'image/png' }));
  s3.destroy();
  const profile = await profileOf(agent);
  expect(profile).toMatchObject({
    profileImageKey: key,
    profileImageUpdatedAt: 1_708_560_000,
    profileImageFileName: 'avatar.png',
    profileImageStatus: 'shown',
  });
  expect(await statusOf(profile.profileImageUrl)).toBe(200);
  expect(profile.profileImageVariants).toHaveLength(IMAGE_VARIANTS.length);
});

test.each([
  ['emptied', ''],
  ['set to null', null],
])('a key that another program %s keeps nobody from a new photo', async (_how, profileImageKey) => {
  const agent = await newAgent({ profileImageKey });
  const { presignedUrl, headers, s3Key } = await askUpload(POST, agent);
  await put(presignedUrl, headers, await photo(13));
  expect((await profileOf(agent)).profileImageKey).toBe(s3Key);
});

test.each(['auth0|5f7c/8ec', '../../otro', 'ana@polizalab.mx', '~YQ', 'a'.repeat(129)])(
  'a user id with special characters has its own folder too: %s',
  async (id) => {
    const agent = await newAgent({ userId: id });
    const { presignedUrl, headers, s3Key } = await askUpload(POST, agent);
    expect(s3Key).toMatch(/^profiles\/~[A-Za-z0-9_-]+\/[0-9a-f-]{36}\.png$/);
    expect((await put(presignedUrl, headers, await photo(14))).status).toBe(200);
    const profile = await profileOf(agent);
    expect(profile.profileImageKey).toBe(s3Key);
    expect(await statusOf(profile.profileImageUrl)).toBe(200);
  },
);

test('every endpoint answers user_not_found to a signed-in user without an item', async () => {
  const agent = await signedInAgent(`nobody-${Date.now()}`);
  const answers = await Promise.all([
    GET(agent.request('GET', '/api/profile')),
    update(agent, { nombre: 'Eva' }),
    POST(
      agent.request('POST', '/api/profile/image', { fileName: 'a.png', contentType: 'image/png' }),
    ),
    DELETE(agent.request('DELETE', '/api/profile/image')),
  ]);
  for (const answer of answers) {
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'user_not_found' });
  }
  expect(await usersItem(agent)).toEqual({});
});
