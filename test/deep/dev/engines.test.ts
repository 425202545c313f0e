// The engines keep their data when killed, name a port that is in use, and do not replace a server of the developer.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { claimPort } from '@/dev/ports';
import {
  dataDir,
  expectSampleData,
  kill,
  serve,
  start,
  startErrorOf,
  writeSampleData,
} from '@/test/engines/served-engines';

test('when killed, they leave no process on their ports, and have their data after a restart', async () => {
  const first = await start();
  await writeSampleData(first);
  await kill(first);
  for (const url of [first.env.S3_ENDPOINT, first.env.DYNAMODB_ENDPOINT]) {
    await claimPort(Number(new URL(url ?? '').port), 'this test', 'PORT');
  }
  await expectSampleData(await start());
});

test.each([
  ['S3_ENDPOINT', 'LOCAL_S3_PORT'],
  ['DYNAMODB_ENDPOINT', 'LOCAL_DYNAMODB_PORT'],
])('a port in use names the variable to set: %s', async (endpoint, variable) => {
  const { env } = await start();
  const port = new URL(env[endpoint] ?? '').port;
  const said = await startErrorOf({ [variable]: port, LOCAL_DATA_DIR: join(dataDir, 'other') });
  expect(said).toContain(`Port ${port} `);
  expect(said).toContain(`set ${variable} to another port`);
  expect(said).not.toContain('    at ');
});

test('with a server of the developer’s own, no embedded engine is started', async () => {
  const { env } = await start();
  const other = join(dataDir, 'other');
  const child = serve({
    S3_ENDPOINT: env.S3_ENDPOINT ?? '',
    DYNAMODB_ENDPOINT: env.DYNAMODB_ENDPOINT ?? '',
    LOCAL_DATA_DIR: other,
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  expect(JSON.parse(String(line))).toEqual(env);
  expect(existsSync(other)).toBe(false);
  const exited = once(child, 'exit');
  child.stdin.end();
  await exited;
});
