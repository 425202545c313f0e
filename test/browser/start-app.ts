// Starts the built app as a separate process on its own port, and checks its log at the end.
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HOST } from '@/dev/ports';
import { startTied } from '@/dev/tied-process';
import { findPlainLines, findSecrets } from '../run/find-secrets';

const root = fileURLToPath(new URL('../..', import.meta.url));
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** Maximum start time of the app, in ms. */
const START_LIMIT = 240_000;

export interface StartedApp {
  /** Secrets that its log must not contain, in addition to the patterns of `find-secrets.ts`. */
  secrets: string[];
  /** Its output so far. */
  log(): string;
  /** Stops it, by force after `grace` ms, and fails if its log contains a secret or a line that is not JSON. */
  stop(grace?: number): Promise<void>;
}

/**
 * Starts the app, and waits until it is healthy.
 * @param env variables, in addition to those of this process
 * @param options `directory` of another checkout; `onLog` receives its output
 */
export async function startApp(
  port: number,
  env: Record<string, string>,
  { directory = root, onLog = (_text: string) => {} } = {},
): Promise<StartedApp> {
  // The test runner sets NODE_ENV to `test`, but the tests need `production`.
  const variables: NodeJS.ProcessEnv = { ...process.env, ...env, NODE_ENV: 'production' };
  const app = startTied(process.execPath, [next, 'start', '-H', HOST, '-p', `${port}`], {
    cwd: directory,
    env: variables,
    output: 'pipe',
  });
  let log = '';
  for (const stream of [app.child.stdout, app.child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      onLog(text);
    });
  }
  const url = `http://localhost:${port}/api/health`;
  if ((await Promise.race([answers(url), app.exited])) !== true) {
    await app.stop();
    throw new Error(`The app did not become healthy. It said:\n${log}`);
  }
  const { NEXTAUTH_SECRET, AWS_SECRET_ACCESS_KEY, OIDC_CLIENT_SECRET, CRON_SECRET } = variables;
  const given = [NEXTAUTH_SECRET, AWS_SECRET_ACCESS_KEY, OIDC_CLIENT_SECRET, CRON_SECRET];
  const secrets = given.flatMap((one) => one || []);
  return {
    secrets,
    log: () => log,
    async stop(grace) {
      await app.stop(grace);
      const found = findSecrets(log, secrets);
      if (found.length > 0) throw new Error(`The log holds what it must not: ${found.join(', ')}`);
      const plain = findPlainLines(log);
      if (plain.length > 0) throw new Error(`The log has lines that are no JSON: ${plain}`);
    },
  };
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
