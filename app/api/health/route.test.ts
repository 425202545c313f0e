// The health endpoints with and without engines.

import { openApiFaults } from '@/test/http/openapi-check';
import { recordingNetwork } from '@/test/http/recording-network';
import { GET as LIVE } from './live/route';
import { GET } from './route';

test('while both engines respond: 200, without details', async () => {
  const response = await GET();
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  expect(await openApiFaults('GET', '/api/health', response)).toEqual([]);
  expect(await response.json()).toEqual({ status: 'ok' });
});

test('liveness is 200 and calls no engine', async () => {
  const endpoints = ['S3_ENDPOINT', 'DYNAMODB_ENDPOINT'] as const;
  const networks = await Promise.all(
    endpoints.map((name) => recordingNetwork(process.env[name] ?? '')),
  );
  const before = endpoints.map((name) => process.env[name]);
  endpoints.forEach((name, index) => {
    process.env[name] = networks[index]?.url;
  });
  jest.resetModules();
  const live: typeof import('./live/route') = require('./live/route');
  const answers = Array.from({ length: 2000 }, () => live.GET());
  endpoints.forEach((name, index) => {
    process.env[name] = before[index];
  });
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(networks.flatMap(({ requests }) => requests)).toEqual([]);
  for (const network of networks) await network.close();
});

test('the response of liveness matches the OpenAPI document, and is not cacheable', async () => {
  const response = LIVE();
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  expect(await openApiFaults('GET', '/api/health/live', response)).toEqual([]);
  expect(await response.json()).toEqual({ status: 'ok' });
});

test.each(['S3_ENDPOINT', 'DYNAMODB_ENDPOINT'])(
  'without the engine at %s: 503',
  async (variable) => {
    const endpoint = process.env[variable];
    process.env[variable] = 'http://127.0.0.1:9';
    jest.resetModules();
    const health: typeof import('./route') = require('./route');
    const response = await health.GET();
    process.env[variable] = endpoint;
    expect(response.status).toBe(503);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(await openApiFaults('GET', '/api/health', response)).toEqual([]);
    expect(await response.json()).toEqual({ status: 'unavailable' });
  },
);

test('many concurrent requests call each engine once', async () => {
  const endpoints = ['S3_ENDPOINT', 'DYNAMODB_ENDPOINT'] as const;
  const engines = endpoints.map((name) => process.env[name] ?? '');
  const networks = await Promise.all(engines.map((engine) => recordingNetwork(engine)));
  endpoints.forEach((name, index) => {
    process.env[name] = networks[index]?.url;
  });
  jest.resetModules();
  const health: typeof import('./route') = require('./route');
  const answers = await Promise.all(Array.from({ length: 200 }, () => health.GET()));
  endpoints.forEach((name, index) => {
    process.env[name] = engines[index];
  });
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(networks.map(({ requests }) => requests.length)).toEqual([1, 1]);
  for (const network of networks) await network.close();
});
