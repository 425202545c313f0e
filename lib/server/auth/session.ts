// Who is calling. Every page and every handler asks here itself: the middleware only redirects.
import 'server-only';
import { cookies } from 'next/headers';
import { getToken } from 'next-auth/jwt';
import { env } from '@/lib/server/env';
import type { Caller } from '@/lib/server/profile/model';
import { bearerCaller, bearerToken } from './bearer';
import { readSessionClaims } from './session-claims';

/** Who looks at the page being rendered, by their session cookie; null without a session that holds. */
export async function currentCaller(): Promise<Caller | null> {
  const jar = await cookies();
  return sessionCaller(Object.fromEntries(jar.getAll().map(({ name, value }) => [name, value])));
}

/**
 * Who sends a request to a route handler: by its bearer token if it has an Authorization header, whatever cookies come
 * along, else by its session cookie. Null without either. Whether they have been signed out since, the use cases find.
 * @throws ProfileError `invalid_token`
 * @throws UnavailableError while the identity provider's keys cannot be had
 */
export async function requestCaller(request: Request): Promise<Caller | null> {
  const authorization = request.headers.get('authorization');
  if (authorization === null) return requestSession(request);
  const token = bearerToken(authorization);
  return token === null ? null : bearerCaller(token);
}

/** Who sends a request, by their session cookie alone. */
export function requestSession(request: Request): Promise<Caller | null> {
  return sessionCaller(parseCookies(request.headers.get('cookie') ?? ''));
}

async function sessionCaller(jar: Record<string, string>): Promise<Caller | null> {
  const { sessionSecret, appUrl } = env();
  // next-auth would take a bearer token for a session too, so it is not shown the request's headers.
  const token = await getToken({
    req: { cookies: jar, headers: {} } as unknown as Parameters<typeof getToken>[0]['req'],
    secret: sessionSecret,
    secureCookie: appUrl.startsWith('https:'),
  });
  const now = Date.now();
  // next-auth takes a token for 15 seconds past its end; an ended session is ended.
  if (!token || typeof token.exp !== 'number' || token.exp * 1000 <= now) return null;
  return readSessionClaims(token, now);
}

/** The cookies of a Cookie header (RFC 6265, section 5.4): names and values as they stand. */
function parseCookies(header: string): Record<string, string> {
  const pairs = header.split(';').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim(), value.join('=').trim()] as const;
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}
