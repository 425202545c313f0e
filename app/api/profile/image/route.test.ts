// Validation of POST /api/profile/image and PUT /api/profile: every invalid field is named, with a stable error code.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { GET, PUT } from '@/app/api/profile/route';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { writeImageItem } from '@/lib/server/aws/dynamo-items';
import { env } from '@/lib/server/env';
import { profileKey } from '@/lib/server/profile/domain/object-keys';
import { imageHistoryResponse, type Problem, problem } from '@/lib/shared/profile-schema';
import { askUpload, makeRequest, newAgent } from '@/test/http/agent';
import { GET as HISTORY } from './history/route';
import { POST } from './route';

const sound = { fileName: 'avatar.png', contentType: 'image/png' };
const SHA = 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=';

async function refusal(response: Response): Promise<Problem> {
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  return problem.parse(await response.json());
}

const post = async (body: unknown) => {
  const agent = await newAgent();
  return POST(agent.request('POST', '/api/profile/image', body));
};

test.each([
  ['no file name', { contentType: 'image/png' }, 'fileName'],
  ['no type', { fileName: 'avatar.png' }, 'contentType'],
  ['a type that is no image', { ...sound, contentType: 'text/html' }, 'contentType'],
  ['a type that is not allowed', { ...sound, contentType: 'image/svg+xml' }, 'contentType'],
  ['a GIF', { ...sound, contentType: 'image/gif' }, 'contentType'],
  ['a type in capitals', { ...sound, contentType: 'IMAGE/PNG' }, 'contentType'],
  ['a type with a parameter', { ...sound, contentType: 'image/png; x=1' }, 'contentType'],
  ['a type with a header in it', { ...sound, contentType: 'image/png\r\nx: y' }, 'contentType'],
  ['a type named like a method', { ...sound, contentType: 'toString' }, 'contentType'],
  ['a file name that is a number', { ...sound, fileName: 7 }, 'fileName'],
  ['an empty file name', { ...sound, fileName: '  ' }, 'fileName'],
  ['a file name of control characters', { ...sound, fileName: 'a\u0000.png' }, 'fileName'],
  ['a file name that turns its text around', { ...sound, fileName: 'a\u202egnp.exe' }, 'fileName'],
  ['a file name too long', { ...sound, fileName: `${'ñ'.repeat(126)}.png` }, 'fileName'],
  ['a size of nothing', { ...sound, fileSize: 0 }, 'fileSize'],
  ['a size below nothing', { ...sound, fileSize: -1 }, 'fileSize'],
  ['half a byte', { ...sound, fileSize: 1.5 }, 'fileSize'],
  ['a size over 2 MiB', { ...sound, fileSize: 2 * 1024 * 1024 + 1 }, 'fileSize'],
  ['a size that is a text', { ...sound, fileSize: '100' }, 'fileSize'],
  ['a checksum that is hex', { ...sound, checksumSha256: 'ab'.repeat(32) }, 'checksumSha256'],
  ['a checksum too short', { ...sound, checksumSha256: SHA.slice(4) }, 'checksumSha256'],
  ['a checksum that is null', { ...sound, checksumSha256: null }, 'checksumSha256'],
])('POST with %s: 400, and the field is named', async (_what, body, field) => {
  const { code, errors } = await refusal(await post(body));
  expect(code).toBe('invalid_request');
  expect(errors?.map((error) => error.field)).toEqual([field]);
  expect(errors?.[0]?.message).toMatch(/./);
});

test('all invalid fields are named at once', async () => {
  const { errors } = await refusal(await post({ fileSize: 'x' }));
  expect(errors?.map(({ field }) => field).sort()).toEqual(['contentType', 'fileName', 'fileSize']);
});

test('the largest upload, the longest file name and unknown fields are accepted', async () => {
  const fileName = `${'ñ'.repeat(125)}.png`;
  const fileSize = 2 * 1024 * 1024;
  expect((await post({ fileName, contentType: 'image/webp', fileSize, crop: [0, 0] })).status).toBe(
    200,
  );
});

test.each([
  ['an empty name', { nombre: '' }, 'nombre'],
  ['a name of spaces', { nombre: ' \u00a0 ' }, 'nombre'],
  ['a name too long', { nombre: '📷'.repeat(81) }, 'nombre'],
  ['a name that is null', { nombre: null }, 'nombre'],
  ['a name that is an object', { apellido: { $set: 1 } }, 'apellido'],
  ['half a character', { nombre: '\ud800' }, 'nombre'],
  ['an empty key', { profileImageKey: '' }, 'profileImageKey'],
  ['a key too long', { profileImageKey: 'a'.repeat(1025) }, 'profileImageKey'],
  ['a key that is a list', { profileImageKey: ['a'] }, 'profileImageKey'],
])('PUT with %s: 400, and nothing changes', async (_what, body, field) => {
  const agent = await newAgent();
  const mixed = { nombre: 'Eva', ...body };
  const { code, errors } = await refusal(await PUT(agent.request('PUT', '/api/profile', mixed)));
  expect(code).toBe('invalid_request');
  expect(errors?.map((error) => error.field)).toEqual([field]);
  const profile = await (await GET(agent.request('GET', '/api/profile'))).json();
  expect(profile).toMatchObject({ nombre: 'Ana', apellido: 'Ramírez' });
});

test.each(['../x', 'a b', 'a'.repeat(65), '%00', ''])(
  'the history from the cursor %j: 400',
  async (cursor) => {
    const agent = await newAgent();
    const path = `/api/profile/image/history?cursor=${encodeURIComponent(cursor)}`;
    const { errors } = await refusal(await HISTORY(agent.request('GET', path)));
    expect(errors?.map(({ field }) => field)).toEqual(['cursor']);
  },
);

test.each(['zzzz', 'key-', '0', '-', '____'])(
  'a cursor that the API never returned, %j, yields a valid page',
  async (cursor) => {
    const agent = await newAgent();
    const path = `/api/profile/image/history?cursor=${cursor}`;
    const response = await HISTORY(agent.request('GET', path));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ items: [], next: null, expiresIn: 300 });
  },
);

test('the history has each image with its events, page by page', async () => {
  const agent = await newAgent();
  const issued = await askUpload(POST, agent);
  const older = await putOlderImages(agent.userId, 21);
  const first = await HISTORY(agent.request('GET', '/api/profile/image/history'));
  expect(first.headers.get('cache-control')).toBe('private, no-store');
  const { items, next } = imageHistoryResponse.parse(await first.json());
  expect(items).toHaveLength(20);
  const path = `/api/profile/image/history?cursor=${next}`;
  const last = imageHistoryResponse.parse(await (await HISTORY(agent.request('GET', path))).json());
  expect(last.next).toBeNull();
  expect([...items, ...last.items].map(({ key }) => key)).toEqual([issued.s3Key, ...older]);
  expect(items[0]).toEqual({
    key: issued.s3Key,
    state: 'issued',
    reason: null,
    checksumSha256: null,
    contentType: 'image/png',
    fileName: 'foto.png',
    issuedAt: expect.any(Number),
    restorableUntil: null,
    thumbnailUrl: null,
    placeholder: null,
    events: [{ type: 'issued', at: expect.any(Number), reason: null, via: 'api' }],
  });
});

/** Stores old images, and returns their keys, newest first. */
async function putOlderImages(userId: string, count: number): Promise<string[]> {
  const { region, awsTimeout: timeout, dynamoDbEndpoint, imagesTable } = env();
  const client = dynamoDbClient({ region, timeout, endpoint: dynamoDbEndpoint });
  const ids = Array.from(
    { length: count },
    (_, index) => `01000000-0000-7000-8000-${String(count - index).padStart(12, '0')}`,
  );
  for (const imageId of ids) {
    const Item = writeImageItem({
      userId,
      imageId,
      key: profileKey(userId, imageId, 'image/png'),
      uploadKey: null,
      contentType: 'image/png',
      fileName: 'vieja.png',
      declaredSize: null,
      declaredSha256: null,
      seq: 0,
      state: 'deleted',
      reason: null,
      issuedAt: 1_700_000_000 + Number(imageId.slice(-12)),
      processed: null,
      lease: null,
      attempts: 0,
      dueAt: null,
      expiresAt: null,
      rev: 1,
    });
    await client.send(new PutCommand({ TableName: imagesTable, Item }));
  }
  client.destroy();
  return ids.map((imageId) => profileKey(userId, imageId, 'image/png'));
}

test('the body is not read before the caller is authenticated', async () => {
  const request = makeRequest('POST', '/api/profile/image', 'x'.repeat(1_000_000));
  expect((await POST(request)).status).toBe(401);
  expect(request.bodyUsed).toBe(false);
});
