// The wrapper of next-auth's handlers. It validates requests first: next-auth reads bodies of any length, answers 500 to
// invalid JSON and invalid addresses, and logs whatever anyone sends to `_log`.
import { OIDC_PROVIDER_ID } from '@/lib/shared/sign-in-providers';
import 'server-only';
import { NextRequest } from 'next/server';
import { app } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { ProfileError } from '@/lib/server/shared/errors';
import { redirect } from '@/lib/server/shared/redirect';
import { clientAddress, networkOf } from './client-address';
import { createHandler } from './handler';
import { parseJson } from './parse-json';
import { NO_STORE } from './problem';
import { requireWithinLimits } from './rate-limits';
import { readText } from './read-json';

interface Context {
  params: Promise<{ nextauth: string[] }>;
}
type AuthHandler = (request: NextRequest, context: Context) => Promise<Response>;

/** The actions of next-auth that this app uses, with the providers of each. */
const USED: Record<string, Set<string>> = {
  GET: new Set([
    `callback/${OIDC_PROVIDER_ID}`,
    'csrf',
    'error',
    'providers',
    'session',
    'signin',
    'signout',
  ]),
  POST: new Set(['callback/credentials', 'signin/oidc', 'signout']),
};

/** The cookie in which next-auth stores the address to return to after signing in. */
const CALLBACK_COOKIE = /^(?:__Secure-)?next-auth\.callback-url$/;

/** Wraps a route handler of next-auth: only valid requests within the rate limits reach it. */
export function authRoute(handler: AuthHandler): AuthHandler {
  return async (request, context) => {
    const { nextauth } = await context.params;
    const answer = createHandler('handle_sign_in', async (_, known) => {
      known.address = clientAddress(request, env().proxyDepth) ?? undefined;
      const action = nextauth.join('/');
      // The client of next-auth reports its failures here. Anyone can send them, so they are dropped.
      if (action === '_log') return new Response(null, { status: 204 });
      if (!USED[request.method]?.has(action)) return new Response(null, { status: 404 });
      await limit(request, action, known.address);
      validateQuery(request);
      // next-auth would redirect with the code `undefined`.
      if (action === 'error' && !request.nextUrl.searchParams.get('error'))
        return redirect('/sign-in');
      const response = await handler(await withReadBody(request), context);
      if (response.status >= 500) throw new Error(`next-auth answered ${response.status}`);
      return response;
    });
    const response = await answer(request);
    for (const [name, value] of Object.entries(NO_STORE)) response.headers.set(name, value);
    return response;
  };
}

/** Counts each sign-in attempt, and each callback of the identity provider, which makes us request tokens from it. */
async function limit(request: NextRequest, action: string, address = 'unknown'): Promise<void> {
  const isReturn = action === `callback/${OIDC_PROVIDER_ID}`;
  if (request.method !== 'POST' && !isReturn) return;
  const subject = `${isReturn ? 'return of ' : ''}${networkOf(address)}`;
  await requireWithinLimits(app().rateLimiter, [env().limits.signInsPerMinute], subject);
}

/** @throws ProfileError `invalid_request` for an invalid return address or error code */
function validateQuery({ nextUrl, cookies }: NextRequest): void {
  const remembered = cookies.getAll().filter(({ name }) => CALLBACK_COOKIE.test(name));
  const addresses = [...nextUrl.searchParams.getAll('callbackUrl'), ...values(remembered)];
  if (!addresses.every((address) => address === '' || isHttpAddress(address))) {
    throw new ProfileError('invalid_request', 'callbackUrl must be an http or https address');
  }
  // The error codes of RFC 6749, section 4.1.2.1. They are logged.
  if (!nextUrl.searchParams.getAll('error').every((code) => /^[A-Za-z_]{0,40}$/.test(code))) {
    throw new ProfileError('invalid_request', 'error must be an error code');
  }
}

function values(pairs: { value: string }[]): string[] {
  return pairs.map(({ value }) => value);
}

/** The check of next-auth: a path begins with a slash. */
function isHttpAddress(address: string): boolean {
  const base = address.startsWith('/') ? env().appUrl : undefined;
  return URL.canParse(address, base) && /^https?:$/.test(new URL(address, base).protocol);
}

/** Reads the body and returns a request with it: a form of plain strings, also if the body was JSON. */
async function withReadBody(request: NextRequest): Promise<NextRequest> {
  if (request.method !== 'POST') return request;
  const [mediaType = ''] = (request.headers.get('content-type') ?? '').split(';');
  const form = await readForm(request, mediaType.trim().toLowerCase());
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  headers.set('content-type', 'application/x-www-form-urlencoded');
  return new NextRequest(request.url, { method: 'POST', headers, body: form.toString() });
}

async function readForm(request: Request, mediaType: string): Promise<URLSearchParams> {
  const text = await readText(request);
  if (mediaType !== 'application/json') return new URLSearchParams(text);
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) throw new ProfileError('invalid_request');
  return new URLSearchParams(
    Object.entries(value).map(([name, given]) => [name, String(given)] as [string, string]),
  );
}
