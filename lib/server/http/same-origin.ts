// Cross-site request forgery: a browser says where a request comes from, and a page elsewhere cannot make it lie.
// https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
import { ProfileError } from '@/lib/server/profile/errors';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a request that changes something and comes from another origin. A client that is no browser sends neither
 * Sec-Fetch-Site nor Origin; it has no cookies that another site could ride on, and passes.
 * @param origins the app's own
 * @throws ProfileError `cross_site`
 */
export function requireSameOrigin(request: Request, origins: string[]): void {
  if (SAFE_METHODS.has(request.method)) return;
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  if (site !== null && site !== 'same-origin') throw new ProfileError('cross_site');
  // By `Referrer-Policy: no-referrer` our own forms say so (Fetch, "append a request Origin header").
  if (site !== null && origin === 'null') return;
  if (origin !== null && !origins.includes(origin)) throw new ProfileError('cross_site');
}
