// The import rules reject forbidden imports, and cover the whole project.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

interface Cruise {
  modules: { source: string }[];
  summary: { violations: { from: string; to: string; rule: { name: string } }[] };
}

const LEAF = 'export const a = 1; export type A = number;';

const CLEAN = {
  'app/page.tsx': "import { a } from '@/lib/server/compose'; export default () => <p>{a}</p>;",
  'lib/server/compose.ts': "export { a } from '@/lib/server/aws/leaf';",
  'lib/server/aws/leaf.ts': "export { a } from '@/lib/server/profile/domain/leaf';",
  'lib/server/profile/domain/leaf.ts': `${LEAF} export const b = <A>a;`,
};

/** A forbidden import: the importing folder, the imported file, and the rule. */
const FORBIDDEN = [
  ['app', 'lib/server/aws/leaf.ts', 'app goes round compose'],
  ['app', 'lib/server/profile/domain/leaf.ts', 'app holds no logic'],
  ['app', 'lib/client/leaf.ts', 'app is no client'],
  ['app/api/profile', 'dev/leaf.ts', 'the product imports a developer’s tool'],
  ['lib/server/profile/use-cases', 'test/profile/leaf.ts', 'the product imports test support'],
  ['components/ui', 'components/profile/leaf.tsx', 'ui has no word of the domain'],
  ['components/profile', 'lib/server/compose.ts', 'a component calls the server'],
  ['lib/client', 'components/ui/leaf.tsx', 'lib imports UI'],
  ['lib/client', 'lib/server/env.ts', 'the browser reads the environment'],
  ['lib/shared', 'lib/client/leaf.ts', 'shared imports a client'],
  ['lib/server/profile/use-cases', 'lib/server/aws/leaf.ts', 'a use case knows an adapter'],
  ['lib/server/profile/use-cases', 'lib/server/env.ts', 'a use case reads the environment'],
  ['lib/server/profile/use-cases', 'ops/leaf.ts', 'the product knows no operator'],
  ['lib/server/images', 'lib/server/aws/leaf.ts', 'images know an adapter'],
  ['lib/server/http', 'lib/server/aws/leaf.ts', 'only compose knows the adapters'],
  ['lib/server/shared', 'lib/server/profile/domain/leaf.ts', 'what all share knows no use case'],
  ['lib/server/shared', 'lib/server/images/leaf.ts', 'what all share knows no image'],
  ['lib/server/images', 'lib/server/profile/domain/leaf.ts', 'images know no use case'],
  ['lib/server/profile/use-cases', 'lib/server/compose.ts', 'a use case composes'],
  ['lib/server/profile/use-cases', 'lib/server/http/leaf.ts', 'a use case knows HTTP'],
  ['lib/server/profile/domain', 'lib/server/profile/ports.ts', 'the domain knows no port'],
  ['lib/server/profile/domain', 'lib/server/profile/shared/leaf.ts', 'the domain knows no store'],
  ['lib/server/profile/domain', 'lib/server/images/leaf.ts', 'the domain knows no decoder'],
  ['lib/server/profile/shared', 'lib/server/profile/use-cases/leaf.ts', 'shared, of one use case'],
  ['lib/server/profile/shared', 'lib/server/profile/processing/leaf.ts', 'processing is above'],
  ['lib/server/profile/processing', 'lib/server/profile/use-cases/leaf.ts', 'use cases are above'],
  ['lib/server/aws', 'lib/server/profile/use-cases/leaf.ts', 'an adapter calls a use case'],
  ['lib/server/aws', 'lib/server/http/leaf.ts', 'an adapter knows HTTP'],
  ['lib/server/aws', 'lib/server/env.ts', 'an adapter reads the environment'],
  ['lib/server/telemetry', 'lib/server/compose.ts', 'telemetry composes'],
  ['lib/server/startup', 'lib/server/compose.ts', 'the start composes'],
  ['lib/server/auth', 'lib/server/http/leaf.ts', 'http is above auth'],
  ['lib/server/auth', 'lib/server/aws/leaf.ts', 'only compose knows the adapters'],
  [
    'lib/server/http',
    'lib/server/profile/domain/leaf.ts',
    'http reaches use cases through compose',
  ],
  ['lib/server/http', 'lib/server/startup/leaf.ts', 'the start is above all'],
  ['lib/server', 'lib/server/aws/leaf.ts', 'only compose knows the adapters'],
  ['lib/server/aws', 'lib/server/compose.ts', 'an adapter composes'],
  ['dev', 'app/page.tsx', 'a developer’s tool imports pages'],
  ['packages/strict-s3/src', 'dev/leaf.ts', 'a package imports the app'],
  ['packages/odd-images/src', 'lib/shared/leaf.ts', 'a package imports the wire'],
  ['packages/odd-images/src', 'packages/strict-s3/src/leaf.ts', 'a package imports another'],
  ['lib/server/images', 'packages/odd-images/src/leaf.ts', 'the product imports test material'],
  ['lib/elsewhere', 'lib/shared/leaf.ts', 'a folder without a rule'],
] as const;

const FORBIDDEN_PACKAGES = [
  ['lib/server/profile/use-cases', '@aws-sdk/client-s3'],
  ['lib/server/images', 'next/headers'],
  ['lib/shared', 'uuid'],
  ['packages/strict-s3/src', '@aws-sdk/client-s3'],
  ['lib/client', 'sharp'],
  ['lib/server', 'playwright'],
  ['app', 'a-package-that-is-not-there'],
] as const;

const CIRCLE = {
  'lib/shared/here.ts': "import { b } from './there'; export const a = () => b;",
  'lib/shared/there.ts': "import { a } from './here'; export const b = () => a;",
};

/** The rule of a package applies to its tests too. */
const PACKAGE_TEST = {
  'packages/strict-s3/src/leaf.test.ts': "import { a } from '@/dev/leaf'; test('a', () => a);",
};

/** Writes one file per forbidden import, so that one run checks all of them. */
function fixture(): Record<string, string> {
  const files: Record<string, string> = { ...CLEAN, ...CIRCLE, ...PACKAGE_TEST };
  FORBIDDEN.forEach(([folder, to], index) => {
    files[to] ??= LEAF;
    const path = `@/${to.replace(/\.tsx?$/, '')}`;
    files[`${folder}/value-${index}.ts`] = `import { a } from '${path}'; export const b = a;`;
    files[`${folder}/type-${index}.ts`] =
      `import type { A } from '${path}'; export const b = 1 as A;`;
  });
  FORBIDDEN_PACKAGES.forEach(([folder, name], index) => {
    files[`${folder}/package-${index}.ts`] = `import '${name}';`;
  });
  return files;
}

let project: string;
let judged: Cruise;
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'profile-imports-'));
  for (const name of ['dependency-cruiser.config.mjs', 'tsconfig.json', 'package.json']) {
    cpSync(name, join(project, name));
  }
  symlinkSync(resolve('node_modules'), join(project, 'node_modules'));
  const files = fixture();
  for (const [path, code] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), code);
  }
  judged = await cruise(project, Object.keys(files));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function cruise(cwd: string, paths: string[]): Promise<Cruise> {
  const args = [
    '--import',
    resolve('test/run/swc-reads-tsx.mjs'),
    resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    'dependency-cruiser.config.mjs',
    '--output-type',
    'json',
    ...paths,
  ];
  return new Promise((done, fail) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      if (stdout.startsWith('{')) done(JSON.parse(stdout));
      else fail(error ?? new Error(stdout));
    });
  });
}

const violations = () => judged.summary.violations;

test('allowed imports pass, and the files were read', () => {
  const read = judged.modules.map(({ source }) => source);
  expect(read).toEqual(expect.arrayContaining(Object.keys(CLEAN)));
  expect(violations().filter(({ from }) => Object.hasOwn(CLEAN, from))).toEqual([]);
});

test.each(FORBIDDEN.map((row, index) => [...row, index] as const))(
  '%s may not import %s: %s',
  (folder, to, _, index) => {
    for (const kind of ['value', 'type']) {
      const from = `${folder}/${kind}-${index}.ts`;
      expect(violations()).toContainEqual(expect.objectContaining({ from, to }));
    }
  },
);

test.each(FORBIDDEN_PACKAGES.map((row, index) => [...row, index] as const))(
  '%s may not import the package %s',
  (folder, _, index) => {
    const from = `${folder}/package-${index}.ts`;
    expect(violations()).toContainEqual(expect.objectContaining({ from }));
  },
);

test('a test in a package may not import the rest of the repository', () => {
  const [from] = Object.keys(PACKAGE_TEST);
  expect(violations()).toContainEqual(expect.objectContaining({ from, to: 'dev/leaf.ts' }));
});

test('two files that import one another are refused', () => {
  const circles = violations().filter(({ rule }) => rule.name === 'no circles');
  expect(circles.map(({ from }) => from)).toContain('lib/shared/here.ts');
});

test('the rules read every module of the project', async () => {
  const { modules } = await cruise(process.cwd(), ['lib/shared', 'lib/server/env.ts']);
  const read = modules.map(({ source }) => source);
  expect(read).toEqual(expect.arrayContaining(['lib/shared/error-codes.ts', 'lib/server/env.ts']));
});
