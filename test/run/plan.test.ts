// Every way to name stages and files on the command line.
import { LocalFailure } from '@/dev/failure';
import { planStages } from './plan';

test.each([
  [[], ['check', 'unit', 'e2e', 'browsers'], []],
  [['deep'], ['deep', 'deep-e2e', 'deep-browsers'], []],
  [['check', 'unit'], ['check', 'unit'], []],
  [['lib/a.test.ts'], ['unit'], ['lib/a.test.ts']],
  [['lib/server'], ['unit'], ['lib/server']],
  [['e2e'], ['e2e'], []],
  [['browsers'], ['browsers', 'deep-browsers'], []],
  [['browsers', 'heic'], ['browsers'], ['heic']],
  [['deep', 'e2e/browsers/a.spec.ts'], ['deep-browsers'], ['e2e/browsers/a.spec.ts']],
  [['e2e/browsers/a.spec.ts:12'], ['browsers'], ['e2e/browsers/a.spec.ts:12']],
  [['e2e/a.spec.ts:12'], ['e2e'], ['e2e/a.spec.ts:12']],
  [['test/deep/http/a.test.ts'], ['deep'], ['test/deep/http/a.test.ts']],
  [['deployment/cdk/a.test.ts'], ['deployment'], ['deployment/cdk/a.test.ts']],
  [['./deployment/vercel'], ['vercel'], ['./deployment/vercel']],
  [['deployment/calls'], ['unit'], ['deployment/calls']],
  [['unit', 'lib/a.test.ts', '-t', 'a name'], ['unit'], ['lib/a.test.ts', '-t', 'a name']],
  [['e2e', 'photo', '--trace', 'on'], ['e2e'], ['photo', '--trace', 'on']],
  [['deep', 'test/deep/http/a.test.ts'], ['deep'], ['test/deep/http/a.test.ts']],
  [['deep', 'e2e/a.spec.ts'], ['deep-e2e'], ['e2e/a.spec.ts']],
  [['unit', '-t', 'a name'], ['unit'], ['-t', 'a name']],
])('%j', (args, stages, filters) => {
  expect(planStages(args)).toEqual({ stages, filters });
});

test.each([[['check', 'lib/a.ts']], [['engines', 'lib/a.test.ts']]])('%j is refused', (args) => {
  expect(() => planStages(args)).toThrow(LocalFailure);
});
