// What has to be put right about a request before Next sees it. It answers 500 to some that only the caller is to blame for,
// and neither a route handler nor the middleware is asked before.
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** A `Request` cannot have these, so Next fails at them; any name that it does not know, it refuses. */
const IMPOSSIBLE_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK']);

/** There is no such page: what leads nowhere is led here. */
const NOWHERE = '/*';

/**
 * From now on, for all HTTP servers of this process. https://nodejs.org/api/diagnostics_channel.html#http
 * @param proxies where there is none, X-Forwarded-For is what the caller made up, and Next leaves it as it came: the address
 *   at the other end of the connection is put in its place
 */
export function standAtTheDoor(proxies: number): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    if (proxies === 0) request.headers['x-forwarded-for'] = request.socket.remoteAddress;
    if (IMPOSSIBLE_METHODS.has(request.method ?? '')) request.method = 'IMPOSSIBLE';
    if (!isReadable(request.url ?? '')) request.url = NOWHERE;
    const tree = request.headers['next-router-state-tree'];
    if (tree !== undefined && !isStateTree(String(tree))) {
      delete request.headers['next-router-state-tree'];
    }
  });
}

/** False for `*`, which asks the server as a whole (RFC 9112, section 3.2.4), and for a path that is no percent-encoding. */
function isReadable(url: string): boolean {
  const [path = ''] = url.split('?');
  try {
    return path !== '*' && decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

/** What Next's router says it shows: JSON in percent-encoding, a list of a segment and of what lies below it, by name. */
function isStateTree(header: string): boolean {
  try {
    const tree: unknown = JSON.parse(decodeURIComponent(header));
    return Array.isArray(tree) && isBranch(tree);
  } catch {
    return false;
  }
}

function isBranch([segment, below]: unknown[]): boolean {
  const isSegment = typeof segment === 'string' || Array.isArray(segment);
  if (!isSegment || typeof below !== 'object' || below === null) return false;
  return Object.values(below).every((branch) => Array.isArray(branch) && isBranch(branch));
}
