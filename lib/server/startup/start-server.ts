// Startup of the server, before it accepts requests: validates the environment, installs the request checks and the log, and
// starts telemetry if configured.
import 'server-only';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { EnvError, env } from '@/lib/server/env';
import { consoleToLog } from '@/lib/server/telemetry/console-to-log';
import { jsonLog } from '@/lib/server/telemetry/log';
import { beforeExit, closeConnectionsBeforeExit } from './before-exit';
import { filterRequests, refuseUpgrades } from './request-filter';

/** Exits the process with a message if the environment is invalid. */
export async function startServer(): Promise<void> {
  try {
    const {
      localSignIn,
      port,
      proxyDepth,
      otlpEndpoint,
      version,
      telemetryTimeout,
      production,
      logLevel,
    } = env();
    if (localSignIn && port !== undefined) await refuseOpenServer(port);
    filterRequests(proxyDepth);
    closeConnectionsBeforeExit();
    if (production) {
      refuseUpgrades();
      consoleToLog(jsonLog(logLevel));
    }
    if (otlpEndpoint === undefined) return;
    const { startTelemetry } = await import('@/lib/server/telemetry/start');
    beforeExit(startTelemetry(otlpEndpoint, version, telemetryTimeout).stop);
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** With demo users, the server must only listen on loopback: anybody could sign in at its other addresses. */
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
