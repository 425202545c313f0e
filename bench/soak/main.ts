// `npm run soak [-- MINUTES]`: the production server for half an hour, with 20 GETs a second and a change every two seconds, while one
// in twenty calls to S3 and DynamoDB fails. It uses the build in .next.
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { cameraPhoto } from 'odd-images/camera-photo';
import { freePort } from '@/dev/ports';
import { startApp } from '../../test/browser/start-app';
import { report, verdict } from '../report';
import { type Call, send } from '../server/load';
import { createUsers, startServices } from '../start-services';
import { faultyProxy } from './faulty-proxy';
import { serverMemory, slopeOf } from './server-memory';

const MINUTES = Number(process.argv[2] ?? 30);
const GETS_A_SECOND = 20;
const CHANGE_EVERY_MS = 2000;
const FAULTS = 0.05;
const USERS = 50;
/** In milliseconds. */
const P95_LIMIT = 100;
/** In MiB per minute, after the first fifth of the time, in which the heap grows to its final size. */
const SLOPE_LIMIT = 1;

const port = await freePort();
const stopServices = await startServices(port);
const cookies = await createUsers(USERS);
const s3 = await faultyProxy(process.env.S3_ENDPOINT ?? '', FAULTS);
const dynamoDb = await faultyProxy(process.env.DYNAMODB_ENDPOINT ?? '', FAULTS);
const app = await startApp(port, {
  S3_PUBLIC_ENDPOINT: process.env.S3_ENDPOINT ?? '',
  S3_ENDPOINT: s3.url,
  DYNAMODB_ENDPOINT: dynamoDb.url,
});

const url = `http://localhost:${port}`;
const agent = new Agent({ keepAlive: true });
const photo = await cameraPhoto({ width: 1024, height: 1024, format: 'webp', quality: 80 });
const times: number[] = [];
const changes = { done: 0, failed: 0 };
const gets = { done: 0, failed: 0 };

async function get(turn: number): Promise<void> {
  const call: Call = { url: `${url}/api/profile`, method: 'GET', cookies };
  const start = performance.now();
  await send(call, turn, agent).then(
    () => gets.done++,
    () => gets.failed++,
  );
  times.push(performance.now() - start);
}

/** Changes a name and uploads a photo, alternately. */
async function change(turn: number): Promise<void> {
  const cookie = cookies[turn % USERS] ?? '';
  const json = async (method: string, path: string, body: unknown) => {
    const headers = { cookie, origin: url, 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
    return response.json();
  };
  if (turn % 2 === 0) return void (await json('PUT', '/api/profile', { nombre: `Ana ${turn}` }));
  const asked = { fileName: 'foto.webp', contentType: 'image/webp' };
  const { presignedUrl, headers, s3Key } = await json('POST', '/api/profile/image', asked);
  const sent = await fetch(presignedUrl, { method: 'PUT', headers, body: new Uint8Array(photo) });
  if (!sent.ok) throw new Error(`S3 answered ${sent.status}`);
  await json('PUT', '/api/profile', { profileImageKey: s3Key });
}

try {
  const start = performance.now();
  const minutes = () => (performance.now() - start) / 60_000;
  const memory: { x: number; y: number }[] = [];
  const pending: Promise<unknown>[] = [];
  for (let turn = 0; minutes() < MINUTES; turn++) {
    pending.push(get(turn));
    const isDue = (milliseconds: number) => (turn * 1000) % (milliseconds * GETS_A_SECOND) === 0;
    if (isDue(CHANGE_EVERY_MS)) {
      const changed = change(turn / 40).then(
        () => changes.done++,
        () => changes.failed++,
      );
      pending.push(changed);
    }
    if (isDue(5000)) memory.push({ x: minutes(), y: serverMemory() });
    if (isDue(60_000))
      console.log(`${minutes().toFixed(0)} min: ${memory.at(-1)?.y.toFixed(0)} MiB`);
    await delay(Math.max(0, start + ((turn + 1) * 1000) / GETS_A_SECOND - performance.now()));
  }
  await Promise.all(pending);
  const p95 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
  const slope = slopeOf(memory.filter(({ x }) => x > MINUTES / 5));
  const failed = (all: { done: number; failed: number }) =>
    `${all.failed} of ${(all.done + all.failed).toLocaleString('en')}`;
  report('soak', [
    { figure: 'duration', measured: `${MINUTES} min`, limit: '', met: '' },
    {
      figure: 'calls to S3 and DynamoDB that were made to fail',
      measured: `${s3.faults + dynamoDb.faults} of ${(s3.calls + dynamoDb.calls).toLocaleString('en')}`,
      limit: '',
      met: '',
    },
    {
      figure: 'GET, 95th percentile',
      measured: `${p95.toFixed(0)} ms`,
      limit: `at most ${P95_LIMIT} ms, idle`,
      met: verdict(p95 <= P95_LIMIT),
    },
    {
      figure: 'memory of the server, growth',
      measured: `${slope.toFixed(2)} MiB/min`,
      limit: `at most ${SLOPE_LIMIT} MiB/min`,
      met: verdict(slope <= SLOPE_LIMIT),
    },
    { figure: 'GETs that failed for the user', measured: failed(gets), limit: '', met: '' },
    { figure: 'changes that failed for the user', measured: failed(changes), limit: '', met: '' },
  ]);
} finally {
  agent.destroy();
  await app.stop();
  await Promise.all([s3.stop(), dynamoDb.stop()]);
  await stopServices();
}
