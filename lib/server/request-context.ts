// What every log line of one request has in common, without handing it from function to function.
import { AsyncLocalStorage } from 'node:async_hooks';

export interface RequestContext {
  requestId: string;
  /** Known once the caller is. */
  userId?: string;
  /** Where they call from, where that is what matters: in a sign-in, and in a refusal. */
  address?: string | undefined;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs the function, and all that it calls, in the context. */
export function inRequest<T>(context: RequestContext, run: () => T): T {
  return storage.run(context, run);
}

/** The context of the request being answered; an empty one outside of any. */
export function requestContext(): Partial<RequestContext> {
  return storage.getStore() ?? {};
}
