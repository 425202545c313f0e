// Many users confirm their photos concurrently, and every request succeeds.

import { cameraPhoto } from 'odd-images/camera-photo';
import { askUpload, newAgent, put } from '@/test/http/agent';
import { POST } from './image/route';
import { PUT } from './route';

const PEOPLE = 32;

test('thirty-two users confirm photos of 100 KB concurrently, and each is shown', async () => {
  const photo = await cameraPhoto({ width: 900, height: 700, noise: 9 });
  expect(photo.length).toBeGreaterThan(80_000);
  expect(photo.length).toBeLessThan(120_000);
  const uploads = await Promise.all(
    Array.from({ length: PEOPLE }, async () => {
      const agent = await newAgent();
      const issued = await askUpload(POST, agent, {
        fileName: 'foto.jpg',
        contentType: 'image/jpeg',
      });
      const stored = await put(issued.presignedUrl, issued.headers, photo);
      expect(stored.status).toBe(200);
      return { agent, key: issued.s3Key };
    }),
  );

  const answers = await Promise.all(
    uploads.map(async ({ agent, key }) => {
      const response = await PUT(agent.request('PUT', '/api/profile', { profileImageKey: key }));
      const { profileImageKey } = await response.json();
      return { status: response.status, isShown: profileImageKey === key };
    }),
  );

  expect(answers).toEqual(Array(PEOPLE).fill({ status: 200, isShown: true }));
});
