// `npm run sweep`: works off what is due, until nothing is, and prints what each round did.
import './load-environment';
import { app } from '@/lib/server/compose';
import { longRun } from './long-run';

process.exitCode = await longRun('sweep', async ({ print, ...run }) => {
  for (;;) {
    const report = await app().sweep(run);
    print(JSON.stringify(report));
    // A round in which every image failed would be the same again.
    const isStuck = report.failed === report.examined;
    if (!report.more || isStuck || run.signal.aborted) return report.failed === 0;
  }
});
