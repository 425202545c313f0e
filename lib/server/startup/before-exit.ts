// Graceful shutdown: what the process does between the stop signal and its exit.
import { subscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * From the signal on, closes each connection after its response. Next stops listening at the signal and exits once all connections
 * are closed, so a client that reuses one (a load balancer with its health checks) would keep the process from ending.
 * https://nodejs.org/api/http.html#serverclosecallback
 */
export function closeConnectionsBeforeExit(): void {
  let stopping = false;
  for (const signal of SIGNALS) process.once(signal, () => (stopping = true));
  subscribe('http.server.request.start', (message) => {
    const { response } = message as { response: ServerResponse };
    if (stopping) response.shouldKeepAlive = false;
  });
}

/**
 * Runs the work after SIGTERM or SIGINT, when the signal handler calls `process.exit`: Next does so once the requests in flight have
 * been answered, and waits for nothing else.
 */
export function beforeExit(work: () => Promise<void>): void {
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      const exit = process.exit.bind(process);
      let begun = false;
      process.exit = ((code) => {
        // A second call exits at once.
        if (begun) return exit(code);
        begun = true;
        void work().finally(() => exit(code));
      }) as typeof process.exit;
    });
  }
}
