// CSRF protection: browsers send the origin of a request, and a page of another site cannot forge it.
// https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
import { appOrigins, type WebEnv } from '@/lib/server/env';
import { ProfileError } from '@/lib/server/shared/errors';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Rejects a request with side effects, unless its headers show that it comes from the app itself. With local sign-in, which
 * has no bearer tokens, a request without these headers passes: it comes from a script, since browsers always send them.
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
  // With `Referrer-Policy: no-referrer`, our own forms send `null` (Fetch, "append a request Origin header").
  const isOurs =
    site === null
      ? isOwn
      : site === 'same-origin' && (isOwn || origin === null || origin === 'null');
  if (!isOurs) throw new ProfileError('cross_site');
}
