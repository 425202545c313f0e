// Reads the JSON reports of Jest and Playwright: the number of passed tests, and the command that runs each failed test alone.
import { relative } from 'node:path';

export interface Failure {
  what: string;
  /** Runs it alone. */
  command: string;
}

export interface StageReport {
  passed: number;
  failures: Failure[];
}

interface JestReport {
  numPassedTests: number;
  testResults: {
    name: string;
    status: string;
    assertionResults: { status: string; fullName: string }[];
  }[];
}

/** @param script the npm script that runs these tests */
export function readJest(text: string, script: string): StageReport {
  const { numPassedTests, testResults }: JestReport = JSON.parse(text);
  const failures = testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, assertionResults }) => {
      const file = relative(process.cwd(), name);
      // Jest takes a file and a name for regular expressions.
      const command = `npm run ${script} -- ${quote(file.replace(/[[\]()]/g, '\\$&'))}`;
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      // A file that cannot be loaded, or leaves something open, fails as a whole.
      if (failed.length === 0) return [{ what: file, command }];
      return failed.map(({ fullName }) => ({
        what: `${file} › ${fullName}`,
        command: `${command} -t ${quote(`^${escapePattern(fullName)}$`)}`,
      }));
    });
  return { passed: numPassedTests, failures };
}

interface PlaywrightSuite {
  title: string;
  specs: PlaywrightSpec[];
  suites?: PlaywrightSuite[];
}

interface PlaywrightSpec {
  title: string;
  file: string;
  line: number;
  /** One for each project that ran it. */
  tests: { status: string; projectName: string }[];
}

/** @param inEngines whether the projects are browser engines, by which failures are named too */
export function readPlaywright(text: string, inEngines = false): StageReport {
  const report: { suites: PlaywrightSuite[]; stats: { expected: number; flaky: number } } =
    JSON.parse(text);
  return {
    passed: report.stats.expected + report.stats.flaky,
    failures: report.suites.flatMap((file) => failuresOf(file, [], inEngines)),
  };
}

/** @param titles of the groups around the tests, without the file's */
function failuresOf(
  { specs, suites = [] }: PlaywrightSuite,
  titles: string[],
  inEngines: boolean,
): Failure[] {
  const own = specs.flatMap(({ file, line, title, tests }) => {
    const what = `e2e/${file}:${line} › ${[...titles, title].join(' › ')}`;
    const failed = tests.filter(({ status }) => status === 'unexpected');
    if (!inEngines)
      return failed.map(() => ({ what, command: `npm run test:e2e -- e2e/${file}:${line}` }));
    return failed.map(({ projectName }) => ({
      what: `${what} (${projectName})`,
      command: `npm run test:browsers -- e2e/${file}:${line} --project=${projectName}`,
    }));
  });
  const inner = suites.flatMap((suite) => failuresOf(suite, [...titles, suite.title], inEngines));
  return [...own, ...inner];
}

const escapePattern = (text: string) => text.replace(/[\\^$*+?.()|[\]{}]/g, '\\$&');

/** One argument for a POSIX shell. */
function quote(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
