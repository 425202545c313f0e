// The built app as a process of its own, on a port of its own.
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HOST } from '../local/ports';
import { startTied, type TiedProcess } from '../local/tied-process';

const root = fileURLToPath(new URL('..', import.meta.url));
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** How long the app may take until it answers, in ms. */
const START_LIMIT = 30_000;

/**
 * Starts it, and waits until it is healthy.
 * @param env the variables it has, besides those of this process
 * @param onLog is given what it prints, which is our own output otherwise
 * @param directory of the project, unless it is another one than this
 */
export async function startApp(
  port: number,
  env: Record<string, string>,
  onLog?: (text: string) => void,
  directory = root,
): Promise<TiedProcess> {
  const app = startTied(process.execPath, [next, 'start', '-H', HOST, '-p', `${port}`], {
    cwd: directory,
    // The test runner sets NODE_ENV to `test`, which is not what is to be tested.
    env: { ...process.env, ...env, NODE_ENV: 'production' },
    output: onLog ? 'pipe' : 'inherit',
  });
  if (onLog) {
    app.child.stdout?.setEncoding('utf8').on('data', onLog);
    app.child.stderr?.setEncoding('utf8').on('data', onLog);
  }
  const url = `http://localhost:${port}/api/health`;
  if ((await Promise.race([answers(url), app.exited])) === true) return app;
  await app.stop();
  throw new Error('The app did not become healthy; what it said stands above.');
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
