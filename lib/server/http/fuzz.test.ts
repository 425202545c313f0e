// Two hundred fuzzed requests to every endpoint with input.
import { fuzz } from '@/test/http/fuzz-run';

test('no request makes an endpoint fail, leak information or leak memory', async () => {
  await fuzz(200, 2026);
});
