// Ends a call of AWS once the request that it is made for is out of time. Trying again is then refused as well.
import { deadlineSignal } from '@/lib/server/profile/deadline';

interface Options {
  abortSignal?: AbortSignal;
}

/** What the clients of the SDK have in common, as far as it is needed here. */
interface Abortable {
  config: {
    requestHandler: { handle(request: never, options?: Options): Promise<unknown> };
  };
}

/** Has every call of the client end with the request that it is made for. */
export function heedDeadline<Client>(client: Client): Client {
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
