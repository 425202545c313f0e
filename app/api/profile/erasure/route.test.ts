// Erasure by the user, on the real engines.
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { cameraPhoto } from 'odd-images/camera-photo';
import { GET } from '@/app/api/profile/route';
import { dynamoDbClient, s3Client } from '@/lib/server/aws/clients';
import { env } from '@/lib/server/env';
import { type Agent, newAgent } from '@/test/http/agent';
import { showPhoto } from '@/test/http/show-photo';
import { POST } from './route';

const erase = (agent: Agent, userId: string) =>
  POST(agent.request('POST', '/api/profile/erasure', { userId }));

/** Returns everything that the engines store about a user, without using the app. */
async function stored({ userId }: Agent) {
  const { region, awsTimeout: timeout, dynamoDbEndpoint, s3Endpoint, ...names } = env();
  const dynamoDb = dynamoDbClient({ region, timeout, endpoint: dynamoDbEndpoint });
  const s3 = s3Client({ region, timeout, endpoint: s3Endpoint });
  const user = await dynamoDb.send(
    new GetCommand({ TableName: names.usersTable, Key: { userId }, ConsistentRead: true }),
  );
  const records = await dynamoDb.send(
    new QueryCommand({
      TableName: names.imagesTable,
      KeyConditionExpression: 'userId = :userId',
      ExpressionAttributeValues: { ':userId': userId },
      ConsistentRead: true,
    }),
  );
  const folders = ['uploads', 'profiles'].map((folder) =>
    s3.send(new ListObjectsV2Command({ Bucket: names.bucket, Prefix: `${folder}/${userId}/` })),
  );
  const objects = (await Promise.all(folders)).flatMap(({ Contents = [] }) => Contents);
  dynamoDb.destroy();
  s3.destroy();
  return { user: user.Item, records: records.Items?.length, objects: objects.length };
}

async function withPhotos(): Promise<Agent> {
  const agent = await newAgent();
  for (const side of [90, 120]) {
    await showPhoto(agent, await cameraPhoto({ width: side, height: side, format: 'png' }));
  }
  return agent;
}

test('everything is deleted, the response has the numbers, and the session has ended', async () => {
  const agent = await withPhotos();
  const before = await stored(agent);
  expect(before.objects).toBeGreaterThan(2);
  const response = await erase(agent, agent.userId);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    erasedAt: expect.any(Number),
    images: 2,
    objects: before.objects,
    userKept: false,
    uploadsClosedAt: expect.any(Number),
    complete: true,
    certificate: null,
  });
  expect(await stored(agent)).toEqual({ user: undefined, records: 0, objects: 0 });
  expect((await GET(agent.request('GET', '/api/profile'))).status).toBe(404);
  expect((await erase(agent, agent.userId)).status).toBe(404);
});

test('without the caller’s own user id, nothing is deleted', async () => {
  const [agent, other] = [await withPhotos(), await newAgent()];
  const before = await stored(agent);
  for (const body of [{}, { userId: '' }, { userId: other.userId }, { userId: null }]) {
    const request = agent.request('POST', '/api/profile/erasure', body);
    expect((await POST(request)).status).toBe(400);
  }
  expect((await erase(other, agent.userId)).status).toBe(400);
  expect(await stored(agent)).toEqual(before);
});
