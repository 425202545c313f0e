// Cross-site request forgery: a browser says where a request comes from, and a page elsewhere cannot make it lie.
// https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
import { appOrigins, type WebEnv } from '@/lib/server/env';
import { ProfileError } from '@/lib/server/profile/errors';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a request that changes something, unless it says that it comes from the app itself. With local sign-in, where there
 * are no bearer tokens, one that says nothing passes: no browser is that silent, but a script is.
 * @throws ProfileError `cross_site`
 */
export function requireSameOrigin(
  request: Request,
  env: Pick<WebEnv, 'appUrl' | 'localSignIn'>,
): void {
  if (SAFE_METHODS.has(request.method)) return;
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  const isOwn = origin !== null && appOrigins(env).includes(origin);
  if (site === null && origin === null && env.localSignIn) return;
  // By `Referrer-Policy: no-referrer` our own forms say `null` (Fetch, "append a request Origin header").
  const isOurs =
    site === null
      ? isOwn
      : site === 'same-origin' && (isOwn || origin === null || origin === 'null');
  if (!isOurs) throw new ProfileError('cross_site');
}
