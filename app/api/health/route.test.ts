// Health on the real engines, and on none.
import { GET } from './route';

test('with both engines there: 200, and nothing about them', async () => {
  const response = await GET();
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  expect(await response.json()).toEqual({ status: 'ok' });
});

test.each(['S3_ENDPOINT', 'DYNAMODB_ENDPOINT'])('without the one at %s: 503', async (variable) => {
  const endpoint = process.env[variable];
  process.env[variable] = 'http://127.0.0.1:9';
  jest.resetModules();
  const health: typeof import('./route') = require('./route');
  const response = await health.GET();
  process.env[variable] = endpoint;
  expect(response.status).toBe(503);
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  expect(await response.json()).toEqual({ status: 'unavailable' });
});
