// The stages of `npm test` and its parts: the commands of each stage, and the files it accepts.
import { ENGINES } from '../browser/drivers/engines';
import { getBrowser } from './browser';
import { readJest, readPlaywright, type StageReport } from './reports';

export interface Stage {
  title: string;
  /** The npm script that runs it. */
  script: string;
  /** Commands of packages; `{reports}` stands for the folder of their reports. */
  commands(filters: string[]): string[][];
  /** Run before, for what the commands need; returns further environment variables. */
  prepare?(): NodeJS.Dict<string>;
  /** Whether standard output is the log of what is tested, to be searched instead of shown. */
  logs?: boolean;
  /** Reads one report that a command has written. */
  read?(report: string): StageReport;
}

const jest = (script: string, ...projects: string[]): Omit<Stage, 'title'> => ({
  script,
  commands: (filters) => [
    [
      'jest',
      // By default Jest leaves one core idle: half of a machine with two.
      '--maxWorkers=100%',
      ...(process.stderr.isTTY ? ['--colors'] : []),
      '--selectProjects',
      ...projects,
      '--json',
      '--outputFile',
      '{reports}/jest.json',
      ...filters,
    ],
  ],
  prepare: () => ({ LOG_LEVEL: 'debug' }),
  // Jest reports on standard error.
  logs: true,
  read: (report) => readJest(report, script),
});

/** Whether a stage of this run has built the app. */
let isBuilt = false;

/** @param projects of the Playwright configuration; a filter `--project=` chooses others */
const playwright = (
  script: string,
  projects: { whole: string[]; filtered: string[] },
): Omit<Stage, 'title'> => ({
  script,
  prepare() {
    const skip = isBuilt ? { E2E_SKIP_BUILD: '1' } : {};
    isBuilt = true;
    return { CHROMIUM_PATH: getBrowser(), ...skip };
  },
  commands(filters) {
    const isChosen = filters.some((filter) => filter.startsWith('--project='));
    const names = filters.length > 0 ? projects.filtered : projects.whole;
    return [
      [
        'playwright',
        'test',
        '--config',
        'e2e/playwright.config.ts',
        // In one word each: after `--project` alone Playwright takes the files for projects too.
        ...(isChosen ? [] : names.map((name) => `--project=${name}`)),
        ...filters,
      ],
    ];
  },
  read: (report) => readPlaywright(report, script === 'test:browsers'),
});

const engineNames = ENGINES.filter((engine) => engine.isInstalled()).map(({ name }) => name);
const deepEngines = engineNames.map((name) => `${name}-deep`);
const allEngines = [...engineNames, ...deepEngines];
/** Stage `e2e` has shown the main flow in Chromium. */
const otherEngines = engineNames.filter((name) => name !== 'chromium');
const inEngines = playwright('test:browsers', { whole: otherEngines, filtered: allEngines });

const deployment = jest('test:deployment', 'deployment');

export const STAGES: Record<string, Stage> = {
  check: {
    title: 'Format, lint, types, import rules',
    script: 'check',
    commands: () => [
      ['biome', 'ci', '--error-on-warnings', `--colors=${process.stdout.isTTY ? 'force' : 'off'}`],
      ['next', 'typegen'],
      ['tsc', '--noEmit'],
      [
        'node',
        '--import',
        './test/run/swc-reads-tsx.mjs',
        'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
        '--config',
        'dependency-cruiser.config.mjs',
        '.',
      ],
    ],
  },
  unit: { title: 'Unit and integration', ...jest('test:unit', 'server', 'browser') },
  e2e: {
    title: 'Browser',
    ...playwright('test:e2e', { whole: ['browser'], filtered: ['browser', 'deep'] }),
  },
  browsers: {
    title: `Browser engines: ${otherEngines.join(', ')}`,
    ...inEngines,
    commands: (filters) =>
      filters.length === 0 && otherEngines.length === 0 ? [] : inEngines.commands(filters),
    prepare() {
      const missing = ENGINES.filter((engine) => !engine.isInstalled());
      const named = missing.map(({ name, packages }) => `${name} (${packages.join(', ')})`);
      if (named.length > 0) console.log(`Left out, not installed: ${named.join('; ')}`);
      return inEngines.prepare?.() ?? {};
    },
  },
  engines: {
    title: 'S3 conformance',
    script: 'test:engines',
    commands: () => [['node', '--import', 'tsx', 'test/engines/run-conformance.ts']],
    read: (report) => readJest(report, 'test:engines'),
  },
  deep: { title: 'Deep', ...jest('test:deep', 'deep') },
  deployment: {
    title: 'Deployment',
    ...deployment,
    commands: (filters) => [
      ['tsc', '--project', 'deployment/tsconfig.json'],
      ...deployment.commands(filters),
    ],
    logs: false,
  },
  vercel: { title: 'Vercel build', ...jest('test:vercel', 'vercel'), logs: false },
  'deep-e2e': {
    title: 'Browser, deep',
    ...playwright('test:deep', { whole: ['deep'], filtered: ['deep'] }),
  },
  'deep-browsers': {
    title: `Browser engines, deep: ${engineNames.join(', ')}`,
    ...playwright('test:browsers', {
      whole: ['chromium', ...deepEngines],
      filtered: allEngines,
    }),
  },
};
