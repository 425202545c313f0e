// Twenty thousand requests that nobody would send on purpose, to every endpoint that takes any.
import { fuzz } from '@/test/http/fuzz-run';

test('nothing that is sent makes an endpoint fail, or tell what it should not, or keep memory', async () => {
  await fuzz(20_000, 20_261_124);
}, 1_200_000);
