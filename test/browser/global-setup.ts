// Starts the engines on free ports and the production build before the browser tests, and ends both afterwards.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { startEnginesProcess } from '@/dev/engines-process';
import { freePort, HOST } from '@/dev/ports';
import { serverSettings } from './server-settings';
import { startApp } from './start-app';

const root = fileURLToPath(new URL('../..', import.meta.url));
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

export default async function setup(): Promise<() => Promise<void>> {
  const port = await freePort();
  const baseUrl = `http://localhost:${port}`;
  const engines = await startEnginesProcess([baseUrl, `http://${HOST}:${port}`], root);
  Object.assign(process.env, engines.env, {
    E2E_BASE_URL: baseUrl,
    ...serverSettings(baseUrl),
    LOG_LEVEL: 'debug',
    // A busy machine responds late, which is not a fault of the app.
    REQUEST_TIMEOUT_SECONDS: '600',
    AWS_TIMEOUT_SECONDS: '600',
    // All tests sign in from the same address.
    SIGN_INS_PER_MINUTE: '1000',
  });
  try {
    // Reuses an existing build while developing tests.
    if (!process.env.E2E_SKIP_BUILD) await build();
    const onLog = (text: string) => {
      if (text.includes('"level":"error"')) process.stdout.write(text);
    };
    const app = await startApp(port, {}, { onLog });
    return async () => {
      await app.stop().finally(() => engines.stop());
    };
  } catch (error) {
    await engines.stop();
    throw error;
  }
}

async function build(): Promise<void> {
  const child = spawn(process.execPath, [next, 'build'], {
    cwd: root,
    // The test runner sets NODE_ENV to `test`, but the tests need `production`.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('The build failed; see its output above.');
}
