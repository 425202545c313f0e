// `npm test` of the deployment: runs every spec, and ends with the line `N passed, N failed` as the app's own tests do.
import { readdirSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(here)
  .filter((name) => name.endsWith('.spec.ts'))
  .map((name) => here + name);

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
