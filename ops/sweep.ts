// `npm run sweep`: processes everything that is due, in rounds, and prints the result of each.
import './load-environment';
import { app } from '@/lib/server/compose';
import { longRun } from './long-run';

process.exitCode = await longRun('sweep', async ({ print, ...run }) => {
  for (;;) {
    const report = await app().sweep(run);
    print(JSON.stringify(report));
    // Stop after a round in which every image failed: the next round would fail too.
    const isStuck = report.failed === report.examined;
    if (!report.more || isStuck || run.signal.aborted) return report.failed === 0;
  }
});
