// Two to four concurrent actors on one profile, in forty seeded schedules other than those of the deep test.
import fc from 'fast-check';
import { interleavings } from '@/test/profile/interleavings';

test('the invariants hold in every schedule', async () => {
  await fc.assert(interleavings, { numRuns: 40, seed: 2026 });
});
