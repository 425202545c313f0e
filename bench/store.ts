// Compares GET, POST and the history of images on a large store with a small one, and measures the sweep by the number of due images. The
// use cases run in this process, on the local engines.
import { v7 as uuidv7 } from 'uuid';
import { freePort } from '@/dev/ports';
import { provisionTables } from '@/dev/provision-tables';
import { readSettings } from '@/dev/settings';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { writeEventItem, writeImageItem, writeUserItem } from '@/lib/server/aws/dynamo-items';
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { issueUpload } from '@/lib/server/profile/use-cases/issue-upload';
import { imageHistory } from '@/lib/server/profile/use-cases/list-image-history';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { caller } from '@/test/profile/memory-ports';
import { type RealPorts, realPorts } from '@/test/profile/real-ports';
import { report, verdict } from './report';
import { shownImage } from './shown-image';
import { startServices } from './start-services';
import { interleaved } from './statistics';
import { userWithPhoto } from './user-with-photo';
import { writeItems } from './write-items';

/** BENCH_USERS sets another number of users; each has five images. */
const USERS = Number(process.env.BENCH_USERS || 10_000);
const IMAGES_EACH = 5;
/** Images of one person; BENCH_HISTORY sets another number. */
const HISTORY = Number(process.env.BENCH_HISTORY || 2000);
const SMALL = { users: 20, history: 25 };
/** Number of users that are written at once. */
const FILL_STEP = 1000;
const RUNS = 60;
/** The time on the large store over that on the small one, at most. */
const LIMIT = 1.1;
/** Numbers of due images; the second run of the sweep has twice as many. */
const DUE = [200, 400] as const;
/** The time for twice as many images, at most. */
const SWEEP_LIMIT = 2.2;

const HEAVY = 'heavy';

interface Store {
  ports: RealPorts;
  env: NodeJS.ProcessEnv;
}

/** Creates tables of their own in the engine. */
async function createStore(name: string): Promise<Store> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    USERS_TABLE: `${name}-users`,
    IMAGES_TABLE: `${name}-images`,
    RATE_LIMITS_TABLE: `${name}-limits`,
  };
  await provisionTables(readSettings(env), env.DYNAMODB_ENDPOINT ?? '');
  return { ports: realPorts(env, 0), env };
}

/** Writes users with five images each, and one with a long history. */
async function fill({ env }: Store, users: number, history: number): Promise<void> {
  const [usersTable, imagesTable] = [env.USERS_TABLE ?? '', env.IMAGES_TABLE ?? ''];
  const dynamoDb = dynamoDbClient({
    region: env.APP_REGION ?? '',
    endpoint: env.DYNAMODB_ENDPOINT,
    timeout: 60_000,
  });
  const now = Date.now();
  // In steps, since the items of a million users do not fit into the memory of this process.
  for (let first = 0; first < users; first += FILL_STEP) {
    const count = Math.min(FILL_STEP, users - first);
    const ids = Array.from({ length: count }, (_, index) => `user-${first + index}`);
    const rows = ids.map((id) => writeUserItem(userWithPhoto(id)));
    await writeItems(dynamoDb, usersTable, rows);
    const images = ids.flatMap((id) =>
      Array.from({ length: IMAGES_EACH }, (_, n) => writeImageItem(shownImage(id, now - n * 1000))),
    );
    await writeItems(dynamoDb, imagesTable, images);
  }
  const heavy = userWithPhoto(HEAVY);
  const withHistory = { ...heavy, images: { ...heavy.images, imageSeq: history } };
  await writeItems(dynamoDb, usersTable, [writeUserItem(withHistory)]);
  const long = Array.from({ length: history }, (_, n) => imageWithEvent(now - n * 60_000));
  await writeItems(dynamoDb, imagesTable, long.flat());
  dynamoDb.destroy();
}

function imageWithEvent(milliseconds: number): Record<string, unknown>[] {
  const image = { ...shownImage(HEAVY, milliseconds), state: 'kept' as const };
  const { imageId, issuedAt: at } = image;
  const event = { eventId: uuidv7({ msecs: milliseconds }), userId: HEAVY, imageId, at };
  const more = { type: 'shown', reason: null, by: caller(HEAVY), expiresAt: at + 10 ** 8 } as const;
  return [writeImageItem(image), writeEventItem({ ...event, ...more })];
}

/** How far the clock of uploads is ahead, in milliseconds. */
let ahead = 0;

const OPERATIONS: Record<string, (ports: RealPorts) => Promise<unknown>> = {
  'GET the profile': (ports) => getProfile(ports, HEAVY, caller(HEAVY)),
  'POST an image': (ports) => {
    // The last upload's URL has expired, as for most uploads. In between, each POST counts the open ones.
    ahead += URL_LIFETIME_SECONDS * 1000;
    const now = new Date(Date.now() + ahead);
    const clock = { ...ports.clock, now: () => now };
    const asked = { fileName: 'foto.webp', contentType: 'image/webp' } as const;
    return issueUpload({ ...ports, clock }, HEAVY, asked, caller(HEAVY));
  },
  'GET the first page of the history': (ports) => imageHistory(ports, HEAVY, null, caller(HEAVY)),
};

/** In milliseconds. */
async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function compare(small: Store, large: Store) {
  const rows = [];
  for (const [operation, run] of Object.entries(OPERATIONS)) {
    const times = await interleaved(RUNS, {
      small: () => timeOf(() => run(small.ports)),
      large: () => timeOf(() => run(large.ports)),
    });
    const [least, most] = [Math.min(...times.small), Math.min(...times.large)];
    rows.push({
      operation,
      'small, ms': least.toFixed(1),
      'large, ms': most.toFixed(1),
      ratio: (most / least).toFixed(2),
      limit: `at most ${LIMIT}`,
      met: verdict(most / least <= LIMIT),
    });
  }
  return rows;
}

/** Sweeps images that were replaced long ago; returns the time in milliseconds, and the most keys that one call deleted. */
async function sweepOf(count: number): Promise<{ time: number; keys: number }> {
  const { ports, env } = await createStore(`due-${count}`);
  const due = Array.from({ length: count }, (_, n) => ({
    ...shownImage(`due-${n}`, Date.now() - 10 ** 8),
    state: 'kept' as const,
    dueAt: Math.floor(Date.now() / 1000) - 60,
  }));
  const dynamoDb = dynamoDbClient({
    region: env.APP_REGION ?? '',
    endpoint: env.DYNAMODB_ENDPOINT,
    timeout: 60_000,
  });
  const users = due.map(({ userId }) => writeUserItem(userWithPhoto(userId)));
  await writeItems(dynamoDb, env.USERS_TABLE ?? '', users);
  await writeItems(dynamoDb, env.IMAGES_TABLE ?? '', due.map(writeImageItem));
  dynamoDb.destroy();
  const deletions: number[] = [];
  const remove = ports.storage.delete;
  ports.storage.delete = (keys) => {
    deletions.push(keys.length);
    return remove(keys);
  };
  let deleted = 0;
  const time = await timeOf(async () => {
    for (let report = await sweep(ports); ; report = await sweep(ports)) {
      deleted += report.deleted;
      if (report.examined === 0) return;
    }
  });
  ports.close();
  if (deleted < count) throw new Error(`The sweep deleted ${deleted} of ${count} images.`);
  return { time, keys: Math.max(...deletions) };
}

const stop = await startServices(await freePort());
try {
  const [small, large] = [await createStore('small'), await createStore('large')];
  await fill(small, SMALL.users, SMALL.history);
  await fill(large, USERS, HISTORY);
  console.log('The engines hold the data');
  const rows = await compare(small, large);
  const figures = { users: USERS, images: USERS * IMAGES_EACH, 'images of the person': HISTORY };
  report(
    'store',
    rows.map((row) => ({
      ...row,
      'large store': Object.values(figures)
        .map((one) => one.toLocaleString('en'))
        .join(' / '),
    })),
  );
  small.ports.close();
  large.ports.close();
  const sweeps = [await sweepOf(DUE[0]), await sweepOf(DUE[1])] as const;
  const growth = sweeps[1].time / sweeps[0].time;
  report(
    'sweep',
    sweeps.map(({ time, keys }, index) => ({
      'images due': `${DUE[index]}`,
      's for 1,000': (time / (DUE[index] ?? 1)).toFixed(1),
      'most keys a deletion': `${keys}`,
      'time for twice as many': index === 0 ? '' : growth.toFixed(2),
      limit: index === 0 ? '' : `at most ${SWEEP_LIMIT}`,
      met: index === 0 ? '' : verdict(growth <= SWEEP_LIMIT),
    })),
  );
} finally {
  await stop();
}
