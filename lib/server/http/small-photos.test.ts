// A photo with a side below 40 pixels is rejected, with a reason and a sentence of its own.
import { cameraPhoto } from 'odd-images/camera-photo';
import { POST } from '@/app/api/profile/image/route';
import { PUT } from '@/app/api/profile/route';
import { askUpload, newAgent, put } from '@/test/http/agent';

async function upload(width: number, height: number): Promise<Response> {
  const agent = await newAgent();
  const { s3Key, presignedUrl, headers } = await askUpload(POST, agent, {});
  const photo = await cameraPhoto({ width, height, format: 'png' });
  expect((await put(presignedUrl, headers, photo)).status).toBe(200);
  return PUT(agent.request('PUT', '/api/profile', { profileImageKey: s3Key }));
}

test.each([
  [1, 1],
  [800, 1],
  [39, 500],
  [500, 39],
])('%i x %i pixels are too small', async (width, height) => {
  const response = await upload(width, height);
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({
    code: 'image_rejected',
    reason: 'too_small',
    detail: 'Each side must have at least 40 pixels',
  });
});

test.each([
  [40, 500],
  [40, 4000],
])('%i x %i pixels are accepted', async (width, height) => {
  expect((await upload(width, height)).status).toBe(200);
});
