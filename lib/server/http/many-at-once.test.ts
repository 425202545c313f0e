// The deep tests send a thousand.
import { manyAtOnce } from '@/test/http/many-at-once';

test('forty uploads that one agent asks for at once are all given', async () => {
  await manyAtOnce(40);
});
