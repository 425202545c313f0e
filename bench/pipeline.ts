// Measures the cost of validating and re-encoding an image, compared with sharp producing the same outputs from one decode.
import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cameraPhoto, type PhotoOptions } from 'odd-images/camera-photo';
import { validateImage } from '@/lib/server/images/validate-image';
import { type Row, report } from './report';
import { sameOutputs } from './same-outputs';
import { median } from './statistics';

/** Number of fresh processes for each case and subject; their median counts. */
const PROCESSES = 5;
/** Number of measured runs in each process, after one to warm up; the fastest counts, since other load only adds time. */
const RUNS = 7;

const CASES: Record<string, PhotoOptions> = {
  'JPEG, 12 megapixels': { width: 4032, height: 3024, orientation: 6, gps: true, noise: 12 },
  'JPEG, 12 megapixels, Display P3': { width: 4032, height: 3024, profile: 'p3', noise: 12 },
  'PNG, 4 megapixels': { width: 2400, height: 1680, format: 'png', noise: 2 },
  'PNG, 4 megapixels, transparent': {
    width: 2400,
    height: 1680,
    format: 'png',
    alpha: true,
    noise: 2,
  },
  'WebP, 4 megapixels': { width: 2400, height: 1680, format: 'webp', noise: 12, quality: 90 },
};

type Format = NonNullable<PhotoOptions['format']>;

const SUBJECTS = {
  validating: async (bytes: Buffer, format: Format) => {
    const validation = await validateImage(bytes, `image/${format}`);
    if (!validation.ok) throw new Error(validation.reason);
  },
  'sharp alone': sameOutputs,
};

type Subject = keyof typeof SUBJECTS;

interface Cost {
  /** CPU time of all threads, in milliseconds. */
  cpu: number;
  /** Peak memory of the process, in MiB. */
  memory: number;
}

async function measure(subject: Subject, path: string, format: Format): Promise<Cost> {
  const bytes = await readFile(path);
  await SUBJECTS[subject](bytes, format);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const before = process.cpuUsage();
    await SUBJECTS[subject](bytes, format);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return { cpu: Math.min(...times), memory: process.resourceUsage().maxRSS / 1024 };
}

function measureInChild(subject: Subject, path: string, format: Format): Promise<Cost> {
  const child = fork(fileURLToPath(import.meta.url), [subject, path, format]);
  return new Promise((resolve, reject) => {
    child.once('message', (cost) => resolve(cost as Cost));
    child.once('exit', (code) => reject(new Error(`the child ended with ${code}`)));
  });
}

async function compare(path: string, format: Format): Promise<Record<Subject, Cost>> {
  const costs: Record<Subject, Cost[]> = { validating: [], 'sharp alone': [] };
  for (let round = 0; round < PROCESSES; round++) {
    for (const subject of Object.keys(costs) as Subject[]) {
      costs[subject].push(await measureInChild(subject, path, format));
    }
  }
  const middle = (all: Cost[]) => ({
    cpu: median(all.map(({ cpu }) => cpu)),
    memory: median(all.map(({ memory }) => memory)),
  });
  return { validating: middle(costs.validating), 'sharp alone': middle(costs['sharp alone']) };
}

async function compareAll(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-pipeline-'));
  try {
    const rows: Row[] = [];
    for (const [name, options] of Object.entries(CASES)) {
      const photo = await cameraPhoto(options);
      const path = join(directory, 'photo');
      await writeFile(path, photo);
      const cost = await compare(path, options.format ?? 'jpeg');
      const [ours, theirs] = [cost.validating, cost['sharp alone']];
      rows.push({
        image: name,
        size: `${Math.round(photo.length / 1024)} KiB`,
        'CPU, this app': `${Math.round(ours.cpu)} ms`,
        'CPU, sharp alone': `${Math.round(theirs.cpu)} ms`,
        ratio: (ours.cpu / theirs.cpu).toFixed(2),
        'memory, this app': `${Math.round(ours.memory)} MiB`,
        'memory, sharp alone': `${Math.round(theirs.memory)} MiB`,
      });
    }
    report('pipeline', rows);
  } finally {
    await rm(directory, { recursive: true });
  }
}

const [subject, path, format] = process.argv.slice(2);
if (subject && path && format) {
  const cost = await measure(subject as Subject, path, format as Format);
  process.send?.(cost);
} else {
  await compareAll();
}
