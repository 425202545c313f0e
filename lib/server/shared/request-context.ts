// The context of a request for its log lines, carried by AsyncLocalStorage.
import { AsyncLocalStorage } from 'node:async_hooks';

export interface RequestContext {
  requestId: string;
  /** Set after authentication. */
  userId?: string;
  /** The client address, where it matters: in sign-ins and refusals. */
  address?: string | undefined;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs the function in the context. */
export function inRequest<T>(context: RequestContext, run: () => T): T {
  return storage.run(context, run);
}

/** Returns the context of the current request; empty outside of a request. */
export function requestContext(): Partial<RequestContext> {
  return storage.getStore() ?? {};
}
