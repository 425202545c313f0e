// Two to four concurrent actors on one profile, in five thousand seeded schedules.
import fc from 'fast-check';
import { interleavings } from '@/test/profile/interleavings';

test('the invariants hold in every schedule', async () => {
  await fc.assert(interleavings, { numRuns: 5000, seed: 20261124 });
});
