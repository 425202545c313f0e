// The deep test sends a thousand.
import { manyAtOnce } from '@/test/http/many-at-once';

test('forty concurrent upload requests of one user all succeed', async () => {
  await manyAtOnce(40);
});
