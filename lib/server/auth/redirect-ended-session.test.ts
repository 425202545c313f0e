// The redirect for invalid sessions: it clears only invalid ones, and cannot sign a user out.
import { encode } from 'next-auth/jwt';
import { env } from '@/lib/server/env';
import { makeRequest, newAgent, signedInAgent } from '@/test/http/agent';
import { redirectEndedSession } from './redirect-ended-session';
import { sessionClaims } from './session-claims';

const leave = (cookie: string, query = '?callbackUrl=/profile') =>
  redirectEndedSession(makeRequest('GET', `/sign-out${query}`, undefined, { cookie }));

test('a valid session is kept, wherever the link came from', async () => {
  const { cookie } = await newAgent();
  const response = await leave(cookie);
  expect([response.status, response.headers.get('location')]).toEqual([303, '/profile']);
  expect(response.headers.getSetCookie()).toEqual([]);
});

test('a session that was ended, or of an erased user, is cleared in all its chunks', async () => {
  const now = Date.now();
  const { userId } = await newAgent({ sessionsValidFrom: now });
  const token = await encode({
    token: { ...sessionClaims(userId, now - 1) },
    secret: env().sessionSecret,
  });
  const gone = await signedInAgent(`gone-${now}`);
  for (const cookie of [`next-auth.session-token=${token}`, gone.cookie]) {
    const parts = '__Secure-next-auth.session-token.0=x; next-auth.csrf-token=y';
    const response = await leave(`${cookie}; ${parts}`);
    expect(response.headers.get('location')).toBe(
      '/sign-in?callbackUrl=%2Fprofile&error=SessionRequired',
    );
    expect(response.headers.getSetCookie()).toEqual([
      'next-auth.session-token=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax',
      '__Secure-next-auth.session-token.0=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
    ]);
  }
});

test.each(['//evil.example', 'https://evil.example', '/\\evil.example', ''])(
  'it does not redirect elsewhere: %j',
  async (callbackUrl) => {
    const response = await leave('', `?callbackUrl=${encodeURIComponent(callbackUrl)}`);
    expect(response.headers.get('location')).toBe(
      '/sign-in?callbackUrl=%2Fprofile&error=SessionRequired',
    );
  },
);
