// Authenticates the caller. Every page and handler calls this itself: the middleware only redirects.
import 'server-only';
import { cookies } from 'next/headers';
import { decode, getToken, type JWT, type JWTDecodeParams } from 'next-auth/jwt';
import { env } from '@/lib/server/env';
import type { Caller } from '@/lib/server/shared/caller';
import { bearerCaller, bearerToken } from './bearer';
import { readSessionClaims } from './session-claims';

/** Maximum number of session tokens whose claims are remembered. */
const MAX_REMEMBERED = 10_000;
/** The claims of decrypted tokens. */
const remembered = new Map<string, JWT>();

/** Returns the caller of the page being rendered, by the session cookie; null without a valid session. */
export async function currentCaller(): Promise<Caller | null> {
  const jar = await cookies();
  return sessionCaller(Object.fromEntries(jar.getAll().map(({ name, value }) => [name, value])));
}

/**
 * Returns the caller of a route handler: by the bearer token if there is an Authorization header, whatever cookies are
 * sent, else by the session cookie. Null without either. The use cases check whether the caller has been signed out since.
 * @throws ProfileError `invalid_token`
 * @throws UnavailableError while the identity provider's keys are unavailable
 */
export async function requestCaller(request: Request): Promise<Caller | null> {
  const authorization = request.headers.get('authorization');
  if (authorization === null) return requestSession(request);
  const token = bearerToken(authorization);
  return token === null ? null : bearerCaller(token);
}

/** Returns the caller of a request by the session cookie only. */
export function requestSession(request: Request): Promise<Caller | null> {
  return sessionCaller(parseCookies(request.headers.get('cookie') ?? ''));
}

async function sessionCaller(jar: Record<string, string>): Promise<Caller | null> {
  const { sessionSecret, appUrl } = env();
  // next-auth would also accept a session as a bearer token, so it does not get the request's headers.
  const token = await getToken({
    req: { cookies: jar, headers: {} } as unknown as Parameters<typeof getToken>[0]['req'],
    secret: sessionSecret,
    secureCookie: appUrl.startsWith('https:'),
    decode: decodeOnce,
  });
  const now = Date.now();
  // next-auth accepts a token until 15 seconds after its expiry; this app does not.
  if (!token || typeof token.exp !== 'number' || token.exp * 1000 <= now) return null;
  return readSessionClaims(token, now);
}

/**
 * Decrypts a token that this process has not decrypted before: next-auth derives the key anew each time, which costs as much as a read
 * of DynamoDB. The caller checks the expiry, so a remembered token ends like any other. A token that is not valid is not remembered.
 */
async function decodeOnce(params: JWTDecodeParams): Promise<JWT | null> {
  const { token = '' } = params;
  const known = remembered.get(token);
  if (known) return known;
  const claims = await decode(params);
  if (claims) {
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(token, claims);
  }
  return claims;
}

/** Parses a Cookie header (RFC 6265, section 5.4) into raw names and values. */
function parseCookies(header: string): Record<string, string> {
  const pairs = header.split(';').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [name.trim(), value.join('=').trim()] as const;
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}
