// The frame of every handler of ours: a request id for its log lines, and any failure as a problem, told to the log as well.
import 'server-only';
import { randomUUID } from 'node:crypto';
import { after } from 'next/server';
import { app } from '@/lib/server/compose';
import { env } from '@/lib/server/env';
import { withinDeadline } from '@/lib/server/profile/deadline';
import { ProfileError } from '@/lib/server/profile/errors';
import { clientAddress } from '@/lib/server/rate-limits';
import { inRequest, type RequestContext } from '@/lib/server/request-context';
import { ERRORS } from '@/lib/shared/error-codes';
import { problemResponse } from './problem';

/**
 * A route handler. Its answers carry the id by which their log lines are found.
 * @param name what the handler is called in the logs
 * @param answer may note in `known` who is calling, once it has found out
 * @param limited false for work that has a time limit of its own
 */
export function answered(
  name: string,
  answer: (request: Request, known: RequestContext) => Promise<Response>,
  limited = true,
): (request: Request) => Promise<Response> {
  return (request) => {
    const known: RequestContext = { requestId: randomUUID() };
    return inRequest(known, async () => {
      const work = () => answer(request, known);
      const answering = limited ? withinDeadline(env().requestTimeout, work, outlive) : work();
      const response = await answering.catch((error: unknown) => {
        known.address = clientAddress(request, env().proxyDepth) ?? undefined;
        tell(name, error);
        return problemResponse(error);
      });
      response.headers.set('x-request-id', known.requestId);
      return response;
    });
  };
}

/** Keeps the process going after the answer has been sent: a host that freezes it between requests, or is about to end it, waits. */
function outlive(rest: Promise<unknown>): void {
  try {
    after(rest);
  } catch {
    // Called by no server, but by a test.
  }
}

/** A failure of ours is an error; a refusal is what somebody watching over security wants to see. */
function tell(name: string, error: unknown): void {
  const { log } = app();
  if (!(error instanceof ProfileError) || ERRORS[error.code].status >= 500) {
    log.error({ err: error }, `Error in ${name}: ${String(error)}`);
    return;
  }
  const { code, reason } = error;
  log.warn({ code, ...(reason && { reason }) }, `Refused in ${name}: ${code}`);
}
