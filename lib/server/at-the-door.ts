// What has to be put right about a request before Next sees it. It answers 500 to some that only the caller is to blame for,
// and neither a route handler nor the middleware is asked before.
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'node:net';

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
    if (!leadsSomewhere(request.url ?? '')) request.url = NOWHERE;
    // There are no server actions here: Next would look for one, and quote in the log what it did not find.
    delete request.headers['next-action'];
    const tree = request.headers['next-router-state-tree'];
    if (tree !== undefined && !isStateTree(String(tree))) {
      delete request.headers['next-router-state-tree'];
    }
  });
}

/**
 * From now on a request to upgrade, to a WebSocket say, is answered like any other. Next takes its connection in hand, and where
 * nothing answers to its path leaves it open for ever. The dev server needs that to reload pages.
 */
export function refuseUpgrades(): void {
  subscribe('net.server.socket', (message) => {
    const { server } = (message as { socket: Socket & { server?: Server } }).socket;
    server?.removeAllListeners('upgrade');
  });
}

/**
 * False for a path that is no percent-encoding, or that names a host: what is no path, such as `*` or the absolute form of RFC
 * 9112, section 3.2.2, Next would lead on to. And for the pages that Next shows in the place of one that failed: asked for
 * by name, they are a failure.
 */
function leadsSomewhere(url: string): boolean {
  try {
    const path = decodeURIComponent(url.split('?', 1)[0] ?? '');
    return /^\/(?![/\\])/.test(path) && !/^\/_(global-)?error\b/.test(path);
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
