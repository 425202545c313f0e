// The wrapper of every handler: adds a request id, and turns any error into a problem response and a log line.
import 'server-only';
import { randomUUID } from 'node:crypto';
import { after } from 'next/server';
import { app } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { type KeepAlive, withinDeadline } from '@/lib/server/shared/deadline';
import { ProfileError } from '@/lib/server/shared/errors';
import { inRequest, type RequestContext } from '@/lib/server/shared/request-context';
import { ERRORS } from '@/lib/shared/error-codes';
import { clientAddress } from './client-address';
import { problemResponse } from './problem';

/**
 * Creates a route handler. Its responses carry the request id of their log lines.
 * @param name the name of the handler in the logs
 * @param answer may record the caller in `known` after authentication
 * @param hasDeadline false if the work sets its own deadline
 */
export function createHandler(
  name: string,
  answer: (request: Request, known: RequestContext) => Promise<Response>,
  hasDeadline = true,
): (request: Request) => Promise<Response> {
  return (request) => {
    const known: RequestContext = { requestId: randomUUID() };
    return inRequest(known, async () => {
      const work = () => answer(request, known);
      const answering = hasDeadline
        ? withinDeadline(env().requestTimeout, work, keepAlive)
        : work();
      const response = await answering.catch((error: unknown) => {
        known.address = clientAddress(request, env().proxyDepth) ?? undefined;
        logError(name, error);
        return problemResponse(error);
      });
      response.headers.set('x-request-id', known.requestId);
      return response;
    });
  };
}

/** Keeps the process alive after the response: a host that freezes or ends it between requests waits for this. */
function keepAlive(work: Parameters<KeepAlive>[0]): boolean {
  try {
    after(work);
    return true;
  } catch {
    // Called by a test, outside of a server.
    return false;
  }
}

/** Logs our own failures as errors, and refusals as security events. */
function logError(name: string, error: unknown): void {
  const { log } = app();
  if (!(error instanceof ProfileError) || ERRORS[error.code].status >= 500) {
    log.error({ err: error }, `Error in ${name}: ${String(error)}`);
    return;
  }
  const { code, reason } = error;
  log.warn({ code, ...(reason && { reason }) }, `Refused in ${name}: ${code}`);
}
