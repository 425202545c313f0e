// The wrapper of API route handlers: authenticates, validates, calls the use case, and answers; errors become problem responses.
import 'server-only';
import * as z from 'zod/mini';
import { requestCaller } from '@/lib/server/auth/session';
import { app, type CallerApp } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { attachment } from '@/lib/server/shared/content-disposition';
import { ProfileError } from '@/lib/server/shared/errors';
import { clientAddress } from './client-address';
import type { Endpoint, FileAnswer, FileResponse, ResponseKind } from './endpoint';
import { createHandler } from './handler';
import { NO_STORE } from './problem';
import { requireWithinLimits } from './rate-limits';
import { readJson } from './read-json';
import { requireSameOrigin } from './same-origin';
import { validate } from './validate';

interface Call<Body, Query> {
  app: CallerApp;
  body: Body;
  query: Query;
}

/** The result of `use`: the JSON or the file of the 200 response, or the URL of the redirect. */
type Answer<Response> = Response extends z.ZodMiniType
  ? z.infer<Response>
  : Response extends FileResponse
    ? FileAnswer
    : string;

const nothing = z.unknown();
type Nothing = typeof nothing;

/**
 * Creates a route handler for signed-in callers. The OpenAPI document reads `endpoint` of the handler.
 * @param use handles the call
 */
export function route<
  Response extends ResponseKind,
  Body extends z.ZodMiniType = Nothing,
  Query extends z.ZodMiniObject = z.ZodMiniObject,
>(
  endpoint: Endpoint<Response, Body, Query>,
  use: (call: Call<z.infer<Body>, z.infer<Query>>) => Promise<Answer<Response>>,
): ((request: Request) => Promise<globalThis.Response>) & { endpoint: Endpoint } {
  const { name, body, query, response, limits = [] } = endpoint;
  const readBody = async (request: Request) =>
    validate(body ?? nothing, body && (await readJson(request))) as z.infer<Body>;
  const handler = createHandler(name, async (request, known) => {
    const caller = await requestCaller(request);
    if (caller === null) throw new ProfileError('unauthenticated');
    const { userId } = caller;
    known.userId = userId;
    // Browsers send cookies automatically, but never bearer tokens, so only sessions need the CSRF check.
    if (caller.kind === 'session') requireSameOrigin(request, env());
    const callerApp = app().forCaller(caller, clientAddress(request, env().proxyDepth));
    // An invalid body is counted too, so it is rejected only after that.
    const [given] = await Promise.allSettled([readBody(request)]);
    const key = given.status === 'fulfilled' ? endpoint.imageKey?.(given.value) : undefined;
    // Checked before counting: otherwise a stolen session that was ended could use up the user's rate limits.
    if (limits.length > 0) await callerApp.requireSignedIn(key ?? undefined);
    const rules = limits.map((limit) => env().limits[limit]);
    const rateLimitHeaders = await requireWithinLimits(app().rateLimiter, rules, userId);
    const parameters = Object.fromEntries(new URL(request.url).searchParams);
    const validQuery = validate(query ?? nothing, parameters) as z.infer<Query>;
    if (given.status === 'rejected') throw given.reason;
    const answer = await use({ app: callerApp, query: validQuery, body: given.value });
    return respond(response, answer, { ...NO_STORE, ...rateLimitHeaders });
  });
  return Object.assign(handler, { endpoint });
}

function respond(
  kind: ResponseKind,
  answer: unknown,
  headers: Record<string, string>,
): globalThis.Response {
  if (kind === null) {
    return new Response(null, { status: 302, headers: { ...headers, location: `${answer}` } });
  }
  if (!('contentTypes' in kind)) return Response.json(answer, { headers });
  const { contentType, fileName, body } = answer as FileAnswer;
  return new Response(body as BodyInit, {
    headers: {
      ...headers,
      'content-type': contentType,
      'content-disposition': attachment(fileName),
    },
  });
}
