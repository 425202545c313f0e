// Two to four actors on one profile: a sample of the orders that the deep test goes through, each time another one.
import fc from 'fast-check';
import { interleavings } from './fakes/interleavings';

test('what must hold holds in whatever order the actors come', async () => {
  await fc.assert(interleavings, { numRuns: 200 });
}, 60_000);
