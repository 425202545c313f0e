// Warnings as Node and Jest print them, among other lines.
import { findWarnings } from './find-warnings';

test('warnings of Node and Jest are found, each once', () => {
  const text = `PASS server lib/a.test.ts
(node:3894) MaxListenersExceededWarning: Possible EventEmitter memory leak detected.
(Use \`node --trace-warnings ...\` to show where the warning was created)
(node:17) [DEP0169] DeprecationWarning: \`url.parse()\` behavior is not standardized
(node:18) [DEP0169] DeprecationWarning: \`url.parse()\` behavior is not standardized
(node:19) Warning: Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable
Jest did not exit one second after the test run has completed.
Time: 194 s`;
  expect(findWarnings(text)).toEqual([
    'MaxListenersExceededWarning: Possible EventEmitter memory leak detected.',
    '[DEP0169] DeprecationWarning: `url.parse()` behavior is not standardized',
    'Warning: Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable',
    'Jest did not exit one second after the test run has completed.',
  ]);
});

test('other lines are none', () => {
  expect(findWarnings('PASS server lib/warning.test.ts\n  a Warning: in the name\n')).toEqual([]);
});
