// `npm test` of the deployment: runs every spec of a folder, and ends with the line `N passed, N failed` as the app's own tests do.
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const [folder = '.'] = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.spec.ts'))
  .map((name) => resolve(folder, name));

const totals = { passed: 0, failed: 0 };
const tests = run({ files, concurrency: 2 });
// A suite is what its tests are, so it is not counted beside them.
tests.on('test:pass', ({ details }) => {
  if (details.type !== 'suite') totals.passed += 1;
});
tests.on('test:fail', ({ details }) => {
  if (details.type !== 'suite') totals.failed += 1;
});
const report = tests.compose(new spec());
report.pipe(process.stdout, { end: false });
await finished(report);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
if (totals.failed > 0 || totals.passed === 0) process.exitCode = 1;
