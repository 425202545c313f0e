// `npm run size`: measures the JavaScript that the profile page loads beyond a bare Next page with next-auth, what the editor adds
// when it opens, what an ID photo adds to it, what a photo in unusual colours adds, and what each other dialog adds. Exits with 1 above a budget. It reads the build in .next (`npm run build`).
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** In bytes, gzipped. */
const PAGE_BUDGET = 30 * 1024;
const EDITOR_BUDGET = 25 * 1024;
const ID_PHOTO_BUDGET = 5 * 1024;
const ODD_COLOURS_BUDGET = 5 * 1024;
const DIALOG_BUDGET = 5 * 1024;

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const bareApp = join(root, 'bench/bare-app');

interface ClientManifest {
  entryJSFiles: Record<string, string[]>;
}

/** Returns the scripts that a page's HTML names, as paths in the build directory, without those for browsers that lack modules. */
function scriptsOf(build: string, page: string): Set<string> {
  const { rootMainFiles } = JSON.parse(readFileSync(join(build, 'build-manifest.json'), 'utf8'));
  const manifests: Record<string, ClientManifest> = {};
  Object.assign(globalThis, { __RSC_MANIFEST: manifests });
  require(join(build, `server/app/${page}_client-reference-manifest.js`));
  const entries = Object.values(manifests).flatMap((manifest) =>
    Object.values(manifest.entryJSFiles).flat(),
  );
  const scripts = new Set<string>([...rootMainFiles, ...entries]);
  if (scripts.size < 3)
    throw new Error(`${build} lists hardly a script for ${page}: has Next changed?`);
  return scripts;
}

/** What only the editor, the camera dialog and the worker contain. */
const EDITOR_MARKS = ['shrink.worker', 'getUserMedia'];

/** What only the editor of an ID photo contains, which the editor loads when it is asked for. */
const ID_PHOTO_MARK = 'DCTDecode';

/** What only the script that decodes photos in unusual colours contains. */
const ODD_COLOURS_MARK = 'DecompressionStream';

/** What only the script that decodes HEIC contains. */
const HEIC_MARK = 'HeifDecoder';

/** Returns the groups of scripts that the page loads on use, one for each `import()`. */
function lazyGroupsOf(build: string, page: Set<string>): Set<string>[] {
  const imports = [...page].flatMap((script) => [
    ...text(build, script).matchAll(/Promise\.all\(\[("static\/chunks\/[^\]]+)\]/g),
  ]);
  const first = imports.map(([, list = '']) => list.split(',').map((name) => JSON.parse(name)));
  return first.map((names) => {
    const group = new Set<string>();
    for (const name of names) addWithLazy(build, name, page, group);
    return group;
  });
}

/**
 * Adds a script and those that it loads on use, recursively, except what few users need: what decodes HEIC is left out, and
 * the ID photo and photos in unusual colours are counted by themselves.
 */
function addWithLazy(build: string, name: string, page: Set<string>, found: Set<string>): void {
  if (page.has(name) || found.has(name) || text(build, name).includes(HEIC_MARK)) return;
  if (text(build, name).includes(ID_PHOTO_MARK)) {
    idPhoto.add(name);
    return;
  }
  if (text(build, name).includes(ODD_COLOURS_MARK)) {
    oddColours.add(name);
    return;
  }
  found.add(name);
  for (const [, next = ''] of text(build, name).matchAll(/"(static\/chunks\/[\w.~-]+\.js)"/g)) {
    addWithLazy(build, next, page, found);
  }
}

function text(build: string, script: string): string {
  return readFileSync(join(build, script), 'utf8');
}

function gzipped(build: string, scripts: Iterable<string>): number {
  let bytes = 0;
  for (const script of scripts) bytes += gzipSync(text(build, script), { level: 9 }).length;
  return bytes;
}

function buildBareApp(): void {
  if (existsSync(join(bareApp, '.next/BUILD_ID'))) return;
  const next = require.resolve('next/dist/bin/next');
  const { status } = spawnSync(process.execPath, [next, 'build', bareApp], {
    stdio: 'ignore',
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  });
  if (status !== 0) throw new Error('The bare app did not build.');
}

function report(what: string, bytes: number, budget?: number): boolean {
  const size = `${(bytes / 1024).toFixed(1)} KB`.padStart(10);
  console.log(`${size}  ${what}${budget ? `, of at most ${budget / 1024} KB` : ''}`);
  return budget === undefined || bytes <= budget;
}

/** Filled by `addWithLazy`. */
const idPhoto = new Set<string>();
const oddColours = new Set<string>();

buildBareApp();
const build = join(root, '.next');
const bareBuild = join(bareApp, '.next');
const page = scriptsOf(build, 'profile/page');
const bareSize = gzipped(bareBuild, scriptsOf(bareBuild, 'page'));
const pageSize = gzipped(build, page);
const groups = lazyGroupsOf(build, page);
const isEditor = (group: Set<string>) =>
  [...group].some((script) => EDITOR_MARKS.some((mark) => text(build, script).includes(mark)));
const editor = new Set(groups.filter(isEditor).flatMap((group) => [...group]));
const editorSize = gzipped(build, editor);
const dialogs = groups.filter((group) => !isEditor(group)).map((group) => gzipped(build, group));
if (editor.size === 0 || idPhoto.size === 0 || oddColours.size === 0 || dialogs.length === 0)
  throw new Error('no imports found: has Next changed?');

console.log('JavaScript, gzipped:');
report('a bare Next page with next-auth', bareSize);
report('the profile page', pageSize);
const isPageSmall = report(
  'the profile page beyond the bare one',
  pageSize - bareSize,
  PAGE_BUDGET,
);
const isEditorSmall = report('editor, camera and shrinking, on use', editorSize, EDITOR_BUDGET);
const isIdPhotoSmall = report('the ID photo, on use', gzipped(build, idPhoto), ID_PHOTO_BUDGET);
const isOddSmall = report(
  'a photo in unusual colours, on use',
  gzipped(build, oddColours),
  ODD_COLOURS_BUDGET,
);
const isDialogSmall = report(
  'the largest other dialog, on use',
  Math.max(...dialogs),
  DIALOG_BUDGET,
);
const areAllSmall = [isPageSmall, isEditorSmall, isIdPhotoSmall, isOddSmall, isDialogSmall];
if (areAllSmall.includes(false)) process.exitCode = 1;
