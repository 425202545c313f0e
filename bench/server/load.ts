// Sends requests to a server on this machine over connections that are kept open, and counts the responses.
import { Agent, request } from 'node:http';

export interface Call {
  url: string;
  method: 'GET' | 'POST';
  /** Sent as JSON. */
  body?: unknown;
  /** The Cookie headers of the users who call in turn. */
  cookies?: readonly string[];
}

/**
 * Calls the server from a number of concurrent callers, each of which sends its next call when the last one is answered.
 * @param duration in milliseconds
 * @returns answered calls a second
 * @throws Error if a response is not 200
 */
export async function rateOf(call: Call, callers: number, duration: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const start = performance.now();
  let count = 0;
  const caller = async () => {
    while (performance.now() - start < duration) {
      await send(call, count, agent);
      count++;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const rate = (count * 1000) / (performance.now() - start);
  agent.destroy();
  return rate;
}

/** @param turn chooses the user */
export function send({ url, method, body, cookies = [] }: Call, turn: number, agent: Agent) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const cookie = cookies[turn % cookies.length];
  return new Promise<void>((resolve, reject) => {
    const sent = request(
      url,
      {
        method,
        agent,
        headers: {
          ...(cookie && { cookie }),
          // As browsers send it, which the app requires of changes.
          origin: new URL(url).origin,
          ...(text && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
          }),
        },
      },
      (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 200
            ? resolve()
            : reject(new Error(`${method} ${url} answered ${response.statusCode}`)),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}
