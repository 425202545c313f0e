// The quick test asks for a hundred.
import { stopClock, uploadsAtOnce } from '@/test/http/uploads-at-once';

beforeAll(stopClock);

test('of a thousand uploads asked for at once, a minute’s worth is given, and the day is not used up', async () => {
  await uploadsAtOnce(1000);
});
