// A process of the app is killed by SIGKILL, on real engines, during each call of a port: another process reaches the same
// result.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { cameraPhoto } from 'odd-images/camera-photo';
import { type EnginesProcess, startEnginesProcess } from '@/dev/engines-process';
import { readProfile } from '@/lib/server/profile/use-cases/get-profile';
import { issueUpload } from '@/lib/server/profile/use-cases/issue-upload';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { caller } from '@/test/profile/memory-ports';
import { type RealPorts, realPorts } from '@/test/profile/real-ports';
import { storedKeys } from '@/test/profile/stored-keys';

const ROOT = resolve(__dirname, '../../..');
const LATER = 26 * 3600;
/** Upper bound of the calls of a use case. */
const MAX_CALLS = 60;

let engines: EnginesProcess;
let env: NodeJS.ProcessEnv;
let now: RealPorts;
/** Ports with a clock at the end of the time for which the row may name an upload that never arrived. */
let atRowLimit: RealPorts;
/** Ports with a clock at which every lease has expired, and the row names no upload any more. */
let afterLeases: RealPorts;
/** Ports with a clock at which every image that can become due is due. */
let afterRetention: RealPorts;
let photo: Buffer;

beforeAll(async () => {
  engines = await startEnginesProcess(['http://localhost:3000'], ROOT);
  env = { ...process.env, ...engines.env };
  now = realPorts(env, 0);
  atRowLimit = realPorts(env, 360);
  afterLeases = realPorts(env, 400);
  afterRetention = realPorts(env, LATER);
  photo = await cameraPhoto({ width: 120, height: 90, format: 'png' });
});

afterAll(async () => {
  for (const ports of [now, atRowLimit, afterLeases, afterRetention]) ports.close();
  await engines.stop();
});

async function upload(userId: string): Promise<string> {
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
  const { presignedUrl, s3Key, headers } = await issueUpload(now, userId, asked, caller(userId));
  const put = await fetch(presignedUrl, { method: 'PUT', headers, body: new Uint8Array(photo) });
  expect(put.status).toBe(200);
  return s3Key;
}

async function show(ports: RealPorts, userId: string, key: string): Promise<void> {
  await updateProfile(ports, userId, { profileImageKey: key, nombre: 'Eva' }, caller(userId));
}

/** Returns true if the process died; false if it finished first. */
async function killDuring(...args: (string | number)[]): Promise<boolean> {
  const script = resolve(ROOT, 'test/profile/killed-process.ts');
  const child = spawn(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', script, ...args.map(String)],
    { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const [code, signal] = await once(child, 'exit');
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`It ended with ${code ?? signal}`);
  return signal === 'SIGKILL';
}

async function checkPage(userId: string, keys: string[]): Promise<void> {
  const shown = (await now.store.readUser(userId))?.images.shown;
  expect(keys).toContain((await readProfile(now, userId))?.profile.profileImageKey);
  const present = await now.keys();
  expect(present).toEqual(expect.arrayContaining(shown ? storedKeys({ userId, ...shown }) : ['?']));
  await now.checkEvents(userId);
}

/** Checks that, 360 s after the kill and one sweep afterRetention, the key in the row has an object. */
async function checkRow(userId: string): Promise<void> {
  expect(await sweep(atRowLimit)).toMatchObject({ failed: 0 });
  const named = (await now.store.readUser(userId))?.images.newest?.key;
  if (named !== undefined) expect(await now.keys()).toContain(named);
}

/** Sweeps until no image of the user is due: the index may lag. */
async function sweepAll(userId: string): Promise<void> {
  for (let run = 0; run < 10; run++) {
    expect(await sweep(afterRetention)).toMatchObject({ failed: 0 });
    const { items } = await now.store.listImages(userId, 100, null, 0);
    if (items.every(({ dueAt }) => dueAt === null)) return;
  }
  throw new Error('Something is due that no sweep finds');
}

async function checkNoOrphans(userId: string): Promise<void> {
  const { items } = await now.store.listImages(userId, 100, null, 0);
  const states = items.map(({ state }) => state);
  expect(states.filter((state) => state !== 'shown' && state !== 'deleted')).toEqual([]);
  const shown = (await now.store.readUser(userId))?.images.shown;
  const left = (await now.keys()).filter((key) => key.includes(userId));
  expect(left.sort()).toEqual(shown ? storedKeys({ userId, ...shown }).sort() : []);
  await now.checkEvents(userId);
}

test('a confirm killed at any point leaves the photo, and the next one shows the new one', async () => {
  let deaths = 0;
  for (let at = 0; at < MAX_CALLS; at++) {
    const userId = `killed-${randomUUID()}`;
    await now.putUser(userId);
    const old = await upload(userId);
    await show(now, userId, old);
    const key = await upload(userId);
    if (!(await killDuring('confirm', at, 0, userId, key))) break;
    deaths += 1;
    await checkPage(userId, [old, key]);
    await checkRow(userId);
    await show(afterLeases, userId, key);
    await checkPage(userId, [key]);
    await sweepAll(userId);
    await checkNoOrphans(userId);
  }
  expect(deaths).toBeGreaterThan(10);
  expect(deaths).toBeLessThan(MAX_CALLS);
}, 1_200_000);

test('a sweep killed at any point leaves the photo, and the next one finishes its work', async () => {
  let deaths = 0;
  for (let at = 0; at < MAX_CALLS; at++) {
    const userId = `swept-${randomUUID()}`;
    await now.putUser(userId);
    await show(now, userId, await upload(userId));
    await upload(userId);
    const shown = await upload(userId);
    await show(now, userId, shown);
    await upload(userId);
    if (!(await killDuring('sweep', at, LATER))) break;
    deaths += 1;
    await checkPage(userId, [shown]);
    await checkRow(userId);
    await sweepAll(userId);
    await checkNoOrphans(userId);
  }
  expect(deaths).toBeGreaterThan(10);
  expect(deaths).toBeLessThan(MAX_CALLS);
}, 1_200_000);

test.each([
  ['asks for an upload', 'issue', 3],
  ['removes the photo while an upload is pending', 'remove', 3],
])(
  'a process killed while it %s leaves a row whose key has an object',
  async (_what, deed, least) => {
    let deaths = 0;
    for (let at = 0; at < MAX_CALLS; at++) {
      const userId = `${deed}-${randomUUID()}`;
      await now.putUser(userId);
      await show(now, userId, await upload(userId));
      if (deed === 'remove') await upload(userId);
      if (!(await killDuring(deed, at, 0, userId))) break;
      deaths += 1;
      await checkRow(userId);
      await now.checkEvents(userId);
      await sweepAll(userId);
      await checkNoOrphans(userId);
    }
    expect(deaths).toBeGreaterThanOrEqual(least);
    expect(deaths).toBeLessThan(MAX_CALLS);
  },
  1_200_000,
);
