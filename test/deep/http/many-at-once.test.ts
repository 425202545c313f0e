// The quick test sends forty.
import { manyAtOnce } from '@/test/http/many-at-once';

test('a thousand concurrent upload requests of one user all succeed', async () => {
  await manyAtOnce(1000);
});
