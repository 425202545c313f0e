// Bytes corrupted in transit from S3 to the app. The stored photo is intact, so it must not be rejected.

import { cameraPhoto } from 'odd-images/camera-photo';
import { POST } from '@/app/api/profile/image/route';
import { GET, PUT } from '@/app/api/profile/route';
import {
  type FaultyNetwork,
  faultyNetwork,
  flipped,
  recognizeNodeErrors,
} from '@/test/aws/faulty-network';
import { askUpload, newAgent, put } from '@/test/http/agent';

let network: FaultyNetwork;
let photo: Buffer;

beforeAll(async () => {
  recognizeNodeErrors();
  const engine = process.env.S3_ENDPOINT ?? '';
  network = await faultyNetwork(engine);
  process.env.S3_ENDPOINT = network.url;
  process.env.S3_PUBLIC_ENDPOINT = engine;
  photo = await cameraPhoto({ width: 90, height: 90, format: 'png' });
});

afterAll(() => network.close());

test.each([
  ['its first byte', 0],
  ['its header', 20],
  ['its pixels', 200],
])(
  'a photo damaged in %s is 503 and stays pending; once it arrives intact, it is shown',
  async (_where, place) => {
    const agent = await newAgent();
    const declared = { fileSize: photo.length };
    const { s3Key, presignedUrl, headers } = await askUpload(POST, agent, declared);
    expect((await put(presignedUrl, headers, photo)).status).toBe(200);
    const confirm = () => PUT(agent.request('PUT', '/api/profile', { profileImageKey: s3Key }));

    network.fail((_, call) => (call.startsWith('GET') ? flipped(place) : undefined));
    const refused = await confirm();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    const waiting = await (await GET(agent.request('GET', '/api/profile'))).json();
    expect(waiting).toMatchObject({ profileImageStatus: 'pending', profileImageKey: null });

    network.fail(() => undefined);
    const shown = await confirm();
    expect(shown.status).toBe(200);
    expect(await shown.json()).toMatchObject({
      profileImageKey: s3Key,
      profileImageStatus: 'shown',
    });
  },
);

test('a photo that arrives intact and does not match its declarations is rejected', async () => {
  const agent = await newAgent();
  const { s3Key, presignedUrl } = await askUpload(POST, agent);
  network.fail(() => undefined);
  await put(presignedUrl, { 'content-type': 'image/png' }, Buffer.from('no picture'));
  const response = await PUT(agent.request('PUT', '/api/profile', { profileImageKey: s3Key }));
  expect(response.status).toBe(422);
});
