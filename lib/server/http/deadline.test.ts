// A request past its deadline is 503, whatever it waits for, and leaves nothing half done.
import { problem } from '@/lib/shared/profile-schema';
import { newAgent } from '@/test/http/agent';
import {
  closeNetworks,
  fail,
  openNetworks,
  outOfTime,
  REQUESTS,
} from '@/test/http/request-deadlines';
import { findRoutes } from '@/test/http/routes';

beforeAll(openNetworks);
afterAll(closeNetworks);

// The deep test covers every call.
test.each(Object.entries(REQUESTS))(
  '%s past its deadline: 503, and the next one succeeds',
  async (_name, request) => {
    await outOfTime(request, true, 4);
  },
);

test('every route answers 503 with Retry-After past its deadline', async () => {
  fail(() => undefined);
  const agent = await newAgent();
  process.env.REQUEST_TIMEOUT_SECONDS = '1';
  jest.resetModules();
  const routes = findRoutes().filter(({ path }) => path.startsWith('/api/profile'));
  fail(() => 'silence');
  const answers = await Promise.all(
    routes.map(({ handler, method, path }) =>
      handler(agent.request(method, path, method === 'PUT' || method === 'POST' ? {} : undefined)),
    ),
  );
  expect(answers.length).toBeGreaterThan(6);
  for (const answer of answers) {
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(problem.parse(await answer.json())).toMatchObject({ status: 503, code: 'unavailable' });
  }
});
