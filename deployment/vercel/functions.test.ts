// The functions that Vercel would deploy: their size, their runtime, and which of them contain sharp, and that cards can be drawn.
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BuiltFunction, buildFunctions } from './built-functions';

/** The size limit of a function, uncompressed: https://vercel.com/docs/functions/limitations#bundle-size-limits */
const MAX_BYTES = 250_000_000;

/** The only route that processes images. `.rsc` is its twin for client-side navigation. */
const PROCESSES_IMAGES = /^api\/profile(\.rsc)?$/;

const nodeVersion = readFileSync('.nvmrc', 'utf8').trim();
const folder = mkdtempSync(join(realpathSync(tmpdir()), 'vercel-'));
let functions: Map<string, BuiltFunction>;

beforeAll(async () => {
  functions = await buildFunctions(join(folder, 'project'), nodeVersion);
  const sizes = [...functions].map(
    ([route, { bytes }]) => `${(bytes / 1e6).toFixed(1)} MB  ${route}`,
  );
  console.log(sizes.join('\n'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filesOf(route: string, pattern: RegExp): string[] {
  const paths = [...(functions.get(route)?.files.keys() ?? [])];
  return paths.filter((path) => pattern.test(path));
}

test('every route has a function', () => {
  expect([...functions.keys()]).toEqual(
    expect.arrayContaining([
      'api/auth/[...nextauth]',
      'api/cron/sweep',
      'api/health',
      'api/health/live',
      'api/profile',
      'api/profile/image',
      'language',
      'profile',
      'sign-in',
      'sign-out',
    ]),
  );
});

test('every function is below the size limit and runs on the version of Node in .nvmrc', () => {
  for (const [route, { runtime, bytes }] of functions) {
    expect({ route, runtime }).toEqual({ route, runtime: `nodejs${nodeVersion}.x` });
    expect({ route, bytes, fits: bytes < MAX_BYTES }).toEqual({ route, bytes, fits: true });
  }
});

test('the function that processes images contains sharp for linux-x64 and for no other platform', () => {
  const binaries = filesOf('api/profile', /\/@img\/.*(\.node|\.so[.\d]*)$/);
  expect(binaries).toHaveLength(2);
  expect(binaries).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/\/@img\/sharp-linux-x64\/.*\.node$/),
      expect.stringMatching(/\/@img\/sharp-libvips-linux-x64\/.*\.so/),
    ]),
  );
});

test('the image child process starts with the files of that function alone', async () => {
  const task = join(folder, 'task');
  for (const [path, from] of functions.get('api/profile')?.files ?? []) {
    cpSync(from, join(task, path), { verbatimSymlinks: true });
  }
  const child = fork(join(task, 'dist', 'image-child.mjs'), [], {
    cwd: task,
    env: {} as NodeJS.ProcessEnv,
    execArgv: [],
    serialization: 'advanced',
  });
  const exit = once(child, 'exit');
  const [message] = await Promise.race([once(child, 'message'), exit]);
  child.kill('SIGKILL');
  await exit;
  expect(message).toBe('ready');
});

test('the functions of the cards contain every file that drawing needs', async () => {
  const task = join(folder, 'card');
  for (const [path, from] of functions.get('api/profile/card.png')?.files ?? []) {
    cpSync(from, join(task, path), { verbatimSymlinks: true });
  }
  writeFileSync(join(task, 'draw.mjs'), DRAW);
  const { stdout } = await promisify(execFile)(process.execPath, ['draw.mjs'], { cwd: task });
  expect(stdout).toBe('Ñ 200 × 100');
  const fonts = /\/@expo-google-fonts\/inter\/.*\.ttf$/;
  expect(filesOf('api/profile/card.pdf', fonts)).toEqual(filesOf('api/profile/card.png', fonts));
  expect(filesOf('api/profile/card.png', fonts)).toHaveLength(2);
});

/** Draws with the packages and the fonts of a function, and reads what was drawn. */
const DRAW = `
import { readFileSync } from 'node:fs';
import { create } from 'fontkit';
import PDFDocument from 'pdfkit';
import { PDFiumLibrary } from '@hyzyla/pdfium';
const font = readFileSync('node_modules/@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf');
if (!create(font).hasGlyphForCodePoint(0xd1)) throw new Error('no such letter');
const doc = new PDFDocument({ size: [200, 100], margin: 0, font: '' });
const chunks = [];
doc.on('data', (chunk) => chunks.push(chunk));
doc.registerFont('regular', font).font('regular').text('\u00d1');
doc.end();
await new Promise((resolve) => doc.on('end', resolve));
const document = await (await PDFiumLibrary.init()).loadDocument(Buffer.concat(chunks));
const text = document.getPage(0).getText().trim();
const { width, height } = await document.getPage(0).render({ scale: 1 });
process.stdout.write(text + ' ' + width + ' × ' + height);
`;

test('no other function contains sharp', () => {
  const others = [...functions.keys()].filter((route) => !PROCESSES_IMAGES.test(route));
  expect(others.length).toBeGreaterThan(10);
  for (const route of others) {
    const found = filesOf(route, /^dist\/image-child|(^|\/)node_modules\/(sharp|@img)\//);
    expect({ route, found }).toEqual({ route, found: [] });
  }
});
