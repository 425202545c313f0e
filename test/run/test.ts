// `npm test` and its parts: runs the stages in order, names what failed, and ends with the line `N passed, N failed`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalFailure } from '@/dev/failure';
import { onNpmGone } from '@/dev/npm-parent';
import { planStages } from './plan';
import type { Failure } from './reports';
import { interrupt, isInterrupted, runStage } from './run-stage';
import { STAGES } from './stages';

const scratch = mkdtempSync(join(tmpdir(), 'profile-test-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt(signal));
onNpmGone(() => interrupt('SIGTERM'));

async function test(args: string[]): Promise<boolean> {
  const { stages, filters } = planStages(args);
  const failed: Failure[] = [];
  let passed = 0;
  const lines: string[] = [];
  for (const name of stages) {
    if (isInterrupted()) break;
    const stage = STAGES[name];
    if (!stage) throw new Error(`There is no stage ${name}.`);
    const start = Date.now();
    const report = await runStage(stage, filters, join(scratch, name)).catch((error: Error) => {
      console.error(error instanceof LocalFailure ? error.message : error);
      return { passed: 0, failures: [{ what: error.message, command: `npm run ${stage.script}` }] };
    });
    passed += report.passed;
    failed.push(...report.failures);
    const seconds = ((Date.now() - start) / 1000).toFixed(1).padStart(6);
    const outcome = report.failures.length > 0 ? 'FAILED' : 'ok';
    lines.push(`  ${outcome.padEnd(7)}${seconds} s  ${stage.title}`);
  }
  console.log(`\n${lines.join('\n')}`);
  if (failed.length > 0) console.log('\nWhat failed, and the command that runs it alone:');
  for (const { what, command } of failed) console.log(`  ${what}\n    ${command}`);
  console.log(`${failed.length > 0 ? '\n' : ''}${passed} passed, ${failed.length} failed`);
  return failed.length === 0;
}

test(process.argv.slice(2))
  .then((good) => {
    process.exitCode = good ? 0 : 1;
  })
  .catch((error) => {
    console.error(error instanceof LocalFailure ? error.message : error);
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
  });
