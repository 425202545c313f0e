// The sweep's route exists only if a secret is configured, and requires it. The tests sweep an empty index, since the shared tables hold due
// images of other tests.

import { env } from '@/lib/server/env';
import { dynamoError, type FaultyNetwork, faultyNetwork } from '@/test/aws/faulty-network';
import { makeRequest } from '@/test/http/agent';

const SECRET = 'a secret of the scheduler';
let network: FaultyNetwork;

type Route = typeof import('./route');

beforeAll(async () => {
  network = await faultyNetwork(env().dynamoDbEndpoint ?? '');
});

afterAll(() => network.close());

/** The route in a process that was started with this secret. */
function routeWith(secret: string): Route {
  jest.resetModules();
  process.env.CRON_SECRET = secret;
  process.env.DYNAMODB_ENDPOINT = network.url;
  return require('./route');
}

const call = (route: Route, method: 'GET' | 'POST', authorization?: string) =>
  route[method](
    makeRequest(method, '/api/cron/sweep', undefined, authorization ? { authorization } : {}),
  );

test.each(['GET', 'POST'] as const)(
  '%s without a configured secret: 404, whatever is sent',
  async (method) => {
    const route = routeWith('');
    for (const authorization of [undefined, 'Bearer ', 'Bearer undefined', `Bearer ${SECRET}`]) {
      const response = await call(route, method, authorization);
      expect(response.status).toBe(404);
      expect(response.headers.get('cache-control')).toBe('private, no-store');
    }
  },
);

test.each(['GET', 'POST'] as const)(
  '%s with a wrong secret, or without one: 401, and nothing is swept',
  async (method) => {
    const route = routeWith(SECRET);
    network.fail(() => dynamoError('AccessDeniedException'));
    const wrong = [
      undefined,
      SECRET,
      `Basic ${SECRET}`,
      `Bearer ${SECRET}x`,
      'Bearer',
      `bearer${SECRET}`,
    ];
    for (const authorization of wrong) {
      const response = await call(route, method, authorization);
      expect(response.status).toBe(401);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(response.headers.get('cache-control')).toBe('private, no-store');
    }
    expect(network.calls).toEqual([]);
  },
);

test.each(['GET', 'POST'] as const)(
  '%s with the secret sweeps, and returns the report',
  async (method) => {
    const route = routeWith(SECRET);
    network.fail(() => ({ status: 200, body: '{"Items":[],"Count":0}' }));
    const scheme = method === 'GET' ? 'Bearer' : 'bearer';
    const response = await call(route, method, `${scheme} ${SECRET}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(await response.json()).toEqual({
      examined: 0,
      expired: 0,
      superseded: 0,
      deleted: 0,
      uploadsCleaned: 0,
      failed: 0,
      more: false,
    });
    expect(network.calls).toEqual(['Query']);
  },
);

test('a missing permission: 503, which does not name it', async () => {
  const route = routeWith(SECRET);
  network.fail(() => dynamoError('AccessDeniedException'));
  const response = await call(route, 'POST', `Bearer ${SECRET}`);
  expect(response.status).toBe(503);
  const body = await response.text();
  expect(JSON.parse(body)).toMatchObject({ code: 'unavailable' });
  expect(body).not.toContain('AccessDenied');
});
