// Reports in the shapes that Jest 30 and Playwright 1.65 write.
import { join } from 'node:path';
import { readJest, readPlaywright } from './reports';

test('of Jest: each failed test by file and name, as a pattern that matches it alone', () => {
  const report = {
    numPassedTests: 7,
    numFailedTests: 2,
    testResults: [
      {
        name: join(process.cwd(), 'lib/a.test.ts'),
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'passes' },
          { status: 'failed', fullName: 'costs $1 (or "more")' },
          { status: 'failed', fullName: "it's wrong" },
        ],
      },
      { name: join(process.cwd(), 'lib/b.test.ts'), status: 'passed', assertionResults: [] },
    ],
  };
  expect(readJest(JSON.stringify(report), 'test:unit')).toEqual({
    passed: 7,
    failures: [
      {
        what: 'lib/a.test.ts › costs $1 (or "more")',
        command: `npm run test:unit -- lib/a.test.ts -t '^costs \\$1 \\(or "more"\\)$'`,
      },
      {
        what: "lib/a.test.ts › it's wrong",
        command: `npm run test:unit -- lib/a.test.ts -t '^it'\\''s wrong$'`,
      },
    ],
  });
});

test('of Jest: a file that could not run at all', () => {
  const name = join(process.cwd(), 'app/[...nextauth]/a.test.ts');
  const testResults = [{ name, status: 'failed', assertionResults: [] }];
  const report = { numPassedTests: 0, testResults };
  expect(readJest(JSON.stringify(report), 'test:deep').failures).toEqual([
    {
      what: 'app/[...nextauth]/a.test.ts',
      command: `npm run test:deep -- 'app/\\[...nextauth\\]/a.test.ts'`,
    },
  ]);
});

test('of Playwright: each failed test by file and line', () => {
  const spec = (title: string, ok: boolean, line: number) => {
    const status = ok ? 'expected' : 'unexpected';
    return { title, ok, file: 'a.spec.ts', line, tests: [{ status, projectName: 'browser' }] };
  };
  const report = {
    stats: { expected: 3, flaky: 0, unexpected: 2, skipped: 0 },
    suites: [
      {
        title: 'a.spec.ts',
        specs: [spec('passes', true, 3), spec('fails', false, 8)],
        suites: [{ title: 'on a phone', specs: [spec('fails, too', false, 20)] }],
      },
    ],
  };
  expect(readPlaywright(JSON.stringify(report))).toEqual({
    passed: 3,
    failures: [
      { what: 'e2e/a.spec.ts:8 › fails', command: 'npm run test:e2e -- e2e/a.spec.ts:8' },
      {
        what: 'e2e/a.spec.ts:20 › on a phone › fails, too',
        command: 'npm run test:e2e -- e2e/a.spec.ts:20',
      },
    ],
  });
});

test('of Playwright, in engines: each failed test by engine too', () => {
  const tests = [
    { status: 'unexpected', projectName: 'firefox' },
    { status: 'expected', projectName: 'webkit' },
  ];
  const specs = [{ title: 'fails', ok: false, file: 'browsers/a.spec.ts', line: 8, tests }];
  const report = { stats: { expected: 1, flaky: 0 }, suites: [{ title: 'a.spec.ts', specs }] };
  expect(readPlaywright(JSON.stringify(report), true)).toEqual({
    passed: 1,
    failures: [
      {
        what: 'e2e/browsers/a.spec.ts:8 › fails (firefox)',
        command: 'npm run test:browsers -- e2e/browsers/a.spec.ts:8 --project=firefox',
      },
    ],
  });
});
