// Work before the server exits: it runs after the requests in flight, however the server is stopped.
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

/** One client that reuses its connection and asks again after each response, as health checks do. */
const BUSY_SERVER = `
  import { Agent, createServer, get } from 'node:http';
  import { closeConnectionsBeforeExit } from './lib/server/startup/before-exit.ts';

  closeConnectionsBeforeExit();
  let count = 0;
  const server = createServer((request, response) => {
    // The server stops while a request is in flight, so that the connection is not idle then.
    if (++count !== 3) return response.end();
    process.once('SIGTERM', () => {
      server.close(() => process.stdout.write('closed', () => process.exit(143)));
      response.end();
    });
    process.kill(process.pid, 'SIGTERM');
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let port;
  const ask = () => {
    const request = get({ port, host: '127.0.0.1', agent }, (response) => {
      response.resume().on('end', () => setImmediate(ask));
    });
    request.on('error', () => {});
  };
  server.listen(0, '127.0.0.1', () => {
    port = server.address().port;
    ask();
  });
`;

test('a client that keeps sending requests on one connection does not keep the server from exiting', async () => {
  const server = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', BUSY_SERVER],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  server.stdout.on('data', (text) => (said += text));
  expect(await once(server, 'close')).toEqual([143, null]);
  expect(said).toBe('closed');
});
