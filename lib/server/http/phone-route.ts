// The wrapper of the routes for phones, whose callers have a code instead of a session. https://owasp.org/API-Security/
import 'server-only';
import type * as z from 'zod/mini';
import { app, type PhoneApp } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import type { RateRule } from '@/lib/server/shared/rate-limiter';
import { clientAddress, networkOf } from './client-address';
import { createHandler } from './handler';
import { NO_STORE } from './problem';
import { requireWithinLimits } from './rate-limits';
import { readJson } from './read-json';
import { validate } from './validate';

/** Requests of one network. A phone needs five; an office shares one address. */
const REQUESTS: RateRule = { name: 'phone-minute', limit: 60, seconds: 60 };

/**
 * Creates a route handler for phones. Every request is counted before its code is looked up, so that codes cannot be guessed.
 * There is no check of the origin, since browsers attach nothing that identifies the user.
 * @param name the name of the handler in the logs
 * @param limits the rate limits of the user, counted once the code has been found
 */
export function phoneRoute<Body extends z.ZodMiniType<{ code: string }>>(
  name: string,
  body: Body,
  limits: (keyof ReturnType<typeof env>['limits'])[],
  use: (phone: PhoneApp, body: z.infer<Body>) => Promise<object>,
): (request: Request) => Promise<Response> {
  return createHandler(name, async (request, known) => {
    const address = clientAddress(request, env().proxyDepth);
    const { rateLimiter, forPhone } = app();
    const network = `phone of ${networkOf(address ?? 'unknown')}`;
    await requireWithinLimits(rateLimiter, [REQUESTS], network);
    const given = validate(body, await readJson(request)) as z.infer<Body>;
    const phone = await forPhone(given.code, address);
    known.userId = phone.userId;
    const rules = limits.map((limit) => env().limits[limit]);
    const rateLimitHeaders = await requireWithinLimits(rateLimiter, rules, phone.userId);
    const answer = await use(phone, given);
    return Response.json(answer, { headers: { ...NO_STORE, ...rateLimitHeaders } });
  });
}
