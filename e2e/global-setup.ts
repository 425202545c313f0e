// Before the browser tests: engines on free ports, the production build on them; afterwards all of it ends.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEnginesProcess } from '../local/engines-process';
import { freePort, HOST } from '../local/ports';
import { startTied } from '../local/tied-process';

const root = fileURLToPath(new URL('..', import.meta.url));
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** How long the built app may take until it answers, in ms. */
const START_LIMIT = 30_000;

export default async function setup(): Promise<() => Promise<void>> {
  const port = await freePort();
  const baseUrl = `http://localhost:${port}`;
  const engines = await startEnginesProcess([baseUrl, `http://${HOST}:${port}`], root);
  Object.assign(process.env, engines.env, {
    E2E_BASE_URL: baseUrl,
    NEXTAUTH_URL: baseUrl,
    NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
    LOCAL_SIGN_IN: 'true',
    LOG_LEVEL: 'warn',
    HOSTNAME: HOST,
    NEXT_TELEMETRY_DISABLED: '1',
  });
  try {
    // For whoever writes these tests: a build that is there may do.
    if (!process.env.E2E_SKIP_BUILD) await build();
    const app = startTied(process.execPath, [next, 'start', '-H', HOST, '-p', `${port}`], {
      cwd: root,
      env: appEnvironment(),
      output: 'inherit',
    });
    const stop = async () => {
      await app.stop();
      await engines.stop();
    };
    const healthy = await Promise.race([answers(`${baseUrl}/api/health`), app.exited]);
    if (healthy === true) return stop;
    await stop();
    throw new Error('The app did not become healthy; what it said stands above.');
  } catch (error) {
    await engines.stop();
    throw error;
  }
}

/** The test runner sets NODE_ENV to `test`, which is not what is to be tested. */
function appEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_ENV: 'production' };
}

async function build(): Promise<void> {
  const child = spawn(process.execPath, [next, 'build'], {
    cwd: root,
    env: appEnvironment(),
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('The build failed; what it said stands above.');
}

async function answers(url: string): Promise<boolean> {
  const deadline = Date.now() + START_LIMIT;
  while (Date.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.status === 200) return true;
    await delay(100);
  }
  return false;
}
