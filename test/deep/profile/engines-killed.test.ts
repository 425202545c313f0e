// The engines are killed by SIGKILL repeatedly during uploads: every acknowledged result persists, no profile breaks, and in the end every
// photo is shown and no object is left over.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { cameraPhoto } from 'odd-images/camera-photo';

import { freePort } from '@/dev/ports';
import { NAMED_LIFETIME } from '@/lib/server/profile/domain/image-life';
import { readProfile } from '@/lib/server/profile/use-cases/get-profile';
import { issueUpload } from '@/lib/server/profile/use-cases/issue-upload';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { ProfileError } from '@/lib/server/shared/errors';
import { caller } from '@/test/profile/memory-ports';
import { type RealPorts, realPorts } from '@/test/profile/real-ports';
import { storedKeys } from '@/test/profile/stored-keys';

const ROOT = resolve(__dirname, '../../..');
const AGENTS = 3;
const KILLS = 8;

let dataDir: string;
let engines: ChildProcess;
/** The settings of the engines, and the endpoints that they report. */
let settings: Record<string, string>;
let found: Record<string, string>;
let ports: RealPorts;
let photo: Buffer;

async function startEngines(): Promise<void> {
  engines = spawn(process.execPath, ['--import', 'tsx', 'dev/serve.ts'], {
    cwd: ROOT,
    env: { ...process.env, ...settings },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: engines.stdout as NodeJS.ReadableStream });
  const line = once(lines, 'line').then(([text]) => String(text));
  const told = await Promise.race([line, once(engines, 'exit').then(() => null)]);
  if (told === null) throw new Error('The engines did not start; see their output above.');
  found = JSON.parse(told);
}

async function killEngines(): Promise<void> {
  const gone = once(engines, 'exit');
  engines.kill('SIGKILL');
  await gone;
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'profile-killed-'));
  settings = {
    LOCAL_DATA_DIR: dataDir,
    LOCAL_S3_PORT: String(await freePort()),
    LOCAL_DYNAMODB_PORT: String(await freePort()),
    LOCAL_ORIGINS: 'http://localhost:3000',
    // Do not kill the engines of the other tests.
    S3_ENDPOINT: '',
    DYNAMODB_ENDPOINT: '',
  };
  photo = await cameraPhoto({ width: 120, height: 90, format: 'png' });
  await startEngines();
  ports = realPorts({ ...process.env, ...found }, 0);
});

afterAll(async () => {
  ports.close();
  await killEngines();
  await rm(dataDir, { recursive: true, force: true });
});

/** Retries as long as the engines are the cause of the failure. */
async function retryWhileDown<T>(step: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (error instanceof ProfileError && error.code !== 'unavailable') throw error;
      await delay(300);
    }
  }
}

/** Uploads one photo after another until the last kill, each until a response says that it is shown. */
async function uploadRepeatedly(
  userId: string,
  done: string[],
  isOver: () => boolean,
): Promise<void> {
  const by = caller(userId);
  while (!isOver()) {
    const key = await retryWhileDown(async () => {
      const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
      const { presignedUrl, s3Key, headers } = await issueUpload(ports, userId, asked, by);
      const put = await fetch(presignedUrl, {
        method: 'PUT',
        headers,
        body: new Uint8Array(photo),
      });
      if (put.status !== 200) throw new Error(`S3 answered ${put.status}`);
      return s3Key;
    });
    const profile = await retryWhileDown(() =>
      updateProfile(ports, userId, { profileImageKey: key }, by),
    );
    expect(profile.profileImageKey).toBe(key);
    done.push(key);
  }
}

/**
 * Checks the rows as of 360 s from now and after one sweep: the key in the row has an object, unless it is that of an upload
 * requested since.
 */
async function checkRows(users: string[]): Promise<void> {
  const began = Math.floor(Date.now() / 1000);
  const ahead = realPorts({ ...process.env, ...found }, 360);
  await retryWhileDown(() => sweep(ahead));
  ahead.close();
  for (const userId of users) {
    const images = (await ports.store.readUser(userId))?.images;
    const isNew = (images?.request?.namedUntil ?? 0) >= began + NAMED_LIFETIME;
    const named = images?.newest?.key;
    if (named !== undefined && !isNew) expect(await ports.keys()).toContain(named);
  }
}

test('killing engines during uploads breaks no profile and loses nothing', async () => {
  const users = Array.from({ length: AGENTS }, () => `crash-${randomUUID()}`);
  const done = new Map(users.map((userId) => [userId, [] as string[]]));
  for (const userId of users) await ports.putUser(userId);
  let kills = 0;
  const uploads = Promise.all(
    users.map((userId) => uploadRepeatedly(userId, done.get(userId) ?? [], () => kills === KILLS)),
  );

  while (kills < KILLS) {
    await Promise.race([delay(100 + Math.random() * 900), uploads]);
    await killEngines();
    await startEngines();
    kills += 1;
    for (const userId of users) {
      const shown = (await ports.store.readUser(userId))?.images.shown;
      const present = await ports.keys();
      if (shown) expect(present).toEqual(expect.arrayContaining(storedKeys({ userId, ...shown })));
      const last = done.get(userId)?.at(-1);
      if (last) expect(shown).toBeTruthy();
      await ports.checkEvents(userId);
    }
    await checkRows(users);
  }
  await uploads;

  const later = realPorts({ ...process.env, ...found }, 26 * 3600);
  expect(await sweep(later)).toMatchObject({ failed: 0, more: false });
  const wanted: string[] = [];
  for (const userId of users) {
    const last = done.get(userId)?.at(-1);
    expect((await readProfile(ports, userId))?.profile.profileImageKey).toBe(last);
    const shown = (await ports.store.readUser(userId))?.images.shown;
    if (shown) wanted.push(...storedKeys({ userId, ...shown }));
    await ports.checkEvents(userId);
  }
  expect((await ports.keys()).sort()).toEqual(wanted.sort());
  later.close();
});
