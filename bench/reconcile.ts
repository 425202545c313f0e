// Time and memory of `npm run reconcile` and `npm run backfill` on the local engines. The data are generated: images with a record each,
// some orphans and some missing objects; all have all sizes, so backfill reads them and has nothing to make.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startEngines } from '@/dev/engines';
import { provision } from '@/dev/provision';
import { readSettings } from '@/dev/settings';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { writeImageItem, writeUserItem } from '@/lib/server/aws/dynamo-items';
import type { ImageRecord } from '@/lib/server/profile/domain/model';
import { recordedKeys } from '@/lib/server/profile/domain/object-keys';
import { inParallel } from '@/lib/server/profile/shared/in-parallel';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import { Bucket } from '@/packages/strict-s3/src/bucket';
import { infoTail } from '@/packages/strict-s3/src/object-file';
import { newUser } from '@/test/profile/memory-ports';
import { report, verdict } from './report';
import { shownImage } from './shown-image';
import { writeItems } from './write-items';

/** BENCH_OBJECTS sets another number: the limit is that of 400,000. */
const OBJECTS = Number(process.env.BENCH_OBJECTS || 40_000);
const IMAGES = Math.floor(OBJECTS / (1 + IMAGE_VARIANTS.length));
/** One in this many users has ten images; the others have one. */
const TEN_OF = 40;
/** One in this many images has no record, and another one lacks an object. */
const FAULT_EVERY = 1000;
/** In seconds for 10,000 objects: ten minutes for 400,000. */
const LIMIT = 15;

const LONG_AGO = Date.UTC(2026, 0, 1);

const userOf = (userId: string) => writeUserItem(newUser(userId));

/** Writes an object's file in the format of the local S3. By HTTP, 400,000 synced objects would take an hour. */
async function putObject(folder: string, key: string): Promise<void> {
  const bytes = Buffer.from('x');
  const etag = createHash('md5').update(bytes).digest('hex');
  const info = { key, size: bytes.length, etag, lastModified: LONG_AGO, headers: {} };
  const name = createHash('sha256').update(key).digest('hex');
  await writeFile(join(folder, 'objects', name), Buffer.concat([bytes, infoTail(info)]));
}

interface Made {
  images: ImageRecord[];
  userIds: Set<string>;
}

function makeImages(): Made {
  const images: ImageRecord[] = [];
  const userIds = new Set<string>();
  for (let user = 0; images.length < IMAGES; user++) {
    const userId = `agent-${user}`;
    userIds.add(userId);
    const count = user % TEN_OF === 0 ? 10 : 1;
    for (let n = 0; n < count && images.length < IMAGES; n++)
      images.push(shownImage(userId, LONG_AGO));
  }
  return { images, userIds };
}

/** Peak memory of a process, in MiB, as Linux reports it. */
function peakOf({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

interface Cost {
  seconds: number;
  /** Peak memory, in MiB. */
  memory: number;
}

/** Runs a command of ops/ on the engines, and shows the last line of its report. */
async function measure(command: string): Promise<Cost> {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', `ops/${command}.ts`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let memory = 0;
  const watch = setInterval(() => {
    if (child.exitCode === null) memory = Math.max(memory, peakOf(child));
  }, 500);
  const [out] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  clearInterval(watch);
  console.log(out.trim().split('\n').at(-1));
  return { seconds: (performance.now() - start) / 1000, memory };
}

const dataDir = await mkdtemp(join(tmpdir(), 'bench-reconcile-'));
const settings = readSettings({
  LOCAL_DATA_DIR: dataDir,
  LOCAL_S3_PORT: '0',
  LOCAL_DYNAMODB_PORT: '0',
});
let stop = async () => {};
try {
  const { images, userIds } = makeImages();
  const folder = join(dataDir, 's3/buckets', settings.bucket);
  await Bucket.create(settings.bucket, folder, dataDir, new Date(LONG_AGO));
  await inParallel(images.entries(), 16, async ([index, image]) => {
    const keys = recordedKeys(image);
    // The last object of some images is missing.
    const present = index % FAULT_EVERY === 1 ? keys.slice(0, -1) : keys;
    for (const key of present) await putObject(folder, key);
  });
  console.log(`${images.length} images of ${userIds.size} users are made`);

  const engines = await startEngines(settings);
  stop = engines.stop;
  Object.assign(process.env, engines.env);
  await provision(settings, engines, ['http://localhost:3000']);
  const dynamoDb = dynamoDbClient({
    region: settings.region,
    endpoint: engines.dynamoDbEndpoint,
    timeout: 60_000,
  });
  const recorded = images.filter((_, index) => index % FAULT_EVERY !== 0);
  await writeItems(dynamoDb, settings.usersTable, [...userIds].map(userOf));
  await writeItems(dynamoDb, settings.imagesTable, recorded.map(writeImageItem));
  dynamoDb.destroy();
  console.log('The engines hold them');

  const [reconciled, filled] = [await measure('reconcile'), await measure('backfill')];
  const row = (command: string, items: string, count: number, cost: Cost, limit?: number) => {
    const each = (cost.seconds / count) * 10_000;
    return {
      command,
      items: `${count.toLocaleString('en')} ${items}`,
      's for 10,000': each.toFixed(1),
      'memory, MiB': cost.memory.toFixed(0),
      limit: limit === undefined ? '' : `${limit} s`,
      met: limit === undefined ? '' : verdict(each <= limit),
    };
  };
  report('reconcile', [
    row('reconcile', 'objects', OBJECTS, reconciled, LIMIT),
    row('backfill, nothing to make', 'images', IMAGES, filled),
  ]);
} finally {
  await stop();
  await rm(dataDir, { recursive: true });
}
