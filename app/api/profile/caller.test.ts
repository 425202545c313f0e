// Authentication of every handler of the profile API: missing, forged and expired credentials, bearer tokens, and ended sessions.
import crypto, { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJwt, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { encode } from 'next-auth/jwt';
import { POST as issueOnPhone } from '@/app/api/phone/image/route';
import { POST as openPhone } from '@/app/api/phone/route';
import { type OidcProcess, startOidcProcess } from '@/dev/oidc-process';
import { sessionClaims } from '@/lib/server/auth/session-claims';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { app } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { type Agent, type Handler, makeRequest, newAgent } from '@/test/http/agent';
import { newKey } from '@/test/http/phone';
import { findRoutes } from '@/test/http/routes';

let provider: OidcProcess;
/** The handlers by method and path. */
const handlers = new Map<string, Handler>();

beforeAll(async () => {
  provider = await startOidcProcess(process.cwd());
  Object.assign(process.env, {
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: 'profile',
    OIDC_CLIENT_SECRET: 'the secret of the profile app',
    OIDC_AUDIENCES: `crm, ${provider.api}`,
  });
  for (const { method, path, handler } of findRoutes()) {
    if (/^\/api\/profile(\/|$)/.test(path)) handlers.set(`${method} ${path}`, handler);
  }
});

afterAll(() => provider.stop());

/** Valid bodies, for the handlers that take one. */
const BODIES = new Map<string, object>([
  ['PUT /api/profile', { nombre: 'Intruso' }],
  ['POST /api/profile/image', { fileName: 'foto.png', contentType: 'image/png' }],
]);

/** Calls every handler in turn, and returns the responses. */
async function callAll(headers: HeadersInit): Promise<Map<string, Response>> {
  const answers = new Map<string, Response>();
  for (const [name, handler] of handlers) {
    const [method = '', path = ''] = name.split(' ');
    const body = BODIES.get(name);
    answers.set(name, await handler(makeRequest(method, path, body, headers)));
  }
  return answers;
}

async function expectAllRefused(headers: HeadersInit, challenge: string): Promise<void> {
  for (const [name, response] of await callAll(headers)) {
    const told = [name, response.status, response.headers.get('www-authenticate')];
    expect(told).toEqual([name, 401, challenge]);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  }
}

function call(name: string, headers: HeadersInit, body?: unknown): Promise<Response> {
  const handler = handlers.get(name);
  if (!handler) throw new Error(`There is no ${name}`);
  const [method = '', path = ''] = name.split(' ');
  return handler(makeRequest(method, path, body, headers));
}

const cookie = (token: string) => ({ cookie: `next-auth.session-token=${token}` });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const NO_CHALLENGE = 'Bearer';
const BAD_TOKEN = 'Bearer error="invalid_token"';

async function session(
  token: object,
  more: { salt?: string; secret?: string; maxAge?: number } = {},
) {
  return cookie(await encode({ token: { ...token }, secret: env().sessionSecret, ...more }));
}

test('the scan finds the handlers', () => {
  expect([...handlers.keys()]).toEqual(
    expect.arrayContaining([
      'GET /api/profile',
      'PUT /api/profile',
      'POST /api/profile/image',
      'DELETE /api/profile/image',
      'GET /api/profile/image/history',
      'DELETE /api/profile/sessions',
    ]),
  );
});

describe('every handler answers 401 to', () => {
  test('requests without credentials, or with another scheme', async () => {
    await expectAllRefused({}, NO_CHALLENGE);
    await expectAllRefused({ authorization: 'Basic YWdlbnRlOnBvbGl6YWxhYg==' }, NO_CHALLENGE);
  });

  test('other cookies of next-auth as the session', async () => {
    const agent = await newAgent();
    const own = { value: agent.userId, provider: 'oidc', sub: agent.userId };
    for (const name of ['state', 'nonce', 'pkce.code_verifier', 'csrf-token', 'callback-url']) {
      await expectAllRefused(await session(own, { salt: `next-auth.${name}` }), NO_CHALLENGE);
    }
    await expectAllRefused(await session(own), NO_CHALLENGE);
    await expectAllRefused(cookie(`${'ab'.repeat(32)}|${'cd'.repeat(32)}`), NO_CHALLENGE);
  });

  test('sessions that this app did not issue, or that have expired', async () => {
    const { userId } = await newAgent();
    const now = Date.now();
    const good = sessionClaims(userId, now);
    for (const claims of [
      { ...good, typ: undefined },
      { ...good, at: undefined },
      { ...good, at: String(now) },
      { ...good, at: now + 3_600_000 },
      { ...good, at: now - 12 * 3_600_000 },
      { ...good, sub: [userId] },
      { ...good, sub: '' },
      { ...good, sub: 7 },
    ]) {
      await expectAllRefused(await session(claims), NO_CHALLENGE);
    }
    await expectAllRefused(await session(good, { maxAge: -5 }), NO_CHALLENGE);
    await expectAllRefused(await session(good, { secret: 'x'.repeat(32) }), NO_CHALLENGE);
  });

  test('a session that was accepted before it expired', async () => {
    const { userId } = await newAgent();
    const headers = await session(sessionClaims(userId, Date.now()), { maxAge: 3600 });
    expect((await call('GET /api/profile', headers)).status).toBe(200);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_601_000);
    await expectAllRefused(headers, NO_CHALLENGE);
    clock.mockRestore();
  });

  test('malformed bearer tokens, even with a valid cookie', async () => {
    const agent = await newAgent();
    for (const authorization of [
      'Bearer',
      'Bearer ',
      'Bearer a b',
      'bearer eyJhbGciOiJub25lIn0.e30.',
      `Bearer ${agent.cookie.split('=')[1]}`,
      `Bearer ${'a'.repeat(20_000)}`,
      'Bearer a, Bearer b',
    ]) {
      await expectAllRefused({ authorization, cookie: agent.cookie }, BAD_TOKEN);
    }
  });

  test('forged tokens of every kind, for an existing user', async () => {
    const { userId } = await newAgent();
    const key = await provider.key();
    const now = Math.floor(Date.now() / 1000);
    const good = { iss: provider.issuer, sub: userId, aud: 'profile', iat: now, exp: now + 300 };
    const own = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(own.publicKey);
    const by = async (claims: object, header: object = {}, signer?: CryptoKey) =>
      new SignJWT(JSON.parse(JSON.stringify({ ...good, ...claims })))
        .setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header })
        .sign(signer ?? (await importJWK(key, 'RS256')));
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const sound = await by({});
    expect((await call('GET /api/profile', bearer(sound))).status).toBe(200);
    const [head = '', , signature = ''] = sound.split('.');
    const content = `${part({ alg: 'HS256', kid: key.kid })}.${part(good)}`;
    const publicKey = createPublicKey({ key: { kty: key.kty, n: key.n, e: key.e }, format: 'jwk' });
    const pem = publicKey.export({ type: 'spki', format: 'pem' });

    for (const forged of [
      `${head}.${part({ ...good, sub: 'demo-agente' })}.${signature}`,
      `${sound.slice(0, -6)}AAAAAA`,
      `${part({ alg: 'none' })}.${part(good)}.`,
      `${content}.${createHmac('sha256', pem).update(content).digest('base64url')}`,
      await by({}, { jwk }, own.privateKey),
      await by({}, { jku: 'http://127.0.0.1:9/jwks' }, own.privateKey),
      await by({ iss: 'https://issuer.example' }),
      await by({ aud: 'stranger' }),
      await by({ aud: ['profile', 'stranger'], azp: 'stranger' }),
      await by({ exp: now - 60 }),
      await by({ nbf: now + 600 }),
      await by({ iat: now + 600 }),
      await by({ iat: 1e-200 }),
      await by({ sub: [userId] }),
      await by({ token_use: 'refresh' }),
      await by({}, { typ: 'logout+jwt' }),
    ]) {
      await expectAllRefused(bearer(forged), BAD_TOKEN);
    }
  });

  test('a token in the query', async () => {
    const agent = await newAgent();
    const { id_token } = await provider.tokens('profile', agent.userId);
    const get = handlers.get('GET /api/profile');
    for (const name of ['access_token', 'token', 'id_token']) {
      const response = await get?.(makeRequest('GET', `/api/profile?${name}=${id_token}`));
      expect(response?.status).toBe(401);
    }
  });
});

test('a session cookie is decrypted once', async () => {
  const { cookie } = await newAgent();
  const deriveKey = jest.spyOn(crypto, 'hkdf');
  for (let count = 0; count < 3; count++) {
    expect((await call('GET /api/profile', { cookie })).status).toBe(200);
  }
  expect(deriveKey).toHaveBeenCalledTimes(1);
  deriveKey.mockRestore();
});

describe('with a bearer token', () => {
  test('a new key of the provider is accepted, and the old one rejected, without a restart', async () => {
    const agent = await newAgent();
    const old = await provider.tokens('profile', agent.userId);
    expect((await call('GET /api/profile', bearer(old.id_token))).status).toBe(200);
    await provider.rotate();
    const fresh = await provider.tokens('profile', agent.userId);
    // The provider is asked for unknown keys at most twice a minute.
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 31_000);
    expect((await call('GET /api/profile', bearer(fresh.id_token))).status).toBe(200);
    clock.mockRestore();
    expect((await call('GET /api/profile', bearer(fresh.id_token))).status).toBe(200);
    await expectAllRefused(bearer(old.id_token), BAD_TOKEN);
  });

  test('ID and access tokens of the provider authenticate their subject', async () => {
    const agent = await newAgent();
    const { id_token } = await provider.tokens('profile', agent.userId);
    const { access_token } = await provider.tokens('crm', agent.userId, provider.api);
    for (const token of [id_token, access_token]) {
      const response = await call('GET /api/profile', bearer(token));
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ userId: agent.userId });
    }
    const { id_token: foreign } = await provider.tokens('stranger', agent.userId);
    expect((await call('GET /api/profile', bearer(foreign))).status).toBe(401);
  });

  test('no Origin header is required, unlike with a cookie', async () => {
    const agent = await newAgent();
    const { id_token } = await provider.tokens('profile', agent.userId);
    const elsewhere = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const names = { nombre: 'Sofía' };
    const by = (headers: HeadersInit) =>
      call('PUT /api/profile', { ...headers, ...elsewhere }, names);
    expect((await by(bearer(id_token))).status).toBe(200);
    expect((await by({ cookie: agent.cookie })).status).toBe(403);
  });

  test('the caller’s phone can send a photo, even if the user was created after the token', async () => {
    const userId = randomUUID();
    const { id_token } = await provider.tokens('profile', userId);
    const { iat = 0 } = decodeJwt(id_token);
    await newAgent({ userId, createdAt: new Date(iat * 1000 + 1).toISOString() });
    const started = await call('POST /api/profile/phone', bearer(id_token), {});
    const code = new URL((await started.json()).url).hash.slice(1);
    const key = newKey();
    const opened = await openPhone(makeRequest('POST', '/api/phone', { code, key }));
    expect(opened.status).toBe(200);
    const asked = { ...BODIES.get('POST /api/profile/image'), code, key };
    const issue = () => issueOnPhone(makeRequest('POST', '/api/phone/image', asked));
    expect((await issue()).status).toBe(200);

    await call('DELETE /api/profile/sessions', bearer(id_token));
    expect((await issue()).status).toBe(401);
  });

  test('a subject with slashes is one user, and is encoded in keys', async () => {
    const sub = `../a//b/%2e%2e/${Date.now()}`;
    const { id_token } = await provider.tokens('profile', sub);
    expect((await call('GET /api/profile', bearer(id_token))).status).toBe(404);
    await app().registerUser({ userId: sub });
    const asked = BODIES.get('POST /api/profile/image');
    const response = await call('POST /api/profile/image', bearer(id_token), asked);
    const { s3Key } = await response.json();
    const part = `~${Buffer.from(sub).toString('base64url')}`;
    expect(s3Key).toMatch(new RegExp(`^profiles/${part}/[0-9a-f-]{36}\\.png$`));
    const read = await call('GET /api/profile', bearer(id_token));
    expect(await read.json()).toMatchObject({ userId: sub });
  });
});

describe('signed out on every device', () => {
  const end = (headers: HeadersInit) => call('DELETE /api/profile/sessions', headers);

  test('every older session and token is rejected at once by every handler, and changes nothing', async () => {
    const agent = await newAgent();
    const other = await session(sessionClaims(agent.userId, Date.now() - 1000));
    const { id_token } = await provider.tokens('profile', agent.userId);
    expect((await call('GET /api/profile', other)).status).toBe(200);
    expect((await end({ cookie: agent.cookie })).status).toBe(200);

    await expectAllRefused({ cookie: agent.cookie }, NO_CHALLENGE);
    await expectAllRefused(other, NO_CHALLENGE);
    await expectAllRefused(bearer(id_token), BAD_TOKEN);
    expect(await usersItem(agent)).toMatchObject({ nombre: 'Ana' });
  });

  test('a sign-in right after it is valid; one from the millisecond before is not', async () => {
    const agent = await newAgent();
    const { sessionsValidFrom } = await (await end({ cookie: agent.cookie })).json();
    const fresh = await session(sessionClaims(agent.userId, sessionsValidFrom));
    const stale = await session(sessionClaims(agent.userId, sessionsValidFrom - 1));
    expect((await call('GET /api/profile', fresh)).status).toBe(200);
    expect((await call('GET /api/profile', stale)).status).toBe(401);
    // A second time: the time only moves forward.
    const second = await (await end(fresh)).json();
    expect(second.sessionsValidFrom).toBeGreaterThan(sessionsValidFrom);
    expect((await call('GET /api/profile', fresh)).status).toBe(401);
  });

  test('a session from a machine whose clock is ahead ends with the others', async () => {
    const { userId } = await newAgent();
    const ahead = await session(sessionClaims(userId, Date.now() + 30_000));
    expect((await end(ahead)).status).toBe(200);
    expect((await call('GET /api/profile', ahead)).status).toBe(401);
  });

  test('a bearer token can do it too, and other users are not affected', async () => {
    const [agent, colleague] = [await newAgent(), await newAgent()];
    const { id_token } = await provider.tokens('profile', agent.userId);
    expect((await end(bearer(id_token))).status).toBe(200);
    await expectAllRefused({ cookie: agent.cookie }, NO_CHALLENGE);
    expect((await call('GET /api/profile', { cookie: colleague.cookie })).status).toBe(200);
  });

  test('an ended session cannot use up the rate limits of the user', async () => {
    const agent = await newAgent();
    const { sessionsValidFrom } = await (await end({ cookie: agent.cookie })).json();
    const asked = BODIES.get('POST /api/profile/image');
    for (let count = 0; count < 25; count++) {
      const late = await call('POST /api/profile/image', { cookie: agent.cookie }, asked);
      expect(late.status).toBe(401);
    }
    const fresh = await session(sessionClaims(agent.userId, sessionsValidFrom));
    expect((await call('POST /api/profile/image', fresh, asked)).status).toBe(200);
  });

  test('a page cannot do it from another site', async () => {
    const agent = await newAgent();
    const response = await end({ cookie: agent.cookie, origin: 'https://evil.example' });
    expect(response.status).toBe(403);
    expect((await call('GET /api/profile', { cookie: agent.cookie })).status).toBe(200);
  });

  test('an ended session cannot change names, although nothing is read before they are written', async () => {
    const agent = await newAgent();
    await setUsersItem(agent, Date.now() + 1);
    const response = await call(
      'PUT /api/profile',
      { cookie: agent.cookie },
      { nombre: 'Intruso' },
    );
    expect(response.status).toBe(401);
    expect(await usersItem(agent)).toMatchObject({ nombre: 'Ana' });
  });
});

const client = () =>
  dynamoDbClient({
    region: env().region,
    timeout: env().awsTimeout,
    endpoint: env().dynamoDbEndpoint,
  });

async function usersItem({ userId }: Agent): Promise<unknown> {
  const documents = client();
  const { Item } = await documents.send(
    new GetCommand({ TableName: env().usersTable, Key: { userId }, ConsistentRead: true }),
  );
  documents.destroy();
  return Item;
}

async function setUsersItem({ userId }: Agent, sessionsValidFrom: number): Promise<void> {
  const documents = client();
  await documents.send(
    new UpdateCommand({
      TableName: env().usersTable,
      Key: { userId },
      UpdateExpression: 'SET sessionsValidFrom = :from',
      ExpressionAttributeValues: { ':from': sessionsValidFrom },
    }),
  );
  documents.destroy();
}
