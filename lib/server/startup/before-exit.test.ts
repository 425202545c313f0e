// Work before the server exits: after the requests in flight, whatever ends the server.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Ends like Next: closes, and exits once all requests are answered. The request is answered when a line arrives. */
const SERVER = `
  import { createServer, get } from 'node:http';
  import { beforeExit } from './lib/server/startup/before-exit.ts';

  const say = (what) => process.stdout.write(what + '\\n');
  const server = createServer((request, response) => {
    say('asked');
    process.stdin.once('data', () => response.end(() => say('answered')));
  });
  beforeExit(async () => {
    await new Promise(setImmediate);
    say('done');
  });
  for (const [signal, code] of [['SIGTERM', 143], ['SIGINT', 130]]) {
    process.on(signal, () => {
      say('closing');
      server.close(() => process.exit(code));
    });
  }
  server.listen(0, '127.0.0.1', () => {
    get({ port: server.address().port, host: '127.0.0.1', agent: false });
  });
`;

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('%s: first the response, then the work, then the exit', async (signal, expected) => {
  const server = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', SERVER],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const said: string[] = [];
  createInterface(server.stdout).on('line', (line) => {
    said.push(line);
    if (line === 'asked') server.kill(signal);
    if (line === 'closing') server.stdin.write('answer\n');
  });
  const [code] = await once(server, 'close');
  expect(said).toEqual(['asked', 'closing', 'answered', 'done']);
  expect(code).toBe(expected);
});
