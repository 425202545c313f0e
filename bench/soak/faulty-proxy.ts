// A proxy between the app and an engine that makes a share of the calls fail as AWS's services do.
import { type ClientRequest, createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HOST } from '@/dev/ports';

export interface FaultyProxy {
  url: string;
  /** The number of calls, and of those that failed. */
  calls: number;
  faults: number;
  stop(): Promise<void>;
}

/** @param share of the calls that fail: in turn by status 503, and by a connection that ends without an answer */
export async function faultyProxy(target: string, share: number): Promise<FaultyProxy> {
  const { hostname, port } = new URL(target);
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, response) => {
    proxy.calls++;
    if (Math.random() < share) {
      proxy.faults++;
      if (proxy.faults % 2 === 0) return void incoming.socket.destroy();
      incoming.resume();
      response.writeHead(503, { connection: 'close' }).end();
      return;
    }
    const { method, url: path, headers } = incoming;
    // Keep the host that the app has signed.
    const outgoing: ClientRequest = send({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => incoming.socket.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const proxy: FaultyProxy = {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    calls: 0,
    faults: 0,
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
  return proxy;
}
