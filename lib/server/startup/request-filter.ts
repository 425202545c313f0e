// Rejects or repairs malformed requests before Next sees them. Next answers 500 to some that are the client's fault, and
// neither route handlers nor the middleware run before that.
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'node:net';

/** The `Request` class forbids these methods, so Next fails on them. It answers other unknown methods by itself. */
const IMPOSSIBLE_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK']);

/** A path without a page: invalid requests are rewritten to it, and get a 404. */
const NOWHERE = '/*';

/**
 * Installs the checks on all HTTP servers of this process. https://nodejs.org/api/diagnostics_channel.html#http
 * @param proxies if 0, the client sets X-Forwarded-For and Next passes it on unchanged, so the remote address of the connection
 *   replaces it
 */
export function filterRequests(proxies: number): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    if (proxies === 0) request.headers['x-forwarded-for'] = request.socket.remoteAddress;
    if (IMPOSSIBLE_METHODS.has(request.method ?? '')) request.method = 'IMPOSSIBLE';
    if (!leadsSomewhere(request.url ?? '')) request.url = NOWHERE;
    // Files are small and sent whole. Next answers 500 to a malformed range.
    delete request.headers.range;
    // The app has no server actions: Next would look for one, and log the unknown id that the client sent.
    delete request.headers['next-action'];
    const tree = request.headers['next-router-state-tree'];
    if (tree !== undefined && !isStateTree(String(tree))) {
      delete request.headers['next-router-state-tree'];
    }
  });
}

/**
 * Treats an upgrade request (such as WebSocket) like any other request. Otherwise Next keeps the connection open for ever if no
 * handler matches its path. The dev server needs upgrades to reload pages.
 */
export function refuseUpgrades(): void {
  subscribe('net.server.socket', (message) => {
    const { server } = (message as { socket: Socket & { server?: Server } }).socket;
    server?.removeAllListeners('upgrade');
  });
}

/**
 * False for an invalid percent-encoding, and for a target with a host: Next would proxy `*` or the absolute form of RFC 9112,
 * section 3.2.2. Also false for Next's internal error pages, which fail if they are requested directly.
 */
function leadsSomewhere(url: string): boolean {
  try {
    const path = decodeURIComponent(url.split('?', 1)[0] ?? '');
    return /^\/(?![/\\])/.test(path) && !/^\/_(global-)?error\b/.test(path);
  } catch {
    return false;
  }
}

/** Validates the router state header of Next: percent-encoded JSON, a tree of arrays of a segment and its named children. */
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
