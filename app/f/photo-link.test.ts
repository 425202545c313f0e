// The lasting link through its handler, on the real engines.
import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import sharp from 'sharp';
import { GET as EXPORT } from '@/app/api/profile/export/route';
import { DELETE as REMOVE } from '@/app/api/profile/image/route';
import { DELETE } from '@/app/api/profile/link/route';
import { DELETE as END_SESSIONS } from '@/app/api/profile/sessions/route';
import { app } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { LINK_WINDOW_SECONDS } from '@/lib/shared/upload-policy';
import { makeRequest, newAgent } from '@/test/http/agent';
import {
  client,
  follow,
  locationOf,
  newAddress,
  setUpPhotoLinks,
  showPhoto,
  turnOn,
} from '@/test/http/photo-links';
import { HEAD } from './[file]/route';

setUpPhotoLinks('198.52');

test('has 128 random bits, and neither name nor id', async () => {
  const agent = await newAgent({ nombre: 'Visible' });
  const paths = [await turnOn(agent), await turnOn(agent, { audience: 'anyone', renew: true })];
  for (const path of paths) {
    const [, token = ''] = /^\/f\/([A-Za-z0-9_-]{22})\.jpg$/.exec(path) ?? [];
    expect(Buffer.from(token, 'base64url')).toHaveLength(16);
    expect(path).not.toMatch(new RegExp(`${agent.userId}|visible`, 'i'));
  }
  expect(paths[0]).not.toBe(paths[1]);
});

test('redirects to a JPEG of at most 648 pixels, or 240', async () => {
  const agent = await newAgent();
  await showPhoto(agent);
  const path = await turnOn(agent);
  for (const [query, width] of [
    ['', 648],
    ['?s=648', 648],
    ['?s=241', 648],
    ['?s=240', 240],
    ['?s=40&utm_source=mail', 240],
  ] as const) {
    const stored = await fetch(await locationOf(path + query));
    expect(stored.status).toBe(200);
    expect(stored.headers.get('content-type')).toBe('image/jpeg');
    const metadata = await sharp(Buffer.from(await stored.arrayBuffer())).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', width, height: width });
  }
});

test.each(['39', '649', '0', '-40', '240.5', 'x', '', '1e2', '0x64', '100,200', '99999999999'])(
  'a size of "%s" is refused, whether the token exists or not',
  async (size) => {
    const agent = await newAgent();
    const path = await turnOn(agent);
    for (const some of [path, '/f/unknown.jpg']) {
      const response = await follow(`${some}?s=${size}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        code: 'invalid_request',
        errors: [{ field: 's' }],
      });
    }
  },
);

test('within a window the redirect is the same for all, and cached until it ends', async () => {
  const agent = await newAgent();
  await showPhoto(agent);
  const path = await turnOn(agent);
  const first = await follow(path);
  const second = await follow(path, { 'user-agent': 'another' });
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
  expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
  expect(first.headers.get('cache-control')).toBe(`public, max-age=${LINK_WINDOW_SECONDS - 10}`);
  const url = new URL(first.headers.get('location') ?? '');
  expect(Number(url.searchParams.get('X-Amz-Expires'))).toBe(2 * LINK_WINDOW_SECONDS);
  const stored = await fetch(url);
  expect(stored.headers.get('cache-control')).toBe('public, max-age=600');
});

test('answers 304 only while the caller has the current redirect', async () => {
  const agent = await newAgent();
  await showPhoto(agent);
  const path = await turnOn(agent);
  const etag = (await follow(path)).headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]{43}"$/);
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const response = await follow(path, { 'if-none-match': known });
    expect(response.status).toBe(304);
    expect(response.headers.get('etag')).toBe(etag);
    expect(response.headers.get('cache-control')).toMatch(/^public, max-age=\d+$/);
    expect(response.headers.get('location')).toBeNull();
  }
  expect((await follow(path, { 'if-none-match': '"x"' })).status).toBe(302);
  await REMOVE(agent.request('DELETE', '/api/profile/image'));
  expect((await follow(path, { 'if-none-match': etag })).status).toBe(302);
});

test('a HEAD has the headers of a GET', async () => {
  const agent = await newAgent();
  const path = await turnOn(agent);
  const got = await follow(path);
  const head = await HEAD(
    makeRequest('HEAD', path, undefined, { 'x-forwarded-for': newAddress() }),
  );
  expect(head.status).toBe(302);
  const without = (response: Response) =>
    [...response.headers].filter(([name]) => name !== 'x-request-id');
  expect(without(head)).toEqual(without(got));
});

test('mails and other sites may show the photo, and search engines do not index it', async () => {
  const agent = await newAgent();
  for (const path of [await turnOn(agent), '/f/unknown.jpg']) {
    const { headers } = await follow(path, { origin: 'https://correo.example' });
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('x-robots-tag')).toBe('noindex');
  }
});

test('without a photo it redirects to a picture of the initials, which the app does not serve itself', async () => {
  const agent = await newAgent();
  await showPhoto(agent);
  const path = await turnOn(agent);
  await REMOVE(agent.request('DELETE', '/api/profile/image'));
  const response = await follow(path);
  expect(response.status).toBe(302);
  expect(await response.text()).toBe('');
  const stored = await fetch(response.headers.get('location') ?? '');
  const bytes = Buffer.from(await stored.arrayBuffer());
  expect(stored.headers.get('content-type')).toBe('image/png');
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 648 });
});

test('a change of the photo is seen by the next request', async () => {
  const agent = await newAgent();
  await showPhoto(agent);
  const path = await turnOn(agent);
  const before = await locationOf(path);
  await showPhoto(agent);
  expect(new URL(await locationOf(path)).pathname).not.toBe(new URL(before).pathname);
});

test('once the link is turned off or renewed, the old address is 404 at once', async () => {
  const agent = await newAgent();
  await showPhoto(agent);
  const old = await turnOn(agent);
  const renewed = await turnOn(agent, { audience: 'anyone', renew: true });
  expect((await follow(old)).status).toBe(404);
  expect((await follow(renewed)).status).toBe(302);
  const response = await DELETE(agent.request('DELETE', '/api/profile/link'));
  expect(response.status).toBe(200);
  expect((await response.json()).profileImageLink).toBeNull();
  expect((await follow(renewed)).status).toBe(404);
});

test('a link for the team requires a session, and is not cacheable', async () => {
  const [agent, colleague] = [await newAgent(), await newAgent()];
  await showPhoto(agent);
  const path = await turnOn(agent, { audience: 'team' });
  expect((await follow(path)).status).toBe(404);
  expect((await follow(path, { cookie: 'next-auth.session-token=x.y.z' })).status).toBe(404);
  const response = await follow(path, { cookie: colleague.cookie });
  expect(response.status).toBe(302);
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  expect(response.headers.get('etag')).toBeNull();
  const stored = await fetch(response.headers.get('location') ?? '');
  expect(stored.status).toBe(200);
  await END_SESSIONS(colleague.request('DELETE', '/api/profile/sessions'));
  expect((await follow(path, { cookie: colleague.cookie })).status).toBe(404);
});

test('an erasure ends the link', async () => {
  const agent = await newAgent();
  const path = await turnOn(agent);
  expect((await app().eraseUser(agent.userId)).left).toEqual([]);
  expect((await follow(path)).status).toBe(404);
});

test('other programs find the link in `Users` beside the photo, and alone without one', async () => {
  const agent = await newAgent();
  const row = async () => {
    const { Item } = await client.send(
      new GetCommand({ TableName: env().usersTable, Key: { userId: agent.userId } }),
    );
    return Item ?? {};
  };
  const path = await turnOn(agent);
  const link = `http://localhost:3000${path}`;
  expect((await row()).profileImage).toEqual({ link });
  await showPhoto(agent);
  const { profileImage, profileImageKey } = await row();
  expect(profileImage).toMatchObject({ link, key: profileImageKey });
  await REMOVE(agent.request('DELETE', '/api/profile/image'));
  expect((await row()).profileImage).toEqual({ link });
  await DELETE(agent.request('DELETE', '/api/profile/link'));
  const after = await row();
  expect(after.profileImage).toBeUndefined();
  expect(after.profileImageLink).toBeUndefined();
});

test('the table of images does not contain the token', async () => {
  const path = await turnOn(await newAgent());
  const token = path.slice(3, -4);
  const { Items: items = [] } = await client.send(
    new ScanCommand({ TableName: env().imagesTable }),
  );
  expect(items.length).toBeGreaterThan(0);
  expect(JSON.stringify(items)).not.toContain(token);
});

test('the export has the link and its events', async () => {
  const agent = await newAgent();
  const path = await turnOn(agent);
  await turnOn(agent, { audience: 'team' });
  const exported = await (await EXPORT(agent.request('GET', '/api/profile/export'))).json();
  expect(exported.user.profileImageLink).toEqual({
    url: `http://localhost:3000${path}`,
    audience: 'team',
  });
  const types = exported.events.map(({ type }: { type: string }) => type);
  expect(types).toEqual(['link_for_team', 'link_for_anyone']);
});
