// The quick test covers every fourth call.
import { closeNetworks, openNetworks, outOfTime, REQUESTS } from '@/test/http/request-deadlines';

beforeAll(openNetworks);
afterAll(closeNetworks);

describe.each(Object.entries(REQUESTS))('%s past its deadline', (_name, request) => {
  test.each([
    ['before it reaches the engine', false],
    ['after the engine has processed it', true],
  ])(
    'at each call, %s: 503, and the next one succeeds',
    async (_when, isDone) => {
      await outOfTime(request, isDone, 1);
    },
    600_000,
  );
});
