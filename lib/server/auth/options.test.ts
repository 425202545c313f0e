// The callbacks of next-auth: safe redirects, and the start and renewal of sessions.
import type { NextAuthOptions } from 'next-auth';
import { newAgent } from '@/test/http/agent';
import { authOptions } from './options';
import { sessionClaims } from './session-claims';

type Callbacks = Required<NonNullable<NextAuthOptions['callbacks']>>;
const callbacks = () => authOptions().callbacks as Callbacks;
const baseUrl = 'http://localhost:3000';

test.each([
  ['/profile?desde=correo', '/profile?desde=correo'],
  ['http://localhost:3000/profile#foto', '/profile#foto'],
  ['https://evil.example/profile', '/profile'],
  ['//evil.example', '/profile'],
  ['///evil.example', '/profile'],
  ['/\\evil.example', '/profile'],
  ['\\\\evil.example', '/profile'],
  ['/\t/evil.example', '/profile'],
  ['/.//evil.example', '/profile'],
  ['http://localhost:3000//evil.example', '/profile'],
  ['http://localhost:3000@evil.example', '/profile'],
  ['http://localhost:3000.evil.example/', '/profile'],
  ['https://localhost:3000/', '/profile'],
  ['javascript:alert(1)', '/profile'],
  ['data:text/html,x', '/profile'],
  ['', '/profile'],
  ['%2F%2Fevil.example', '/%2F%2Fevil.example'],
  ['/%5Cevil.example', '/%5Cevil.example'],
  ['/%2f%2fevil.example', '/%2f%2fevil.example'],
])('the callbackUrl %j redirects to %s of this app', async (url, path) => {
  const led = await callbacks().redirect({ url, baseUrl });
  expect(led).toBe(`${baseUrl}${path}`);
  expect(new URL(led).origin).toBe(baseUrl);
});

test('a sign-in started at the other loopback name continues there', async () => {
  const led = await callbacks().redirect({ url: 'http://127.0.0.1:3000/profile', baseUrl });
  expect(led).toBe('http://127.0.0.1:3000/profile');
});

describe('a session', () => {
  const jwt = (token: object, user?: object) =>
    callbacks().jwt({ token, user, account: null } as Parameters<Callbacks['jwt']>[0]);

  test('starts with the time of the sign-in, and contains little else', async () => {
    const before = Date.now();
    const begun = await jwt({ picture: 'https://x.example/p', sub: 'x' }, { id: 'u1' });
    expect(begun).toEqual({ sub: 'u1', typ: 'session', at: expect.any(Number) });
    expect(begun.at).toBeGreaterThanOrEqual(before);
  });

  test('keeps that time when renewed', async () => {
    const { userId } = await newAgent();
    const claims = sessionClaims(userId, Date.now() - 3_600_000);
    expect(await jwt({ ...claims, iat: 1, exp: 2 })).toMatchObject(claims);
  });

  test('is not renewed if it has ended or is invalid', async () => {
    const now = Date.now();
    const { userId } = await newAgent({ sessionsValidFrom: now });
    for (const claims of [
      sessionClaims(userId, now - 1),
      sessionClaims(userId, now - 12 * 3_600_000),
      sessionClaims('nobody-at-all', now),
      { sub: userId, value: 'a state' },
    ]) {
      await expect(jwt(claims)).rejects.toThrow('The session has ended');
    }
    expect(await jwt({ ...sessionClaims(userId, now) })).toMatchObject({ sub: userId });
  });
});
