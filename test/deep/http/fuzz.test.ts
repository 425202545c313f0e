// Twenty thousand fuzzed requests to every endpoint with input.
import { fuzz } from '@/test/http/fuzz-run';

test('no request makes an endpoint fail, leak information or leak memory', async () => {
  await fuzz(20_000, 20_261_124);
}, 1_200_000);
