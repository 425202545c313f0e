// All deployments use one version of Node: that of .nvmrc.
import { readdirSync, readFileSync } from 'node:fs';
import manifest from '@/package.json';

const version = readFileSync('.nvmrc', 'utf8').trim();

/** Matches every way in which the deployment files name a version of Node. */
const NAMES =
  /\bFROM node:([\w.-]+)|\bnvm (?:install|use)(.*)|\bNODEJS_(\w+)|\btarget: '([^']+)'|\bnodejs(\d+)|\bnode-version: ?(\S+)|\bnode:(\d+)|\bNode (?![\d.]+ or later)(\d+)/g;

function versionsIn(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(NAMES)].map(
    ([, ...groups]) => /\d+/.exec(groups.find((group) => group !== undefined) ?? '')?.[0] ?? 'none',
  );
}

test('.nvmrc names a major version that the app supports', () => {
  expect(version).toMatch(/^\d+$/);
  expect(manifest.engines.node).toBe('>=20.9');
  expect(Number(version)).toBeGreaterThan(20);
});

test.each([
  'Dockerfile',
  'amplify.yml',
  'deployment/cdk/worker.ts',
  'deployment/cdk/build-lambdas.ts',
  'deployment/cdk/workers.test.ts',
])('%s names it', (file) => {
  const named = versionsIn(file);
  expect(named.length).toBeGreaterThan(0);
  expect(new Set(named)).toEqual(new Set([version]));
});

test('the pages name no other version, except for the minimum', () => {
  const pages = readdirSync('docs/deploy').map((name) => `docs/deploy/${name}`);
  const named = pages.flatMap(versionsIn);
  expect(named.length).toBeGreaterThan(0);
  expect(new Set(named)).toEqual(new Set([version]));
});
