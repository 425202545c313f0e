// The CPU time and peak memory of validating and re-encoding the most expensive images, each in a process of
// its own. The target is 2 s and 512 MB for any file of up to 2 MiB.
import { costlyFiles } from 'odd-images/costly-files';
import { hostileFiles } from 'odd-images/hostile-files';
import { costInFreshProcess } from '@/test/images/measure';
import type { Cost } from '@/test/images/measuring-child';
import { report, verdict } from './report';

/** In milliseconds, and in megabytes. */
const CPU_LIMIT = 2000;
const MEMORY_LIMIT = 512;
/** How many of the most expensive files are shown. */
const SHOWN = 10;
/** Further runs of these. The smallest CPU time counts, since other load only adds to it, and the largest memory. */
const RUNS = 4;

const files = [...(await costlyFiles()), ...(await hostileFiles())];
const costs: { file: (typeof files)[number]; cost: Cost }[] = [];
for (const file of files) {
  costs.push({ file, cost: await costInFreshProcess(file.bytes, file.contentType) });
}
costs.sort((a, b) => b.cost.cpu - a.cost.cpu);
const rows = [];
for (const { file, cost } of costs.slice(0, SHOWN)) {
  let { cpu, memory } = cost;
  for (let run = 0; run < RUNS; run++) {
    const again = await costInFreshProcess(file.bytes, file.contentType);
    cpu = Math.min(cpu, again.cpu);
    memory = Math.max(memory, again.memory);
  }
  rows.push({ name: file.name, bytes: file.bytes.length, cpu, memory });
}
report(
  'images',
  rows
    .toSorted((one, other) => other.cpu - one.cpu)
    .map(({ name, bytes, cpu, memory }) => ({
      file: name,
      bytes: bytes.toLocaleString('en'),
      'CPU, ms': Math.round(cpu).toLocaleString('en'),
      'memory, MB': `${Math.round(memory)}`,
      limit: `${CPU_LIMIT / 1000} s, ${MEMORY_LIMIT} MB`,
      met: verdict(cpu <= CPU_LIMIT && memory <= MEMORY_LIMIT),
    })),
);
