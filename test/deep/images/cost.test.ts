// Every hostile image gets its verdict, and brings the process that validates it to at most 512 MB. `npm run bench -- images`
// measures the CPU time.
import { costlyFiles } from 'odd-images/costly-files';
import { type HostileFile, hostileFiles } from 'odd-images/hostile-files';
import { costInFreshProcess, measurer } from '@/test/images/measure';
import type { Cost } from '@/test/images/measuring-child';

const MAX_MEMORY_MEGABYTES = 512;
/** A time-out that no busy machine reaches, in milliseconds. */
const FAR_AWAY = 3_600_000;

test(
  'each hostile image is accepted or rejected in bounded memory',
  async () => {
    // One process validates all images, as in production: starting one takes longer than most images.
    const { cost, end } = measurer();
    try {
      const costs = await costsOf(await hostileFiles(), cost);
      expect(costs.filter(isWrong)).toEqual([]);
    } finally {
      await end();
    }
  },
  FAR_AWAY,
);

test(
  'each of the most expensive images is accepted in bounded memory',
  async () => {
    const costs = await costsOf(await costlyFiles(), costInFreshProcess);
    const peak = Math.max(...costs.map(({ cost }) => cost.memory));
    console.info(`at most ${Math.round(peak)} MB`);
    expect(costs.filter(isWrong)).toEqual([]);
    // The measurement must include a decode: an idle process takes 100 MB.
    expect(peak).toBeGreaterThan(200);
  },
  FAR_AWAY,
);

interface Judged {
  name: string;
  verdict: string;
  cost: Cost;
}

async function costsOf(
  files: HostileFile[],
  measure: typeof costInFreshProcess,
): Promise<Judged[]> {
  const costs: Judged[] = [];
  for (const { name, bytes, contentType, verdict } of files) {
    costs.push({ name, verdict, cost: await measure(bytes, contentType) });
  }
  return costs;
}

function isWrong({ verdict, cost }: Judged): boolean {
  const isRight = verdict === 'either' || cost.verdict === verdict;
  return !isRight || cost.memory > MAX_MEMORY_MEGABYTES;
}
