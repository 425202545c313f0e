// Jest's projects, with one transform: `server` and `deep` (slow tests) on Node with the local engines, `browser` in jsdom,
// `deployment` and `vercel` with packages that `npm run test:deployment` and `npm run test:vercel` install.
import { readFileSync } from 'node:fs';
import nextJest from 'next/jest.js';

const withNext = nextJest({ dir: import.meta.dirname ?? '.' });
// Imports resolve through `paths` of tsconfig.json, so tests use the sources of this repository's packages.
const { paths } = JSON.parse(readFileSync('tsconfig.json', 'utf8')).compilerOptions;
const shared = {
  moduleNameMapper: Object.fromEntries(
    Object.entries(paths).map(([pattern, [target]]) => [
      `^${pattern.replace('*', '(.*)')}$`,
      target.replace('./', '<rootDir>/').replace('*', '$1'),
    ]),
  ),
};
const onEngines = {
  ...shared,
  testEnvironment: '<rootDir>/test/jest/node-environment.ts',
  setupFilesAfterEnv: ['<rootDir>/test/jest/end-image-children.ts'],
  globalSetup: '<rootDir>/test/jest/setup.ts',
  globalTeardown: '<rootDir>/test/jest/teardown.ts',
};
// These packages contain ES modules only, and Jest runs CommonJS, so they must be transformed.
const esmOnly = ['uuid', 'thumbhash', 'jose', 'client-zip'];

async function project(config) {
  const resolved = await withNext(config)();
  return {
    ...resolved,
    transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`, '^.+\\.module\\.css$'],
  };
}

export default async () => ({
  // Ends only tests that hang: no test may fail because the machine is busy.
  testTimeout: 600_000,
  // Modules of earlier suites stay in memory. A worker that has grown is replaced: it would get slower, and would end too slowly for Jest.
  workerIdleMemoryLimit: '350MB',
  projects: [
    await project({
      ...onEngines,
      displayName: 'server',
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/deep/'],
      setupFilesAfterEnv: [...onEngines.setupFilesAfterEnv, '<rootDir>/test/jest/watch-calls.ts'],
      testMatch: [
        '<rootDir>/{app,lib/server,lib/shared,dev,packages,ops,test}/**/*.test.ts',
        '<rootDir>/deployment/{*,calls/*,lambda/*}.test.ts',
      ],
    }),
    await project({
      ...shared,
      displayName: 'browser',
      testEnvironment: '<rootDir>/test/jest/jsdom-environment.ts',
      setupFilesAfterEnv: ['<rootDir>/test/jest/patient-queries.ts'],
      testMatch: ['<rootDir>/{components,lib/client}/**/*.test.{ts,tsx}'],
    }),
    await project({
      ...onEngines,
      displayName: 'deep',
      testMatch: ['<rootDir>/test/deep/**/*.test.ts'],
    }),
    await project({
      ...shared,
      displayName: 'deployment',
      testEnvironment: '<rootDir>/test/jest/node-environment.ts',
      testMatch: ['<rootDir>/deployment/cdk/*.test.ts'],
    }),
    await project({
      ...shared,
      displayName: 'vercel',
      testEnvironment: '<rootDir>/test/jest/node-environment.ts',
      testMatch: ['<rootDir>/deployment/vercel/*.test.ts'],
    }),
  ],
});
