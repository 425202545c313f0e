// Sends fuzzed requests to the route handlers and checks the invariants of every response.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { newAgent } from './agent';
import { type FuzzedRequest, fuzzedRequest } from './fuzz';
import { liftLimits } from './lift-limits';
import { openApiFaults } from './openapi-check';
import { findRoutes } from './routes';

/** Allowed memory growth of a run, in bytes: a leak of a kilobyte per request exceeds it within 20,000 requests. */
const MEMORY_SLACK = 24 * 1024 * 1024;

/** Number of parallel requests. */
const BURST = 10;

/** Number of requests after which another user sends them. */
const AGENT_LIFE = 50;

/**
 * @param seed equal seeds generate equal requests
 */
export async function fuzz(requests: number, seed: number): Promise<void> {
  liftLimits();
  let agent = await newAgent();
  let sent = 0;
  const routes = findRoutes();
  const collectGarbage = garbageCollector();

  async function send({ method, path, query, body, contentType }: FuzzedRequest): Promise<void> {
    sent += 1;
    // Keeps histories short, since long ones only take time.
    if (sent % AGENT_LIFE === 0) agent = await newAgent();
    const search = new URLSearchParams(query).toString();
    const request = agent.request(
      method,
      `${path}${search && `?${search}`}`,
      method === 'GET' ? undefined : body,
      {
        'content-type': contentType,
      },
    );
    const route = routes.find((one) => one.method === method && one.path === path);
    if (!route) throw new Error(`no handler for ${method} ${path}`);
    const response = await route.handler(request);
    const text = await response.clone().text();
    expect(response.status).toBeLessThan(500);
    expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|Error:/);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(await openApiFaults(method, path, response)).toEqual([]);
  }

  const burst = fc.array(fuzzedRequest, { minLength: BURST, maxLength: BURST });
  const run = (count: number, from: number) =>
    fc.assert(
      fc.asyncProperty(burst, async (requests) => {
        await Promise.all(requests.map(send));
      }),
      { numRuns: Math.ceil(count / BURST), seed: from },
    );

  await run(requests / 4, seed);
  const before = collectGarbage();
  await run((requests * 3) / 4, seed + 1);
  expect(collectGarbage() - before).toBeLessThan(MEMORY_SLACK);
}

/** Collects garbage and returns the remaining heap size in bytes. */
function garbageCollector(): () => number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  return () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
}
