// Every hostile image gets its verdict, and brings the process that validates it to at most 512 MB. `npm run bench:images` measures
// the CPU time.
import { costlyFiles, hostileFiles } from 'odd-images/hostile-files';
import { costInFreshProcess } from '@/test/images/measure';

const MAX_MEMORY_MEGABYTES = 512;

test('each hostile image is accepted or rejected in bounded memory', async () => {
  const wrong: unknown[] = [];
  let peak = 0;
  for (const { name, bytes, contentType, verdict } of [
    ...(await hostileFiles()),
    ...(await costlyFiles()),
  ]) {
    const cost = await costInFreshProcess(bytes, contentType);
    peak = Math.max(peak, cost.memory);
    const isRight = verdict === 'either' || cost.verdict === verdict;
    if (!isRight || cost.memory > MAX_MEMORY_MEGABYTES) wrong.push({ name, verdict, cost });
  }
  console.info(`at most ${Math.round(peak)} MB`);
  expect(wrong).toEqual([]);
  // Ensure that the measurement has included a decode: an idle process takes 100 MB.
  expect(peak).toBeGreaterThan(200);
}, 900_000);
