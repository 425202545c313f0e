// Another program writes the `Users` row, on real S3 and DynamoDB, and the API follows its changes.
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { cameraPhoto } from 'odd-images/camera-photo';
import { dynamoDbClient, s3Client } from '@/lib/server/aws/clients';
import { env } from '@/lib/server/env';
import { imageHistoryResponse, profileResponse } from '@/lib/shared/profile-schema';
import { type Agent, askUpload, newAgent, put } from '@/test/http/agent';
import { NO_PHOTO } from '@/test/profile/no-photo';
import { GET as HISTORY } from './image/history/route';
import { POST } from './image/route';
import { GET, PUT } from './route';

const FOUR = [
  'profileImageKey',
  'profileImageUpdatedAt',
  'profileImageContentType',
  'profileImageFileName',
];

let client: DynamoDBDocumentClient;
let photo: Buffer;

beforeAll(async () => {
  const { region, awsTimeout: timeout, dynamoDbEndpoint } = env();
  client = dynamoDbClient({ region, timeout, endpoint: dynamoDbEndpoint });
  photo = await cameraPhoto({ width: 120, height: 90, format: 'png' });
});

afterAll(() => client.destroy());

/** Another program's update of the row. */
async function write(agent: Agent, update: Partial<UpdateCommandInput>): Promise<void> {
  const Key = { userId: agent.userId };
  await client.send(new UpdateCommand({ TableName: env().usersTable, Key, ...update }));
}

const setKey = (value: unknown) => ({
  UpdateExpression: 'SET profileImageKey = :value',
  ExpressionAttributeValues: { ':value': value },
});

/** Returns the four attributes of the row. */
async function rowOf(agent: Agent): Promise<Record<string, unknown>> {
  const { Item = {} } = await client.send(
    new GetCommand({
      TableName: env().usersTable,
      Key: { userId: agent.userId },
      ConsistentRead: true,
    }),
  );
  return Object.fromEntries(Object.entries(Item).filter(([name]) => FOUR.includes(name)));
}

async function profileOf(agent: Agent) {
  const response = await GET(agent.request('GET', '/api/profile'));
  expect(response.status).toBe(200);
  return profileResponse.parse(await response.json());
}

const show = (agent: Agent, profileImageKey: string) =>
  PUT(agent.request('PUT', '/api/profile', { profileImageKey }));

async function uploadShown(agent: Agent): Promise<string> {
  const { presignedUrl, headers, s3Key } = await askUpload(POST, agent);
  await put(presignedUrl, headers, photo);
  expect((await show(agent, s3Key)).status).toBe(200);
  return s3Key;
}

async function legacyAgent(attributes: Record<string, unknown>): Promise<[Agent, string]> {
  const userId = `legacy-${crypto.randomUUID()}`;
  const key = `profiles/${userId}/0b0c6f4e-1111-4222-8333-444444444444.png`;
  const { region, awsTimeout: timeout, s3Endpoint, bucket } = env();
  const s3 = s3Client({ region, timeout, endpoint: s3Endpoint });
  await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: photo, ContentType: 'image/png' }),
  );
  s3.destroy();
  return [await newAgent({ userId, profileImageKey: key, ...attributes }), key];
}

const removals: [string, Partial<UpdateCommandInput>][] = [
  ['removed', { UpdateExpression: 'REMOVE profileImageKey' }],
  ['set to NULL', setKey(null)],
  ['emptied', setKey('')],
  ['set to a list', setKey(['profiles/x.png'])],
];

test.each(removals)(
  'a key that is %s removes the photo, which can be restored',
  async (_how, update) => {
    const agent = await newAgent();
    const key = await uploadShown(agent);
    await write(agent, update);
    expect(await profileOf(agent)).toMatchObject({
      ...NO_PHOTO,
    });
    const answer = await HISTORY(agent.request('GET', '/api/profile/image/history'));
    const [item] = imageHistoryResponse.parse(await answer.json()).items;
    expect(item).toMatchObject({ key, state: 'kept' });
    expect(item?.events[0]).toMatchObject({ type: 'removed', via: 'other-writer' });
    expect((await show(agent, key)).status).toBe(200);
    expect(await profileOf(agent)).toMatchObject({ profileImageKey: key });
    expect(await rowOf(agent)).toMatchObject({ profileImageKey: key });
  },
);

test('writing the key of an earlier photo restores it', async () => {
  const agent = await newAgent();
  const first = await uploadShown(agent);
  const second = await uploadShown(agent);
  await write(agent, setKey(first));
  expect(await profileOf(agent)).toMatchObject({ profileImageKey: first });
  expect(await rowOf(agent)).toMatchObject({ profileImageKey: first });
  await write(agent, setKey(second));
  expect(await profileOf(agent)).toMatchObject({ profileImageKey: second });
});

test('PUT of the shown key sets its time, in the row and in the response', async () => {
  const agent = await newAgent();
  const key = await uploadShown(agent);
  const before = 1_711_111_111;
  await write(agent, {
    UpdateExpression: 'SET profileImageUpdatedAt = :before',
    ExpressionAttributeValues: { ':before': before },
  });
  expect(await profileOf(agent)).toMatchObject({ profileImageUpdatedAt: before });
  const answer = profileResponse.parse(await (await show(agent, key)).json());
  expect(answer.profileImageUpdatedAt).toBeGreaterThan(before);
  expect(await rowOf(agent)).toMatchObject({
    profileImageKey: key,
    profileImageUpdatedAt: answer.profileImageUpdatedAt,
  });
  expect((await profileOf(agent)).profileImageUpdatedAt).toBe(answer.profileImageUpdatedAt);
});

test('PUT of the key of a legacy photo sets its time, although it has to be validated first', async () => {
  const [agent, key] = await legacyAgent({ profileImageUpdatedAt: 1_708_560_000 });
  const answer = profileResponse.parse(await (await show(agent, key)).json());
  expect(answer.profileImageUpdatedAt).toBeGreaterThan(1_708_560_000);
  expect(await rowOf(agent)).toMatchObject({
    profileImageUpdatedAt: answer.profileImageUpdatedAt,
  });
});

// More forms are in lib/server/aws/read-time.test.ts.
const times: [unknown, number | null][] = [
  ['2024-02-22T00:00:00Z', 1_708_560_000],
  ['ayer', null],
  [0, null],
  [undefined, null],
];

test.each(times)('a legacy time of %p is returned as %p, and is kept', async (written, told) => {
  const [agent] = await legacyAgent({
    profileImageContentType: 'image/png',
    ...(written !== undefined && { profileImageUpdatedAt: written }),
  });
  const before = await rowOf(agent);
  const { profileImageUpdatedAt: answered } = await profileOf(agent);
  if (told !== null) {
    expect(answered).toBe(told);
  } else {
    // The time at which its object was written, a moment ago.
    expect(Math.abs((answered ?? 0) - Date.now() / 1000)).toBeLessThan(3600);
  }
  expect(await rowOf(agent)).toEqual(before);
  expect((await profileOf(agent)).profileImageUpdatedAt).toBe(answered);
  expect(await rowOf(agent)).toEqual(before);
});

test.each(['1E+100', '1708560000123456789.5'])(
  'a number that JavaScript cannot represent is no error: %s',
  async (number) => {
    const [agent, key] = await legacyAgent({});
    await client.send(
      new UpdateItemCommand({
        TableName: env().usersTable,
        Key: { userId: { S: agent.userId } },
        UpdateExpression: 'SET profileImageUpdatedAt = :number, telefono = :number',
        ExpressionAttributeValues: { ':number': { N: number } },
      }),
    );
    expect((await profileOf(agent)).profileImageKey).toBe(key);
  },
);

test('attributes of unexpected types are no error, and stay unchanged', async () => {
  const odd = { profileImageContentType: null, profileImageFileName: 7, createdAt: 1_708_560_000 };
  const [agent, key] = await legacyAgent(odd);
  const before = await rowOf(agent);
  expect(await profileOf(agent)).toMatchObject({
    profileImageKey: key,
    profileImageContentType: 'image/png',
    profileImageFileName: '',
    createdAt: '',
  });
  expect(await rowOf(agent)).toEqual(before);
});
