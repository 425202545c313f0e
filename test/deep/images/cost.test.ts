// No image, however hostile, costs more than 2 s of CPU time or brings its process above 512 MB.
import { costlyFiles, hostileFiles } from 'odd-images/hostile-files';
import { measurer } from '@/test/images/measure';
import type { Cost } from '@/test/images/measuring-child';

const MAX_CPU_MILLISECONDS = 2000;
const MAX_MEMORY_MEGABYTES = 512;

test('each hostile image is accepted or rejected at a bounded cost', async () => {
  const tooMuch: unknown[] = [];
  let worst: Cost = { verdict: '', cpu: 0, memory: 0 };
  for (const { name, bytes, contentType, verdict } of [
    ...(await hostileFiles()),
    ...(await costlyFiles()),
  ]) {
    const cost = await costOf(bytes, contentType);
    worst = {
      verdict: 'worst of each',
      cpu: Math.max(worst.cpu, cost.cpu),
      memory: Math.max(worst.memory, cost.memory),
    };
    const isRight = verdict === 'either' || cost.verdict === verdict;
    const isBounded = cost.cpu <= MAX_CPU_MILLISECONDS && cost.memory <= MAX_MEMORY_MEGABYTES;
    if (!isRight || !isBounded) tooMuch.push({ name, verdict, cost });
  }
  console.info(worst);
  expect(tooMuch).toEqual([]);
  // Ensure that the measurement has included a decode.
  expect(worst.cpu).toBeGreaterThan(100);
}, 900_000);

/** Uses a process per image, so that the peak is that image's. */
async function costOf(bytes: Buffer, contentType: string): Promise<Cost> {
  const fresh = measurer();
  try {
    return await fresh.cost(bytes, contentType);
  } finally {
    await fresh.end();
  }
}
