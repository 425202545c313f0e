// Two Jest projects on one transform: `server` on Node with the real local engines, `browser` in jsdom.
import nextJest from 'next/jest.js';

const withNext = nextJest({ dir: import.meta.dirname ?? '.' });
const shared = { moduleNameMapper: { '^@/(.*)$': '<rootDir>/$1' } };
// These ship ES modules only, and Jest runs CommonJS: the transform has to reach into them.
const esmOnly = ['uuid', 'thumbhash'];

async function project(config) {
  const resolved = await withNext({ ...shared, ...config })();
  return {
    ...resolved,
    transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`, '^.+\\.module\\.css$'],
  };
}

export default async () => ({
  projects: [
    await project({
      displayName: 'server',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/{app,lib/server,lib/shared,local,ops,deployment}/**/*.test.ts'],
    }),
    await project({
      displayName: 'browser',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/{components,lib/client}/**/*.test.{ts,tsx}'],
    }),
  ],
});
