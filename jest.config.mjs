// Jest's projects on one transform: `server` on Node with the real local engines, `browser` in jsdom, `deep` for what takes long.
import nextJest from 'next/jest.js';

const withNext = nextJest({ dir: import.meta.dirname ?? '.' });
// As `paths` in tsconfig.json: the packages of this repository are tested from their sources.
const shared = {
  moduleNameMapper: {
    '^@/(.*)$': '<rootDir>/$1',
    '^strict-s3$': '<rootDir>/packages/strict-s3/src/server.ts',
    '^strict-s3/conformance/(.*)$': '<rootDir>/packages/strict-s3/conformance/$1.ts',
    '^odd-images/(.*)$': '<rootDir>/packages/odd-images/src/$1.ts',
  },
};
const onEngines = {
  ...shared,
  testEnvironment: '<rootDir>/test/jest/node-environment.ts',
  setupFilesAfterEnv: ['<rootDir>/test/jest/end-image-children.ts'],
  globalSetup: '<rootDir>/test/jest/setup.ts',
  globalTeardown: '<rootDir>/test/jest/teardown.ts',
};
// These ship ES modules only, and Jest runs CommonJS: the transform has to reach into them.
const esmOnly = ['uuid', 'thumbhash', 'jose'];

async function project(config) {
  const resolved = await withNext(config)();
  return {
    ...resolved,
    transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`, '^.+\\.module\\.css$'],
  };
}

export default async () => ({
  // A busy machine takes its time; a test that hangs is still ended.
  testTimeout: 600_000,
  projects: [
    await project({
      ...onEngines,
      displayName: 'server',
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/deep/'],
      setupFilesAfterEnv: [...onEngines.setupFilesAfterEnv, '<rootDir>/test/jest/watch-calls.ts'],
      testMatch: [
        '<rootDir>/{app,lib/server,lib/shared,dev,packages,ops,deployment,test}/**/*.test.ts',
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
  ],
});
