// The quick test sends a hundred.
import { stopClock, uploadsAtOnce } from '@/test/http/uploads-at-once';

beforeAll(stopClock);

test('of a thousand concurrent upload requests, as many succeed as the minute limit allows, and the rest do not count for the day', async () => {
  await uploadsAtOnce(1000);
});
