// Runs the commands of one stage in order, and reads their reports, logs and warnings.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LOCAL_CREDENTIALS } from '@/dev/settings';
import { LIBVIPS } from '@/lib/server/images/image-child';
import { findSecrets, TEST_SECRET } from './find-secrets';
import { findWarnings } from './find-warnings';
import type { Failure, StageReport } from './reports';
import type { Stage } from './stages';

const bin = join(process.cwd(), 'node_modules', '.bin');

let current: ChildProcess | undefined;
let interrupted = false;

/** Ends the running command; none starts afterwards. */
export function interrupt(signal: NodeJS.Signals): void {
  interrupted = true;
  current?.kill(signal);
}

/** True once `interrupt` was called. */
export const isInterrupted = () => interrupted;

/**
 * @param filters files and options for the commands
 * @param reports a folder for the commands' reports, which is made
 */
export async function runStage(
  stage: Stage,
  filters: string[],
  reports: string,
): Promise<StageReport> {
  mkdirSync(reports);
  const env = {
    ...process.env,
    ...stage.prepare?.(),
    TEST_REPORT_DIR: reports,
    PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, 'playwright.json'),
    NEXT_TELEMETRY_DISABLED: '1',
    // Tests use libvips in their own processes too.
    ...LIBVIPS,
  };
  const runsAgain = [
    'npm run',
    stage.script,
    ...(filters.length > 0 ? ['--', ...filters] : []),
  ].join(' ');
  const whole: Failure[] = [];
  for (const command of stage.commands(filters)) {
    if (interrupted) break;
    const shown = command.join(' ').replace('{reports}/', '');
    console.log(`\n> ${shown}`);
    const { code, log, warnings } = await runCommand(
      command.map((part) => part.replace('{reports}', reports)),
      env,
      stage.logs ?? false,
    );
    const faults = stage.logs ? [...warnings, ...checkLog(log, filters)] : warnings;
    whole.push(...faults.map((what) => ({ what, command: runsAgain })));
    const isTold = faults.length > 0 || readReports(stage, reports).failures.length > 0;
    if (code !== 0 && !isTold)
      whole.push({ what: shown, command: stage.read ? runsAgain : `npx ${shown}` });
  }
  const { passed, failures } = readReports(stage, reports);
  return { passed, failures: [...failures, ...whole] };
}

/** @param keepLog whether standard output is kept instead of shown */
async function runCommand(
  [program = '', ...args]: string[],
  env: NodeJS.ProcessEnv,
  keepLog: boolean,
) {
  const child = spawn(program === 'node' ? process.execPath : join(bin, program), args, {
    env,
    stdio: ['inherit', keepLog ? 'pipe' : 'inherit', 'pipe'],
    shell: process.platform === 'win32',
  });
  current = child;
  child.stderr?.pipe(process.stderr, { end: false });
  const [log, said, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    once(child, 'exit'),
  ]);
  return { code, log, warnings: findWarnings(said) };
}

/** The faults of the log: a secret in it, or no line at all unless filters chose few tests. */
function checkLog(log: string, filters: string[]): string[] {
  const secrets = findSecrets(log, [TEST_SECRET, LOCAL_CREDENTIALS.secretAccessKey]);
  const lines = log.split('\n').length - 1;
  console.log(`\n${lines} lines were logged; secrets among them: ${secrets.join(', ') || 'none'}`);
  if (lines === 0 && filters.length === 0) return ['nothing was logged'];
  return secrets.map((kind) => `${kind} in the log`);
}

function readReports({ read }: Stage, folder: string): StageReport {
  const reports = read
    ? readdirSync(folder).map((file) => read(readFileSync(join(folder, file), 'utf8')))
    : [];
  return {
    passed: reports.reduce((sum, { passed }) => sum + passed, 0),
    failures: reports.flatMap(({ failures }) => failures),
  };
}
