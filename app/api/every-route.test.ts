// Invariants of every route handler. The files are found by scanning, so new ones are covered.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { encode } from 'next-auth/jwt';
import { sessionClaims } from '@/lib/server/auth/session-claims';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { env } from '@/lib/server/env';
import { problem } from '@/lib/shared/profile-schema';
import { type Agent, askUpload, makeRequest, newAgent, ORIGIN } from '@/test/http/agent';
import { findRoutes, type Route } from '@/test/http/routes';

/** The routes that authenticate without a session, or not at all. */
const WITHOUT_SESSION = [
  '/api/health',
  '/api/health/live',
  '/api/openapi.json',
  '/api/auth/[...nextauth]',
  '/api/cron/sweep',
  // The phone has a code instead.
  '/api/phone',
  '/api/phone/image',
  '/api/phone/image/framing',
];

const routes = findRoutes();
const guarded = routes.filter(({ path }) => !WITHOUT_SESSION.includes(path));
const names = guarded.map((route) => [`${route.method} ${route.path}`, route] as const);
const bodyFor = ({ method }: Route) => (method === 'POST' || method === 'PUT' ? {} : undefined);

const uploadHandler = (request: Request) => {
  const found = routes.find(
    ({ method, path }) => method === 'POST' && path === '/api/profile/image',
  );
  if (!found) throw new Error('no handler to ask for uploads');
  return found.handler(request);
};

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  expect(problem.parse(await response.json())).toMatchObject({ type: 'about:blank', status, code });
}

test('the scan finds the handlers of the profile API', () => {
  const found = guarded.map(({ method, path }) => `${method} ${path}`);
  expect(found).toEqual(
    expect.arrayContaining([
      'GET /api/profile',
      'PUT /api/profile',
      'POST /api/profile/image',
      'DELETE /api/profile/image',
      'GET /api/profile/image/history',
    ]),
  );
});

test('no handler answers a CORS preflight', () => {
  expect(routes.filter(({ method }) => method === 'OPTIONS')).toEqual([]);
});

/** The status for a new agent, who has no photo to download or to frame again. */
const letIn = ({ path }: { path: string }) => (/\/(?:download|framing)$/.test(path) ? 404 : 200);

describe.each(names)('%s', (_name, route) => {
  const call = (headers: HeadersInit = {}) =>
    route.handler(makeRequest(route.method, route.path, bodyFor(route), headers));
  const cookieOf = async (
    token: Record<string, unknown>,
    secret = env().sessionSecret,
    maxAge = 60,
  ) => `next-auth.session-token=${await encode({ token, secret, maxAge })}`;

  test('without a session: 401 with WWW-Authenticate', async () => {
    const response = await call();
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    await expectProblem(response, 401, 'unauthenticated');
  });

  test('with an invalid session: 401', async () => {
    const { userId } = await newAgent();
    const claims = { ...sessionClaims(userId, Date.now()) };
    const cookies = [
      'next-auth.session-token=x.y.z',
      await cookieOf(claims, 'another secret, which is not ours at all'),
      await cookieOf(claims, env().sessionSecret, -5),
      await cookieOf({ email: 'ana@polizalab.test' }),
      await cookieOf({ ...claims, sub: '' }),
      (await cookieOf(claims)).replace('next-auth', '__Secure-next-auth'),
    ];
    for (const cookie of cookies)
      await expectProblem(await call({ cookie }), 401, 'unauthenticated');
  });

  test('with a session as the bearer token: 401', async () => {
    const { cookie } = await newAgent();
    const response = await call({ authorization: `Bearer ${cookie.split('=')[1]}` });
    expect(response.status).toBe(401);
  });

  test('from another site: 403 if it has side effects', async () => {
    const { cookie } = await newAgent();
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `${ORIGIN}.evil.example` },
      { origin: 'http://localhost:9000' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: ORIGIN },
    ];
    for (const headers of foreign) {
      const response = await call({ cookie, ...headers });
      if (route.method === 'GET') expect(response.status).toBe(letIn(route));
      else await expectProblem(response, 403, 'cross_site');
    }
  });

  test('with another user’s session: no data of the first user, whatever the request', async () => {
    const [owner, other] = [await newAgent({ nombre: 'Propietaria' }), await newAgent()];
    const before = await itemOf(owner);
    const { s3Key } = await askUpload(uploadHandler, owner);
    const wanted = { userId: owner.userId, sub: owner.userId, key: s3Key, profileImageKey: s3Key };
    const query = new URLSearchParams(wanted);
    for (const path of [route.path, `${route.path}?${query}`]) {
      const body = bodyFor(route) && { ...wanted, nombre: 'Intruso' };
      const response = await route.handler(
        other.request(route.method, path, body, { 'x-user-id': owner.userId }),
      );
      expect(response.status).toBeLessThan(500);
      expect(await response.text()).not.toMatch(new RegExp(`${owner.userId}|Propietaria`));
    }
    const { profileImageKey, ...after } = (await itemOf(owner)) as Record<string, unknown>;
    expect(profileImageKey).toBe(s3Key);
    expect(after).toMatchObject(before as object);
  });

  test('from either origin of the app: accepted', async () => {
    for (const origin of [ORIGIN, 'http://127.0.0.1:3000']) {
      const { cookie } = await newAgent();
      const response = await call({ cookie, origin, 'sec-fetch-site': 'same-origin' });
      expect([letIn(route), 400]).toContain(response.status);
      expect(response.headers.get('cache-control')).toBe('private, no-store');
    }
  });
});

const changing = names.filter(([, { method }]) => method !== 'GET');

describe.each(changing)('%s, with a cookie and without an Origin header', (_name, route) => {
  test('requires a method or a type that no form can send', async () => {
    // For these methods and for JSON, a page of another site needs a preflight, which fails.
    expect(['PUT', 'DELETE', 'POST']).toContain(route.method);
    if (route.method !== 'POST') return;
    const agent = await newAgent();
    const before = await itemOf(agent);
    const good = JSON.stringify({ fileName: 'a.png', contentType: 'image/png' });
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain; application/json',
      '',
    ]) {
      // The body is bytes, since a Request adds a Content-Type for other bodies.
      const request = agent.request('POST', route.path, new TextEncoder().encode(good));
      if (type === '') request.headers.delete('content-type');
      else request.headers.set('content-type', type);
      await expectProblem(await route.handler(request), 415, 'not_json');
    }
    expect(await itemOf(agent)).toEqual(before);
  });
});

test('of a repeated query parameter the last value is used', async () => {
  const agent = await newAgent();
  const withdraw = routes.find(
    ({ method, path }) => method === 'DELETE' && path === '/api/profile/image',
  );
  const { s3Key } = await askUpload(uploadHandler, agent);
  const own = new URLSearchParams({ key: s3Key });
  const call = (query: string) =>
    withdraw?.handler(agent.request('DELETE', `/api/profile/image?${query}`));
  expect((await call(`${own}&key=nothing`))?.status).toBe(404);
  expect((await call(`key=nothing&${own}`))?.status).toBe(200);
});

describe.each(names.filter(([, route]) => bodyFor(route)))('the body of %s', (_name, route) => {
  async function send(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
    const agent = await newAgent();
    const streams = body instanceof ReadableStream && { duplex: 'half' };
    const init = {
      method: route.method,
      headers: { cookie: agent.cookie, 'content-type': 'application/json', ...headers },
      body,
      ...streams,
    };
    return route.handler(new Request(`${ORIGIN}${route.path}`, init));
  }

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json5',
    'text/json',
  ])('of type %s: 415', async (type) => {
    await expectProblem(await send('{}', { 'content-type': type }), 415, 'not_json');
  });

  test('JSON, with any spelling of its media type: accepted', async () => {
    const response = await send('[]', {
      'content-type': 'Application/JSON;charset=utf-8',
    });
    await expectProblem(response, 400, 'invalid_request');
  });

  test('over the limit: 413, whatever its Content-Length', async () => {
    await expectProblem(await send(`{"nombre":"${'a'.repeat(16_384)}"}`), 413, 'body_too_large');
  });

  test('endless: 413 at the limit, and the rest is not read', async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1024).fill(0x20));
      },
    });
    await expectProblem(await send(endless), 413, 'body_too_large');
    expect(pulled).toBeLessThan(32);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"nombre": '],
    ['a trailing comma', '{"nombre": "Eva",}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"nombre"'],
    ['a key twice', '{"nombre": "Eva", "nombre": "Ana"}'],
    ['a key twice, once escaped', '{"nombre": "Eva", "\\u006eombre": "Ana"}'],
    ['a key twice further in', '{"x": [{"a": 1, "a": 2}]}'],
    ['__proto__', '{"__proto__": {"nombre": "Eva"}}'],
    ['__proto__, escaped', '{"\\u005f_proto__": {"nombre": "Eva"}}'],
    ['constructor', '{"constructor": {"prototype": {}}}'],
    ['great depth', `${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['depth in an object', `{"x": ${'['.repeat(9)}${']'.repeat(9)}}`],
  ])('that is %s: 400', async (_what, body) => {
    await expectProblem(await send(body), 400, 'invalid_request');
  });

  test('not UTF-8: 400', async () => {
    await expectProblem(
      await send(Buffer.from('{"nombre": "Jos\xe9"}', 'latin1')),
      400,
      'invalid_request',
    );
  });
});

/** Returns the `Users` item of an agent. */
async function itemOf({ userId }: Agent): Promise<unknown> {
  const { region, awsTimeout: timeout, dynamoDbEndpoint: endpoint, usersTable: TableName } = env();
  const client = dynamoDbClient({ region, timeout, endpoint });
  const { Item } = await client.send(
    new GetCommand({ TableName, Key: { userId }, ConsistentRead: true }),
  );
  client.destroy();
  return Item;
}
