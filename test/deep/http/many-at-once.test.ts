// The quick test asks for forty.
import { manyAtOnce } from '@/test/http/many-at-once';

test('a thousand uploads that one agent asks for at once are all given', async () => {
  await manyAtOnce(1000);
});
