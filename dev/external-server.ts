// Explains in one sentence what is wrong with a server that the developer provides instead of an embedded one.
import { LocalFailure } from './failure';

/** Connection timeout, per try, in ms, so that an address that never answers fails soon. */
export const CONNECTING = { connectionTimeout: 3000 };

/**
 * Awaits work on a server.
 * @param endpoint the value of `variable`; undefined for an embedded server, whose errors pass unchanged
 * @throws LocalFailure if the developer's server cannot be reached or refuses the request
 */
export async function onServer(
  variable: string,
  endpoint: string | undefined,
  work: Promise<void>,
): Promise<void> {
  try {
    await work;
  } catch (error) {
    const fault = endpoint && faultOf(error as Partial<ServerError>);
    throw fault ? new LocalFailure(`${variable} is ${endpoint}, but ${fault}`) : error;
  }
}

/** The errors of the SDK: an error response, or the reason why there was no response. */
interface ServerError extends Error {
  $metadata: { httpStatusCode?: number };
  code: string;
}

/** Returns undefined for errors that are not the server's. */
function faultOf({ $metadata, code, name, message }: Partial<ServerError>): string | undefined {
  const status = $metadata?.httpStatusCode;
  if (status === 401 || status === 403) {
    return `it answers ${status} ${name}: are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY keys of its own?`;
  }
  if (status !== undefined) return `it answers ${status} ${name}: ${message}`;
  if (code === 'ECONNREFUSED') return 'nothing listens there.';
  if (code !== undefined || name === 'TimeoutError') {
    return `it cannot be reached: ${code ?? message}`;
  }
  return undefined;
}
