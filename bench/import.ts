// The CPU time of importing each route module of the production build, in a fresh process, as a cold start does.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { report, verdict } from './report';
import { interleaved } from './statistics';

const RUNS = 5;
const BUILD = '.next/server/app';
/** A route that imports no library of the app. The other figures are relative to it, since CPU time depends on the machine. */
const FLOOR = 'api/health/live';
/** The figures of the last version that loaded every library in every route, measured like this (commit d5a8d83). */
const BEFORE = new Map([
  ['api/auth/[...nextauth]', 4.2],
  ['api/health', 3.7],
  ['api/profile', 4.4],
]);
/** The routes whose cost must be at most half of that. */
const HALVED = ['api/auth/[...nextauth]', 'api/health'];

/** Runs in the fresh process. Next loads the handlers of a route with the first request, so the script asks for them too. */
const IMPORT = `
  require('next/dist/server/node-environment');
  const before = process.cpuUsage();
  (async () => {
    const { routeModule } = await require(process.argv[1]);
    await routeModule.userland;
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);
  })();
`;

/** In milliseconds. */
async function cpuOf(route: string): Promise<number> {
  const module = join(process.cwd(), BUILD, route, 'route.js');
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', IMPORT, module]);
  return Number(stdout);
}

const routes = readdirSync(BUILD, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('/route.js'))
  .map((path) => dirname(path))
  .toSorted();
const costs = await interleaved(
  RUNS,
  Object.fromEntries(routes.map((route) => [route, () => cpuOf(route)])),
);
const least = Object.entries(costs).map(([route, all]) => ({ route, cpu: Math.min(...all) }));
const floor = least.find(({ route }) => route === FLOOR)?.cpu ?? Number.NaN;
report(
  'import',
  least
    .toSorted((one, other) => other.cpu - one.cpu)
    .map(({ route, cpu }) => {
      const before = BEFORE.get(route);
      const limit = HALVED.includes(route) && before ? before / 2 : undefined;
      return {
        route,
        'CPU, ms': cpu.toFixed(0),
        'times Next alone': (cpu / floor).toFixed(1),
        before: before?.toFixed(1) ?? '',
        limit: limit === undefined ? '' : `at most ${limit.toFixed(1)}`,
        met: limit === undefined ? '' : verdict(cpu / floor <= limit),
      };
    }),
);
