// `npm test` and its parts: runs them in order, stops at the first that fails, and ends with the line `N passed, N failed`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { getBrowser } from './browser';
import { LocalFailure } from './failure';
import { findSecrets, TEST_SECRET } from './find-secrets';
import { onNpmGone } from './npm-parent';
import { LOCAL_CREDENTIALS } from './settings';

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
  /** Whether standard output is the log of what is tested, to be searched instead of shown. */
  logs?: boolean;
  /** Reads the totals from a report that a command has written. */
  read?(report: string): Totals;
}

function readJest(report: string): Totals {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(report);
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}

const jest = (...projects: string[]): Pick<Step, 'commands' | 'prepare' | 'logs' | 'read'> => ({
  commands: [
    [
      'jest',
      // Left to itself, Jest leaves one core alone: half of the machine, where there are two.
      '--maxWorkers=100%',
      '--selectProjects',
      ...projects,
      '--json',
      '--outputFile',
      '{reports}/jest.json',
    ],
  ],
  prepare: () => ({ LOG_LEVEL: 'debug' }),
  // Jest itself says everything on standard error.
  logs: true,
  read: readJest,
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
  engines: {
    title: 'S3 conformance',
    commands: [['node', '--import', 'tsx', 'local/s3/run-engines.ts']],
    read: readJest,
  },
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
onNpmGone(() => current?.kill('SIGTERM'));

const bin = join(process.cwd(), 'node_modules', '.bin');

async function runStep(name: string, step: Step): Promise<Totals> {
  const reports = join(scratch, name);
  mkdirSync(reports);
  const env = {
    ...process.env,
    ...step.prepare?.(),
    TEST_REPORT_DIR: reports,
    PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, 'playwright.json'),
    NEXT_TELEMETRY_DISABLED: '1',
  };
  for (const [program = '', ...args] of step.commands) {
    console.log(`\n> ${[program, ...args].join(' ').replace('{reports}/', '')}`);
    const child = spawn(
      program === 'node' ? process.execPath : join(bin, program),
      args.map((arg) => arg.replace('{reports}', reports)),
      {
        env,
        stdio: ['inherit', step.logs ? 'pipe' : 'inherit', 'inherit'],
        shell: process.platform === 'win32',
      },
    );
    current = child;
    const [log, [code]] = await Promise.all([
      child.stdout ? text(child.stdout) : '',
      once(child, 'exit'),
    ]);
    const isClean = !step.logs || checkLog(log);
    if (code === 0 && isClean) continue;
    const totals = readTotals(step, reports);
    return { ...totals, failed: Math.max(1, totals.failed) };
  }
  return readTotals(step, reports);
}

/** Whether something was logged, and no secret with it; says what was found. */
function checkLog(log: string): boolean {
  const found = findSecrets(log, [TEST_SECRET, LOCAL_CREDENTIALS.secretAccessKey]);
  const lines = log.split('\n').length - 1;
  console.log(`\n${lines} lines were logged; secrets among them: ${found.join(', ') || 'none'}`);
  return lines > 0 && found.length === 0;
}

function readTotals({ read }: Step, folder: string): Totals {
  const sum: Totals = { passed: 0, failed: 0 };
  if (!read) return sum;
  for (const file of readdirSync(folder)) {
    const { passed, failed } = read(readFileSync(join(folder, file), 'utf8'));
    sum.passed += passed;
    sum.failed += failed;
  }
  return sum;
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
