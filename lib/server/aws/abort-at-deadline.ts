// Aborts an AWS call when the deadline of the current request passes, including its retries.
import { deadlineSignal } from '@/lib/server/shared/deadline';

interface Options {
  abortSignal?: AbortSignal;
}

/** The part of an SDK client's interface that is used here. */
interface Abortable {
  config: {
    requestHandler: { handle(request: never, options?: Options): Promise<unknown> };
  };
}

/** Makes the client abort every call that is still running at the deadline of the current request. */
export function abortAtDeadline<Client>(client: Client): Client {
  const { requestHandler } = (client as Abortable).config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = (request, options) => {
    const signals = [options?.abortSignal, deadlineSignal()].filter((one) => one !== undefined);
    return handle(
      request,
      signals.length > 0 ? { ...options, abortSignal: AbortSignal.any(signals) } : options,
    );
  };
  return client;
}
