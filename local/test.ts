// `npm test` and its parts: runs them in order, stops at the first that fails, and ends with the line `N passed, N failed`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getBrowser } from './browser';
import { LocalFailure } from './failure';

interface Totals {
  passed: number;
  failed: number;
}

interface Step {
  title: string;
  /** Commands of packages, one after another. */
  commands: string[][];
  /** Run before, for what the commands need; returns further environment variables. */
  prepare?(): NodeJS.Dict<string>;
  /** Reads the totals from the report that the command has written. */
  read?(report: string): Totals;
}

const jest = (...projects: string[]): Pick<Step, 'commands' | 'read'> => ({
  commands: [['jest', '--selectProjects', ...projects, '--json', '--outputFile', '{report}']],
  read: (report) => {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(report);
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  },
});

const STEPS: Record<string, Step> = {
  check: {
    title: 'Format, lint, types, import rules',
    commands: [
      ['biome', 'ci', '--error-on-warnings', `--colors=${process.stdout.isTTY ? 'force' : 'off'}`],
      ['next', 'typegen'],
      ['tsc', '--noEmit'],
      [
        'node',
        '--import',
        './local/swc-reads-tsx.mjs',
        'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
        '--config',
        'dependency-cruiser.config.mjs',
        '.',
      ],
    ],
  },
  unit: { title: 'Unit and integration', ...jest('server', 'browser') },
  deep: { title: 'What takes long', ...jest('deep') },
  e2e: {
    title: 'Browser',
    prepare: () => ({ CHROMIUM_PATH: getBrowser() }),
    commands: [['playwright', 'test', '--config', 'e2e/playwright.config.ts']],
    read: (report) => {
      const { expected, flaky, unexpected } = JSON.parse(report).stats;
      return { passed: expected + flaky, failed: unexpected };
    },
  },
};

const scratch = mkdtempSync(join(tmpdir(), 'profile-test-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
let current: ChildProcess | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => current?.kill(signal));
}

const bin = join(process.cwd(), 'node_modules', '.bin');

async function runStep(name: string, step: Step): Promise<Totals> {
  const report = join(scratch, `${name}.json`);
  const env = {
    ...process.env,
    ...step.prepare?.(),
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    NEXT_TELEMETRY_DISABLED: '1',
  };
  for (const [program = '', ...args] of step.commands) {
    console.log(`\n> ${[program, ...args].join(' ').replace('{report}', `${name}.json`)}`);
    const child = spawn(
      program === 'node' ? process.execPath : join(bin, program),
      args.map((arg) => arg.replace('{report}', report)),
      { env, stdio: 'inherit', shell: process.platform === 'win32' },
    );
    current = child;
    const [code] = await once(child, 'exit');
    if (code === 0) continue;
    const totals = readTotals(step, report);
    return { ...totals, failed: Math.max(1, totals.failed) };
  }
  return readTotals(step, report);
}

function readTotals(step: Step, report: string): Totals {
  try {
    return step.read?.(readFileSync(report, 'utf8')) ?? { passed: 0, failed: 0 };
  } catch {
    return { passed: 0, failed: 1 }; // It ended before it could write its report.
  }
}

async function test(names: string[]): Promise<boolean> {
  const sum: Totals = { passed: 0, failed: 0 };
  const lines: string[] = [];
  for (const name of names) {
    const step = STEPS[name];
    if (!step) throw new LocalFailure(`There is no "${name}"; there is ${Object.keys(STEPS)}.`);
    const start = Date.now();
    const { passed, failed } = await runStep(name, step);
    sum.passed += passed;
    sum.failed += failed;
    const seconds = ((Date.now() - start) / 1000).toFixed(1).padStart(6);
    const outcome = failed > 0 ? 'FAILED' : 'ok';
    lines.push(`  ${outcome.padEnd(7)}${seconds} s  ${step.title}`);
    if (failed > 0) break;
  }
  console.log(`\n${lines.join('\n')}`);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0;
}

const chosen = process.argv.slice(2);
test(chosen.length > 0 ? chosen : ['check', 'unit', 'e2e'])
  .then((good) => {
    process.exitCode = good ? 0 : 1;
  })
  .catch((error) => {
    console.error(error instanceof LocalFailure ? error.message : error);
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
  });
