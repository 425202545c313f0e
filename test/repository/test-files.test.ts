// Each suffix has one runner, and each test file is run: `*.test.ts` by a project of Jest, `*.spec.ts` by Playwright.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const files = readdirSync('.', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^\.|^(node_modules|dist)$/.test(entry.name))
  .flatMap(({ name }) =>
    readdirSync(name, { recursive: true, encoding: 'utf8' }).map((path) => join(name, path)),
  )
  .filter((path) => !/(^|[\\/])(node_modules|dist|\.next)[\\/]/.test(path));

test('every `*.test.ts` belongs to a project of Jest', () => {
  const { stdout } = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', '--listTests'], {
    encoding: 'utf8',
  });
  const listed = stdout
    .trim()
    .split('\n')
    .map((path) => path.slice(process.cwd().length + 1));
  const tests = files.filter((path) => /\.test\.tsx?$/.test(path));
  expect(tests.length).toBeGreaterThan(100);
  expect(listed.sort()).toEqual(tests.sort());
});

test('every `*.spec.ts` is in e2e/, which Playwright runs', () => {
  const specs = files.filter((path) => /\.spec\.tsx?$/.test(path));
  expect(specs.length).toBeGreaterThan(10);
  expect(specs.filter((path) => !path.startsWith('e2e'))).toEqual([]);
});
