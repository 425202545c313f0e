// For those who are not signed in yet: a limit by the address that they call from.
import 'server-only';
import { app } from '@/lib/server/compose';
import { env, type Limits } from '@/lib/server/env';
import { clientAddress, requireWithinLimits } from '@/lib/server/rate-limits';
import { problemResponse } from './problem';

type Handler = (request: Request, context: unknown) => Promise<Response>;

/** The handler, but for one call too many from one address, which is answered as a problem. */
export function limitedByAddress(limit: keyof Limits, handler: Handler): Handler {
  return async (request, context) => {
    const { limits, proxyDepth } = env();
    try {
      const address = clientAddress(request, proxyDepth) ?? 'unknown';
      await requireWithinLimits(app().rateLimiter, [limits[limit]], address);
    } catch (error) {
      return problemResponse(error);
    }
    return handler(request, context);
  };
}
