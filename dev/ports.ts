// Ports on 127.0.0.1: finds a free one, waits for one.
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalFailure } from './failure';

export const HOST = '127.0.0.1';

/** How long to wait for a port that is in use, in ms: a process that was just killed releases it late. */
const TIMEOUT = 2000;

/** Returns a port that nothing listens on at the moment. */
export async function freePort(): Promise<number> {
  const { server, port } = await listen(0);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Returns `port` once it is free; any free port for 0.
 * @param purpose what will listen, such as "the local S3"
 * @param variable the environment variable that chooses another port
 * @throws LocalFailure if it stays in use
 */
export async function claimPort(port: number, purpose: string, variable: string): Promise<number> {
  if (port === 0) return freePort();
  const deadline = Date.now() + TIMEOUT;
  for (;;) {
    try {
      const { server } = await listen(port);
      await new Promise((resolve) => server.close(resolve));
      return port;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EACCES') {
        throw new LocalFailure(
          `Port ${port} for ${purpose} is reserved by the system: set ${variable} to another one.`,
        );
      }
      if (code !== 'EADDRINUSE') throw error;
      if (Date.now() > deadline) {
        throw new LocalFailure(
          `Port ${port} for ${purpose} is in use: stop what listens there, or set ${variable} to another port.`,
        );
      }
      await delay(100);
    }
  }
}

/** Resolves once something listens on `port`. */
export async function listening(port: number): Promise<undefined> {
  while (!(await connects(port))) await delay(50);
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function listen(port: number) {
  return new Promise<{ server: ReturnType<typeof createServer>; port: number }>(
    (resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(port, HOST, () => {
        const address = server.address();
        if (address === null || typeof address === 'string') throw new Error('no port was given');
        resolve({ server, port: address.port });
      });
    },
  );
}
