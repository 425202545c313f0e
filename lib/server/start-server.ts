// What a server does before it takes requests: it looks whether it should, learns what to put right about them and where to
// tell of failures, and begins to measure if it is to.
import 'server-only';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { refuseUpgrades, standAtTheDoor } from './at-the-door';
import { beforeExit } from './before-exit';
import { consoleToLog } from './console-to-log';
import { EnvError, env } from './env';
import { jsonLog } from './log';

/** Ends the process, with a sentence that says why, if the environment is not one to serve in. */
export async function startServer(): Promise<void> {
  try {
    const { localSignIn, port, proxyDepth, otlpEndpoint, version, production, logLevel } = env();
    if (localSignIn && port !== undefined) await refuseOpenServer(port);
    standAtTheDoor(proxyDepth);
    if (production) {
      refuseUpgrades();
      consoleToLog(jsonLog(logLevel));
    }
    if (otlpEndpoint === undefined) return;
    const { startTelemetry } = await import('./telemetry/start');
    beforeExit(startTelemetry(otlpEndpoint, version).stop);
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** With demo agents to sign in as, the server must be bound to this machine: what answers at its other addresses is open. */
async function refuseOpenServer(port: number): Promise<void> {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  const open = await Promise.all(others.map(({ address }) => answers(address, port)));
  if (open.includes(true)) {
    throw new EnvError([
      'LOCAL_SIGN_IN is for this machine alone: bind the server to it, `next start --hostname 127.0.0.1`',
    ]);
  }
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
