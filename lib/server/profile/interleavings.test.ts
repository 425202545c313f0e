// Two to four actors on one profile, in forty seeded orders that the deep test does not go through.
import fc from 'fast-check';
import { interleavings } from '@/test/profile/interleavings';

test('what must hold holds in whatever order the actors come', async () => {
  await fc.assert(interleavings, { numRuns: 40, seed: 2026 });
});
