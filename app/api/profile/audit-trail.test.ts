// The events that requests leave in the audit trail, with two proxies in front of the app.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { cameraPhoto } from 'odd-images/camera-photo';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { env } from '@/lib/server/env';
import { type Agent, askUpload, newAgent, put } from '@/test/http/agent';
import { DELETE, POST } from './image/route';
import { PUT } from './route';

beforeAll(() => {
  process.env.PROXY_DEPTH = '2';
});

test('each event has the caller, and the address from which the outermost of our proxies was called', async () => {
  const agent = await newAgent();
  const from = (address: string) => ({
    'x-forwarded-for': `203.0.113.66, ${address}, 10.0.0.7`,
    forwarded: 'for=203.0.113.66',
    'x-real-ip': '203.0.113.66',
  });
  const upload = await askUpload((request) => {
    for (const [name, value] of Object.entries(from('198.51.100.1'))) {
      request.headers.set(name, value);
    }
    return POST(request);
  }, agent);
  const photo = await cameraPhoto({ width: 90, height: 90, format: 'png' });
  await put(upload.presignedUrl, upload.headers, photo);
  const confirm = { profileImageKey: upload.s3Key };
  const shown = await PUT(agent.request('PUT', '/api/profile', confirm, from('2001:db8::2')));
  expect(shown.status).toBe(200);
  await DELETE(agent.request('DELETE', '/api/profile/image', undefined, from('198.51.100.3')));

  const trail = await eventsOf(agent);
  expect(trail.map(({ type, by }) => [type, by])).toEqual([
    ['issued', { userId: agent.userId, via: 'api', address: '198.51.100.1' }],
    ['shown', { userId: agent.userId, via: 'api', address: '2001:db8::2' }],
    ['removed', { userId: agent.userId, via: 'api', address: '198.51.100.3' }],
  ]);
});

/** Reads the events of one image from the table, oldest first. */
async function eventsOf({ userId }: Agent): Promise<Record<string, unknown>[]> {
  const { region, awsTimeout: timeout, dynamoDbEndpoint: endpoint, imagesTable: TableName } = env();
  const client = dynamoDbClient({ region, timeout, endpoint });
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'userId = :userId AND begins_with(#item, :events)',
      ExpressionAttributeNames: { '#item': 'item' },
      ExpressionAttributeValues: { ':userId': userId, ':events': 'history#' },
    }),
  );
  client.destroy();
  return Items;
}
