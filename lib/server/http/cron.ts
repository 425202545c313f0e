// Endpoints for a scheduler, which authenticates by a shared secret as a bearer token.
import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';
import { type App, app } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { ProfileError } from '@/lib/server/shared/errors';
import { createHandler } from './handler';
import { NO_STORE } from './problem';

/**
 * Creates a route handler for the scheduler. Without a configured secret it answers 404.
 * @param use does the work, and returns the JSON of the 200 response
 */
export function cronRoute(
  name: string,
  use: (app: App) => Promise<unknown>,
): (request: Request) => Promise<Response> {
  const answer = async (request: Request) => {
    const { cronSecret } = env();
    if (cronSecret === undefined) return new Response(null, { status: 404, headers: NO_STORE });
    // The scheme is case-insensitive (RFC 9110, section 11.1).
    const shown = (request.headers.get('authorization') ?? '').replace(/^bearer(?= )/i, 'Bearer');
    if (!isSame(shown, `Bearer ${cronSecret}`)) throw new ProfileError('unauthenticated');
    return Response.json(await use(app()), { headers: NO_STORE });
  };
  return createHandler(name, answer, false);
}

/** Compares digests in constant time, so that timing reveals neither content nor length. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
