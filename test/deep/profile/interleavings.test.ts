// Two to four actors on one profile, in five thousand seeded orders.
import fc from 'fast-check';
import { interleavings } from '@/test/profile/interleavings';

test('what must hold holds in whatever order the actors come', async () => {
  await fc.assert(interleavings, { numRuns: 5000, seed: 20261124 });
});
