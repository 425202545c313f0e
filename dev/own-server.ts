// A server of the user's own, in place of an embedded one: what is wrong with it, in a sentence.
import { LocalFailure } from './failure';

/** So that an address which answers nothing is not waited for longer. In ms, each try. */
export const CONNECTING = { connectionTimeout: 3000 };

/**
 * Waits for what is done on a server.
 * @param endpoint as `variable` has it; undefined for an embedded server, which has no excuse
 * @throws LocalFailure where the server of the user's own cannot be reached, or refuses
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

/** What the SDK throws: an answer of the server's, or what kept the server from answering. */
interface ServerError extends Error {
  $metadata: { httpStatusCode?: number };
  code: string;
}

/** Undefined for what is no fault of a server. */
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
