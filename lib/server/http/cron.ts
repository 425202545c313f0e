// Calls by a scheduler: no person, but a shared secret as a bearer token.
import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';
import { type App, app } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { ProfileError } from '@/lib/server/profile/errors';
import { answered } from './answered';
import { NO_STORE } from './problem';

/**
 * A route handler for the scheduler. Where no secret is set there is no such route.
 * @param use does the work, and answers what becomes the JSON of a 200
 */
export function cronRoute(
  name: string,
  use: (app: App) => Promise<unknown>,
): (request: Request) => Promise<Response> {
  const answer = async (request: Request) => {
    const { cronSecret } = env();
    if (cronSecret === undefined) return new Response(null, { status: 404, headers: NO_STORE });
    // The name of the scheme may be in letters of either case (RFC 9110, 11.1).
    const shown = (request.headers.get('authorization') ?? '').replace(/^bearer(?= )/i, 'Bearer');
    if (!isSame(shown, `Bearer ${cronSecret}`)) throw new ProfileError('unauthenticated');
    return Response.json(await use(app()), { headers: NO_STORE });
  };
  return answered(name, answer, false);
}

/** Compares digests, so that the time it takes tells nothing of where two texts differ, or how long they are. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
