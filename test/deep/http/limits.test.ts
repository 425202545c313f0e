// The quick test sends a hundred.
import { stopClock, uploadsAtOnce } from '@/test/http/uploads-at-once';

beforeAll(stopClock);

test('of a thousand concurrent upload requests, the minute limit succeeds, and the day is not used up', async () => {
  await uploadsAtOnce(1000);
});
