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
    const [given, deadline] = [options?.abortSignal, deadlineSignal()];
    const abortSignal =
      given && deadline ? AbortSignal.any([given, deadline]) : (given ?? deadline);
    return handle(request, abortSignal ? { ...options, abortSignal } : options);
  };
  return client;
}
