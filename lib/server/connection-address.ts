// Where no proxy stands in front, X-Forwarded-For is what the caller made up: Next leaves it as it came. The address at the
// other end of the connection is put there instead, before Next sees the request; a route handler cannot ask for it.
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** From now on, for all HTTP servers of this process. https://nodejs.org/api/diagnostics_channel.html#http */
export function takeConnectionAddress(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers['x-forwarded-for'] = request.socket.remoteAddress;
  });
}
