// The rate of POST and GET under `next start`, beside handlers of a few lines, on the engines and on ports in memory, and beside a handler
// that does nothing.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { freePort } from '@/dev/ports';
import { startApp } from '../../test/browser/start-app';
import { type Row, report, verdict } from '../report';
import { createUsers, startServices } from '../start-services';
import { interleaved } from '../statistics';
import { type Call, rateOf } from './load';

const CALLERS = [1, 8, 32];
const ROUNDS = 5;
/** Duration of each run, in milliseconds. */
const DURATION = 1500;
/** Duration of the warm-up run, in milliseconds. Node compiles the functions that are called often. */
const WARM_UP = 5000;
const USERS = 500;
/** The rate of this app over that of the short handler, at least. */
const LIMITS = { memory: 2, engines: 0.8 };

const directory = resolve('bench/server-app');
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

function build(): void {
  const env = { ...process.env, NODE_ENV: 'production' as const };
  const { status } = spawnSync(process.execPath, [next, 'build', directory], {
    env,
    stdio: 'ignore',
  });
  if (status !== 0) throw new Error(`next build ${directory} failed`);
}

const asked = { fileName: 'foto.webp', contentType: 'image/webp' };
const call = (url: string, method: Call['method'], cookies?: string[]): Call => ({
  url,
  method,
  cookies,
  ...(method === 'POST' && { body: asked }),
});

build();
const [port, memoryPort] = [await freePort(), await freePort()];
const stopServices = await startServices(port);
const cookies = await createUsers(USERS);
const app = await startApp(port, {});
const memoryApp = await startApp(
  memoryPort,
  { NEXTAUTH_URL: `http://localhost:${memoryPort}` },
  { directory },
);
try {
  const [url, memoryUrl] = [`http://localhost:${port}`, `http://localhost:${memoryPort}`];
  const rows: Row[] = [];
  // GET first: after a POST each read also asks S3 for the upload that is pending.
  for (const method of ['GET', 'POST'] as const) {
    const path = method === 'POST' ? '/api/profile/image' : '/api/profile';
    for (const store of ['memory', 'engines'] as const) {
      const ours = call(`${store === 'memory' ? memoryUrl : url}${path}`, method, cookies);
      const peer = call(`${memoryUrl}/peer/${store}`, method);
      const empty = call(`${memoryUrl}/empty`, method);
      for (const one of [ours, peer, empty]) await rateOf(one, 8, WARM_UP);
      for (const callers of CALLERS) {
        const rates = await interleaved(ROUNDS, {
          ours: () => rateOf(ours, callers, DURATION),
          peer: () => rateOf(peer, callers, DURATION),
          empty: () => rateOf(empty, callers, DURATION),
        });
        const [own, other] = [Math.max(...rates.ours), Math.max(...rates.peer)];
        const floor = Math.max(...rates.empty);
        rows.push({
          call: `${method}, ${store === 'memory' ? 'ports in memory' : 'engines'}`,
          callers: `${callers}`,
          'this app, calls a second': own.toFixed(0),
          'getSignedUrl and one item': other.toFixed(0),
          'empty handler': floor.toFixed(0),
          ratio: (own / other).toFixed(2),
          'ratio of the empty handler': (floor / other).toFixed(2),
          limit: `at least ${LIMITS[store]}`,
          met: verdict(own / other >= LIMITS[store]),
        });
      }
    }
  }
  report('server', rows);
} finally {
  await app.stop();
  await memoryApp.stop();
  await stopServices();
}
