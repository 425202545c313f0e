// Two to four actors on one profile, in two hundred seeded orders that the deep test does not go through.
import fc from 'fast-check';
import { interleavings } from './fakes/interleavings';

test('what must hold holds in whatever order the actors come', async () => {
  await fc.assert(interleavings, { numRuns: 200, seed: 2026 });
});
