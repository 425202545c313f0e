// `npm run bench [-- NAME...]`: runs the benchmarks, all or some, each in a process of its own. They write the tables of
// docs/performance.md. Exits with 1 if a benchmark failed, or missed a limit.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BENCHES } from './benches';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command with this process's output; returns its exit code. */
async function run(command: string, args: string[], env = {}): Promise<number | null> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  return code;
}

/** Installs the packages of bench/package.json, unless they are installed as its lock file says. */
async function install(): Promise<void> {
  const changed = (path: string) =>
    statSync(join(root, 'bench', path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (changed('node_modules/.package-lock.json') > changed('package-lock.json')) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--loglevel=error', '--prefix', 'bench'];
  if ((await run('npm', args)) !== 0) throw new Error('The packages of bench/ did not install.');
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(
    `No benchmark: ${unknown.join(', ')}. There are ${Object.keys(BENCHES).join(', ')}.`,
  );
  process.exit(1);
}
const chosen = Object.entries(BENCHES).filter(
  ([name]) => asked.length === 0 || asked.includes(name),
);
if (chosen.some(([, { packages }]) => packages)) await install();
// Build first, so that no build of an older checkout is measured. E2E_SKIP_BUILD skips it.
if (chosen.some(([, { build }]) => build) && !process.env.E2E_SKIP_BUILD) {
  if ((await run(process.execPath, ['node_modules/next/dist/bin/next', 'build'])) !== 0) {
    throw new Error('The app did not build.');
  }
}
const missed: string[] = [];
for (const [name, { file, isServer }] of chosen) {
  console.log(`\n=== ${name}: ${BENCHES[name]?.measures}`);
  const conditions = isServer ? ['--conditions=react-server'] : [];
  const code = await run(
    process.execPath,
    [...conditions, '--import', 'tsx', join('bench', file)],
    {
      E2E_SKIP_BUILD: '1',
      BENCH_LOAD: loadavg()[0]?.toFixed(1),
    },
  );
  if (code !== 0) missed.push(name);
}
if (missed.length > 0) {
  console.log(`\nFailed, or missed a limit: ${missed.join(', ')}`);
  process.exitCode = 1;
}
