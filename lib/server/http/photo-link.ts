// Answers a lasting link with a redirect to the photo. The bytes never pass through the app.
import 'server-only';
import { createHash } from 'node:crypto';
import { requestSession } from '@/lib/server/auth/session';
import { app } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { ProfileError } from '@/lib/server/shared/errors';
import type { RateRule } from '@/lib/server/shared/rate-limiter';
import { DEFAULT_LINK_SIDE, linkQuery } from '@/lib/shared/link-schema';
import { clientAddress, networkOf } from './client-address';
import { createHandler } from './handler';
import { NO_STORE } from './problem';
import { requireNotUsedUp, requireWithinLimits } from './rate-limits';
import { validate } from './validate';

/**
 * The limit of a network's requests for links that do not exist. Found links do not count: mail providers fetch the pictures of many
 * people from a few addresses. A network that exceeds the limit gets no picture until the window ends.
 */
const MISSES: RateRule = { name: 'link-misses-minute', limit: 100, seconds: 60 };

const FILE = /^\/f\/(.+)\.jpg$/;

const answer = createHandler('handle_photo_link', async (request) => {
  const { pathname, searchParams } = new URL(request.url);
  const { s: side = DEFAULT_LINK_SIDE } = validate(linkQuery, Object.fromEntries(searchParams));
  const { rateLimiter, followLink } = app();
  const subject = networkOf(clientAddress(request, env().proxyDepth) ?? 'unknown');
  requireNotUsedUp(rateLimiter, MISSES, subject);
  // Malformed tokens are looked up too, so that they take as long as unknown ones.
  const [, token = ''] = FILE.exec(pathname) ?? [];
  const found = await followLink(token, Number(side), () => isSignedIn(request));
  if (!found) {
    await requireWithinLimits(rateLimiter, [MISSES], subject);
    throw new ProfileError('link_not_found');
  }
  // Concurrent requests may have used up the limit.
  requireNotUsedUp(rateLimiter, MISSES, subject);
  const { url, endsIn } = found;
  return endsIn === null
    ? new Response(null, { status: 302, headers: { ...NO_STORE, location: url } })
    : sharedRedirect(request, url, endsIn);
});

/** Handles GET and HEAD of `/f/{token}.jpg`. A HEAD gets the redirect of a GET, as RFC 9110, section 9.3.2, recommends. */
export async function photoLink(request: Request): Promise<Response> {
  const response = await answer(request);
  // Mails and other sites may show the photo, including those that require CORS or CORP for images.
  response.headers.set('cross-origin-resource-policy', 'cross-origin');
  response.headers.set('access-control-allow-origin', '*');
  response.headers.set('x-robots-tag', 'noindex');
  return response;
}

/** @param endsIn seconds for which caches may keep the redirect; its URL is valid for longer */
function sharedRedirect(request: Request, url: string, endsIn: number): Response {
  const etag = `"${createHash('sha256').update(url).digest('base64url')}"`;
  const headers = { etag, 'cache-control': `public, max-age=${endsIn}` };
  return isFresh(request, etag)
    ? new Response(null, { status: 304, headers })
    : new Response(null, { status: 302, headers: { ...headers, location: url } });
}

/** True if the client has this version: `If-None-Match` by weak comparison (RFC 9110, section 13.1.2). */
function isFresh(request: Request, etag: string): boolean {
  const known = request.headers.get('if-none-match')?.split(',') ?? [];
  return known.some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '')));
}

async function isSignedIn(request: Request): Promise<boolean> {
  const caller = await requestSession(request);
  return caller !== null && app().forCaller(caller).isSignedIn();
}
