// The lasting link through its handler, on the real engines.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { cameraPhoto } from 'odd-images/camera-photo';
import sharp from 'sharp';
import { type RunningS3, startS3 } from 'strict-s3';
import { GET as EXPORT } from '@/app/api/profile/export/route';
import { POST, DELETE as REMOVE } from '@/app/api/profile/image/route';
import { DELETE, PUT as LINK } from '@/app/api/profile/link/route';
import { PUT } from '@/app/api/profile/route';
import { DELETE as END_SESSIONS } from '@/app/api/profile/sessions/route';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { app } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { LINK_WINDOW_SECONDS } from '@/lib/shared/upload-policy';
import { type FaultyNetwork, faultyNetwork } from '@/test/aws/faulty-network';
import { type Agent, askUpload, makeRequest, newAgent, put } from '@/test/http/agent';
import { fixDate } from '@/test/http/fixed-date';
import { GET, HEAD } from './[file]/route';

const WINDOW = LINK_WINDOW_SECONDS * 1000;
let dynamoDb: FaultyNetwork;
let engine: RunningS3;
let s3: FaultyNetwork;
let photo: Buffer;
let client: ReturnType<typeof dynamoDbClient>;
let networks = 0;

const dataDir = mkdtempSync(join(tmpdir(), 'photo-link-'));
/** Ten seconds into a window. */
const START = new Date(Math.floor(Date.now() / WINDOW) * WINDOW + 10_000);

beforeAll(async () => {
  // An S3 in this process has the same date as the app.
  fixDate(START);
  engine = await startS3({
    port: 0,
    dataDir,
    region: process.env.APP_REGION ?? process.env.AWS_REGION ?? '',
    credentials: {
      accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
    },
    buckets: [process.env.S3_BUCKET ?? 'polizalab-documents-dev'],
  });
  s3 = await faultyNetwork(engine.url);
  process.env.S3_ENDPOINT = s3.url;
  dynamoDb = await faultyNetwork(process.env.DYNAMODB_ENDPOINT ?? '');
  process.env.DYNAMODB_ENDPOINT = dynamoDb.url;
  // The app corrects its clock by their Date headers.
  for (const network of [dynamoDb, s3]) {
    network.fail(() => ({ headers: { date: new Date().toUTCString() } }));
  }
  photo = await cameraPhoto({ width: 900, height: 900, format: 'jpeg' });
  const { region, awsTimeout: timeout, dynamoDbEndpoint: endpoint } = env();
  client = dynamoDbClient({ region, timeout, endpoint });
});

beforeEach(() => fixDate(START));

afterAll(async () => {
  jest.useRealTimers();
  client.destroy();
  await dynamoDb.close();
  await s3.close();
  await engine.stop();
  rmSync(dataDir, { recursive: true });
});

/** An address that no other test uses. */
function newAddress(): string {
  networks += 1;
  return `198.51.${networks >> 8}.${networks & 255}`;
}

async function showPhoto(agent: Agent): Promise<void> {
  const { presignedUrl, headers, s3Key } = await askUpload(POST, agent, {
    contentType: 'image/jpeg',
  });
  expect((await put(presignedUrl, headers, photo)).status).toBe(200);
  const response = await PUT(agent.request('PUT', '/api/profile', { profileImageKey: s3Key }));
  expect(response.status).toBe(200);
}

/** Turns the link on and returns its path. */
async function turnOn(agent: Agent, asked: object = { audience: 'anyone' }): Promise<string> {
  const response = await LINK(agent.request('PUT', '/api/profile/link', asked));
  expect(response.status).toBe(200);
  return new URL((await response.json()).profileImageLink.url).pathname;
}

const follow = (path: string, headers: Record<string, string> = {}) =>
  GET(makeRequest('GET', path, undefined, { 'x-forwarded-for': newAddress(), ...headers }));

async function locationOf(path: string, headers?: Record<string, string>): Promise<string> {
  const response = await follow(path, headers);
  expect(response.status).toBe(302);
  return response.headers.get('location') ?? '';
}

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
  'a size of "%s" is refused, for every token alike',
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

test('answers 304 while the caller has the same redirect, and not any longer', async () => {
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

test('mails and other sites may show it, and search engines do not list it', async () => {
  const agent = await newAgent();
  for (const path of [await turnOn(agent), '/f/unknown.jpg']) {
    const { headers } = await follow(path, { origin: 'https://correo.example' });
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('x-robots-tag')).toBe('noindex');
  }
});

test('without a photo it shows the initials as a picture; no byte passes through the app', async () => {
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

test('turned off or renewed, the old address is 404 at once', async () => {
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

test('for the team: a session is needed, and nothing is cached', async () => {
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

test('erasure ends it', async () => {
  const agent = await newAgent();
  const path = await turnOn(agent);
  expect((await app().eraseUser(agent.userId)).left).toEqual([]);
  expect((await follow(path)).status).toBe(404);
});

/** A browser that keeps a redirect and a picture as long as their headers say (RFC 9111), by the date of the test. */
function browser() {
  const kept = new Map<string, { response: Response; until: number }>();
  let downloads = 0;
  async function load(url: string, ask: () => Promise<Response>): Promise<Response> {
    const known = kept.get(url);
    if (known && known.until > Date.now()) return known.response;
    const response = await ask();
    const [, age = '0'] = /max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '') ?? [];
    kept.set(url, { response, until: Date.now() + Number(age) * 1000 });
    return response;
  }
  return {
    downloads: () => downloads,
    /** Shows the picture at a link, and returns the path of its object. */
    async show(path: string): Promise<string> {
      const redirect = await load(path, () => follow(path));
      const location = redirect.headers.get('location') ?? '';
      const { status } = await load(location, () => {
        downloads += 1;
        return fetch(location);
      });
      expect(status).toBe(200);
      return new URL(location).pathname;
    },
  };
}

const pass = (seconds: number) => jest.setSystemTime(Date.now() + seconds * 1000);

describe('windows', () => {
  test('two renders within a window download the picture once, and one in the next window again', async () => {
    const agent = await newAgent();
    await showPhoto(agent);
    const path = await turnOn(agent);
    const { show, downloads } = browser();
    await show(path);
    pass(LINK_WINDOW_SECONDS - 11);
    await show(path);
    expect(downloads()).toBe(1);
    pass(1);
    await show(path);
    expect(downloads()).toBe(2);
  });

  test('browsers that come at different times within a window get the same URL', async () => {
    const agent = await newAgent();
    await showPhoto(agent);
    const path = await turnOn(agent);
    const early = await locationOf(path);
    pass(LINK_WINDOW_SECONDS - 11);
    expect(await locationOf(path)).toBe(early);
    pass(1);
    expect(await locationOf(path)).not.toBe(early);
  });

  test('a browser with a cached redirect sees a change within the window', async () => {
    const agent = await newAgent();
    await showPhoto(agent);
    const path = await turnOn(agent);
    const { show } = browser();
    const before = await show(path);
    await showPhoto(agent);
    pass(LINK_WINDOW_SECONDS);
    expect(await show(path)).not.toBe(before);
  });

  test('the URL outlives the cached redirect, by a whole window', async () => {
    const agent = await newAgent();
    await showPhoto(agent);
    const url = await locationOf(await turnOn(agent));
    pass(LINK_WINDOW_SECONDS - 10);
    expect((await fetch(url)).status).toBe(200);
    pass(LINK_WINDOW_SECONDS - 1);
    expect((await fetch(url)).status).toBe(200);
    pass(2);
    expect((await fetch(url)).status).toBe(403);
  });

  test('a mail proxy that comes back after a day gets the picture', async () => {
    const agent = await newAgent();
    await showPhoto(agent);
    const path = await turnOn(agent);
    const { show } = browser();
    const before = await show(path);
    pass(24 * 3600);
    expect(await show(path)).toBe(before);
  });
});

describe('links that lead nowhere', () => {
  /** Each with its path and headers. */
  async function misses(): Promise<Map<string, [string, Record<string, string>?]>> {
    const agent = await newAgent();
    const ended = await turnOn(agent);
    const renewed = await turnOn(agent, { audience: 'anyone', renew: true });
    const erased = await newAgent();
    const erasedPath = await turnOn(erased);
    await app().eraseUser(erased.userId);
    return new Map([
      ['unknown', [`/f/${randomBytes(16).toString('base64url')}.jpg`]],
      ['ended', [ended]],
      ['of an erased user', [erasedPath]],
      ['for the team', [await turnOn(await newAgent(), { audience: 'team' })]],
      ['too short', ['/f/A.jpg']],
      ['too long', [`/f/${'A'.repeat(4000)}.jpg`]],
      ['of another type', [renewed.replace('.jpg', '.png')]],
      ['in capitals', [renewed.replace('.jpg', '.JPG')]],
      ['with a suffix', [renewed.replace('.jpg', 'A.jpg')]],
      ['empty', ['/f/.jpg']],
      ['percent-encoded', ['/f/%2e%2e%2f%00.jpg']],
      ['of other characters', ['/f/ñandú{}.jpg']],
      ['as long as a hash', [`/f/${'a'.repeat(43)}.jpg`]],
    ]);
  }

  test('cost and look the same, and none of them is a hit', async () => {
    const seen = new Map<string, unknown>();
    for (const [what, [path, headers]] of await misses()) {
      const calls = dynamoDb.calls.length;
      const response = await follow(path, headers);
      const body = await response.text();
      response.headers.delete('x-request-id');
      seen.set(what, {
        status: response.status,
        headers: [...response.headers],
        body,
        calls: dynamoDb.calls.slice(calls),
      });
    }
    const [unknown] = seen.values();
    expect(unknown).toMatchObject({ status: 404, calls: ['GetItem', 'UpdateItem'] });
    expect((unknown as { body: string }).body).toContain('link_not_found');
    for (const one of seen.values()) expect(one).toEqual(unknown);
  });

  test('a hit costs one read', async () => {
    const path = await turnOn(await newAgent());
    const calls = dynamoDb.calls.length;
    await locationOf(path);
    expect(dynamoDb.calls.slice(calls)).toEqual(['GetItem']);
  });
});

describe('guesses', () => {
  const LIMIT = 100;
  const guess = () => `/f/${randomBytes(16).toString('base64url')}.jpg`;

  test('of two thousand from one network, a hundred are looked up; then not even a right one gets in', async () => {
    const right = await turnOn(await newAgent());
    // The addresses of one IPv6 network count together.
    const from = (n: number) => ({ 'x-forwarded-for': `2001:db8:7:7::${n.toString(16)}` });
    const calls = dynamoDb.calls.length;
    const statuses: Record<number, number> = {};
    for (let n = 1; n <= 2000; n++) {
      const { status } = await follow(guess(), from(n));
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    expect(statuses).toEqual({ 404: LIMIT, 429: 2000 - LIMIT });
    expect(dynamoDb.calls.slice(calls).filter((call) => call === 'GetItem')).toHaveLength(LIMIT);
    const refused = await follow(right, from(1));
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect((await follow(right)).status).toBe(302);
  });

  test('a network that only follows right links is not limited', async () => {
    const path = await turnOn(await newAgent());
    const address = { 'x-forwarded-for': newAddress() };
    for (let n = 0; n < 2 * LIMIT; n++) expect((await follow(path, address)).status).toBe(302);
  });

  test('a burst does not get in once it has used the limit up', async () => {
    const path = await turnOn(await newAgent());
    const address = { 'x-forwarded-for': newAddress() };
    const answers = await Promise.all(
      Array.from({ length: 3 * LIMIT }, () => follow(guess(), address)),
    );
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(LIMIT);
    expect((await follow(path, address)).status).toBe(429);
  });
});

test('whoever reads Users finds the link beside the photo, and alone without one', async () => {
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

test('the records of images do not tell the token', async () => {
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
