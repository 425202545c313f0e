// A client that uses only the three original endpoints: POST, PUT to S3 with only Content-Type, GET.
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { cameraPhoto } from 'odd-images/camera-photo';
import { type Agent, expect, given, sessionToken, test } from '../test/browser/fixtures';

interface Issued {
  presignedUrl: string;
  s3Key: string;
  expiresIn: number;
}

async function originalClient(agent: Agent) {
  const cookie = `next-auth.session-token=${await sessionToken(agent)}`;
  const call = (method: string, path: string, body?: unknown) =>
    fetch(`${given('E2E_BASE_URL')}/api${path}`, {
      method,
      headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  return {
    issue: async (fileName: string, contentType: string): Promise<Issued> => {
      const response = await call('POST', '/profile/image', { fileName, contentType });
      expect(response.status).toBe(200);
      return response.json();
    },
    upload: (url: string, contentType: string, body: Buffer) =>
      fetch(url, {
        method: 'PUT',
        headers: { 'content-type': contentType },
        body: new Uint8Array(body),
      }),
    profile: async () => {
      const response = await call('GET', '/profile');
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      return response.json();
    },
    update: (body: unknown) => call('PUT', '/profile', body),
  };
}

test('a first photo is requested, uploaded and shown', async ({ agent, s3 }) => {
  const client = await originalClient(agent);
  expect(await client.profile()).toMatchObject({
    userId: agent.userId,
    email: agent.email,
    nombre: agent.nombre,
    apellido: agent.apellido,
    createdAt: agent.createdAt,
    profileImageUrl: null,
  });

  const issued = await client.issue('avatar.png', 'image/png');
  expect(issued.expiresIn).toBe(300);
  expect(issued.s3Key).toMatch(
    new RegExp(`^profiles/${agent.userId}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.png$`),
  );

  const photo = await cameraPhoto({ format: 'png', width: 800, height: 600 });
  expect((await client.upload(issued.presignedUrl, 'image/png', photo)).status).toBe(200);

  const profile = await client.profile();
  expect(profile).toMatchObject({
    profileImageKey: issued.s3Key,
    profileImageUrlExpiresIn: 300,
    profileImageUpdatedAt: expect.any(Number),
  });
  const shown = await fetch(profile.profileImageUrl);
  expect(shown.status).toBe(200);
  expect(shown.headers.get('content-type')).toBe('image/png');
  await s3.send(new GetObjectCommand({ Bucket: given('S3_BUCKET'), Key: issued.s3Key }));
});

test('a second photo replaces the first, under a new key', async ({ agent }) => {
  const client = await originalClient(agent);
  const photo = await cameraPhoto({ format: 'jpeg', width: 800, height: 600 });
  const keys: string[] = [];
  for (const fileName of ['uno.jpg', 'dos.jpg']) {
    const issued = await client.issue(fileName, 'image/jpeg');
    await client.upload(issued.presignedUrl, 'image/jpeg', photo);
    const { profileImageKey } = await client.profile();
    expect(profileImageKey).toBe(issued.s3Key);
    keys.push(profileImageKey);
  }
  expect(new Set(keys).size).toBe(2);
});

test('names alone, the key alone, and both at once', async ({ agent }) => {
  const client = await originalClient(agent);
  const named = await client.update({ nombre: 'Sofía' });
  expect(await named.json()).toMatchObject({ nombre: 'Sofía', apellido: agent.apellido });

  const issued = await client.issue('avatar.webp', 'image/webp');
  const photo = await cameraPhoto({ format: 'webp', width: 640, height: 480 });
  await client.upload(issued.presignedUrl, 'image/webp', photo);
  const both = await client.update({ apellido: 'Luna', profileImageKey: issued.s3Key });
  expect(both.status).toBe(200);
  expect(await both.json()).toMatchObject({
    nombre: 'Sofía',
    apellido: 'Luna',
    profileImageKey: issued.s3Key,
  });
});

test('an upload of another type than requested gets 403, and shows nothing', async ({ agent }) => {
  const client = await originalClient(agent);
  const issued = await client.issue('avatar.png', 'image/png');
  const photo = await cameraPhoto({ format: 'jpeg', width: 800, height: 600 });
  expect((await client.upload(issued.presignedUrl, 'image/jpeg', photo)).status).toBe(403);
  expect(await client.profile()).toMatchObject({ profileImageKey: null, profileImageUrl: null });
});

test.describe('refused', () => {
  for (const [what, body] of [
    ['no file name', { contentType: 'image/png' }],
    ['no type', { fileName: 'a.png' }],
    ['a type that is not an image', { fileName: 'a.pdf', contentType: 'application/pdf' }],
    ['an image type that is not allowed', { fileName: 'a.gif', contentType: 'image/gif' }],
  ] as const) {
    test(what, async ({ agent }) => {
      const cookie = `next-auth.session-token=${await sessionToken(agent)}`;
      const response = await fetch(`${given('E2E_BASE_URL')}/api/profile/image`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    });
  }
});
