// Packs both packages and uses them from an empty project: contents, types, README examples and commands.
import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = resolve(__dirname, '../../..');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

/** What a package may contain besides its compiled code. */
const DOCUMENTS = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];

let project: string;
let server: ChildProcess | undefined;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'package-'));
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
});
afterEach(async () => {
  if (server?.exitCode === null) {
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
  rmSync(project, { recursive: true, force: true });
});

/** Packs a package into the project. Returns the tarball's name and the paths in it. */
async function pack(name: string): Promise<{ tarball: string; paths: string[] }> {
  const args = ['pack', '--json', '--pack-destination', project];
  const { stdout } = await run('npm', args, { cwd: join(ROOT, 'packages', name) });
  const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  return { tarball: filename, paths: files.map(({ path }: { path: string }) => path) };
}

/** Links a package of this repository into the project, as if it were installed. */
function link(name: string): void {
  const target = join(project, 'node_modules', name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', name), target);
}

/** Installs from the tarball alone: nothing else may be needed. */
async function installOffline(tarball: string): Promise<void> {
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: project });
}

/** Unpacks the tarball, for a package with dependencies that are linked instead. */
async function unpack(name: string, tarball: string): Promise<void> {
  const target = join(project, 'node_modules', name);
  mkdirSync(target, { recursive: true });
  await run('tar', ['-xzf', join(project, tarball), '-C', target, '--strip-components=1']);
}

/** The code blocks of the README in one language, in order. */
function examples(name: string, language: string): string[] {
  const readme = readFileSync(join(project, 'node_modules', name, 'README.md'), 'utf8');
  return [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, given]) => given === language)
    .map(([, , code = '']) => code);
}

/** Type-checks a file of the project and the declarations of the packages, with both kinds of module resolution. */
async function typeCheck(file: string, skipLibCheck: boolean): Promise<void> {
  link('@types/node');
  for (const resolution of [
    ['--module', 'node16'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ]) {
    const check = ['--noEmit', '--strict', '--target', 'es2022', '--types', 'node'];
    const args = [TSC, ...check, ...resolution, ...(skipLibCheck ? ['--skipLibCheck'] : []), file];
    await run(process.execPath, args, { cwd: project }).catch(({ stdout }) => {
      throw new Error(`${resolution.join(' ')}: ${stdout}`);
    });
  }
}

function expectClean(paths: string[]): void {
  const isCode = (path: string) => /^dist\/.*\.(js|d\.ts)$/.test(path) && !path.includes('.test.');
  expect(paths.filter((path) => !isCode(path)).sort()).toEqual(DOCUMENTS);
}

test('strict-s3 runs without any other package', async () => {
  const { tarball, paths } = await pack('strict-s3');
  expectClean(paths);
  await installOffline(tarball);

  const types =
    "import { startS3, type RunningS3 } from 'strict-s3';\nexport const s3: Promise<RunningS3> = startS3({ port: 0, dataDir: 'd', region: 'r', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });\n";
  writeFileSync(join(project, 'types.ts'), types);
  await typeCheck('types.ts', false);

  const command = join(project, 'node_modules', '.bin', 'strict-s3');
  const refused = await run(command, ['--port', 'x']).catch((error) => error);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain('--port must be a number from 0 to 65535, not "x".');

  const credentials = ['--access-key', 'id', '--secret-key', 'key'];
  const args = ['--port', '0', '--data', 'data', '--bucket', 'photos', ...credentials];
  server = execFile(command, args, { cwd: project });
  const [line] = await once(server.stdout as NodeJS.ReadableStream, 'data');
  const url = /http:\/\/\S+/.exec(String(line))?.[0] ?? '';
  expect((await fetch(`${url}/photos/a.png`)).status).toBe(403);
  expect(existsSync(join(project, 'data', 'buckets', 'photos', 'bucket.json'))).toBe(true);
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('the examples of strict-s3 type-check and pass', async () => {
  const { tarball } = await pack('strict-s3');
  await installOffline(tarball);
  link('@aws-sdk');
  const [example = ''] = examples('strict-s3', 'js');
  writeFileSync(join(project, 'example.test.mjs'), example);
  writeFileSync(join(project, 'example.ts'), example);
  await typeCheck('example.ts', true);
  const { stdout } = await run(process.execPath, ['--test', 'example.test.mjs'], { cwd: project });
  expect(stdout).toMatch(/^# pass 1$/m);

  const suite =
    "import { ALL_CASES } from 'strict-s3/conformance/all-cases';\nconsole.log(Object.keys(ALL_CASES).length);\n";
  writeFileSync(join(project, 'suite.mjs'), suite);
  expect((await run(process.execPath, ['suite.mjs'], { cwd: project })).stdout).toBe('10\n');
});

test('odd-images: the examples type-check and run, and the command writes every file', async () => {
  const { tarball, paths } = await pack('odd-images');
  expectClean(paths);
  await unpack('odd-images', tarball);
  link('sharp');
  const [example = ''] = examples('odd-images', 'js');
  writeFileSync(join(project, 'example.mjs'), example);
  writeFileSync(join(project, 'example.ts'), example);
  await typeCheck('example.ts', false);
  await run(process.execPath, ['example.mjs'], { cwd: project });

  const command = join(project, 'node_modules', 'odd-images', 'dist', 'cli.js');
  await run(process.execPath, [command, 'out'], { cwd: project });
  const index = JSON.parse(readFileSync(join(project, 'out', 'index.json'), 'utf8'));
  expect(index.length).toBeGreaterThan(100);
  for (const { path, bytes } of index) {
    expect(readFileSync(join(project, 'out', path))).toHaveLength(bytes);
  }
  expect(new Set(index.map(({ path }: { path: string }) => path)).size).toBe(index.length);
});
