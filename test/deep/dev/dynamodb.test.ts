// Each DynamoDB engine keeps its data when killed, and only listens on 127.0.0.1.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { type DynamoDbEngine, type DynamoDbServer, startDynamoDb } from '@/dev/dynamodb';

// Java starts slowly, especially on a busy machine.

const hasJava = spawnSync('java', ['--version']).status === 0;
const engines: DynamoDbEngine[] = [
  ...(process.platform === 'linux' && process.arch === 'x64' ? (['dynoxide'] as const) : []),
  ...(hasJava ? (['dynamodb-local'] as const) : []),
];

let dataDir: string;
let server: DynamoDbServer | undefined;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'profile-dynamodb-'));
});
afterEach(async () => {
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(engine: DynamoDbEngine): Promise<DynamoDB> {
  server = await startDynamoDb({ port: 0, dataDir, engine });
  return new DynamoDB({
    region: 'us-east-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret-key' },
  });
}

function running(): DynamoDbServer {
  if (!server) throw new Error('no server was started');
  return server;
}

async function kill({ pid, died }: DynamoDbServer): Promise<void> {
  if (pid === undefined) throw new Error('it has no process');
  process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  await died;
}

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

describe.each(engines)('%s', (engine) => {
  test.each([
    ['stopped', (running: DynamoDbServer) => running.stop()],
    ['killed', kill],
  ])('%s, it keeps its items', async (_, stop) => {
    const before = await start(engine);
    await before.createTable({
      TableName: 'Things',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    const Item = { id: { S: 'one' }, text: { S: 'kept' } };
    await before.putItem({ TableName: 'Things', Item });
    await stop(running());

    const after = await start(engine);
    const found = await after.getItem({ TableName: 'Things', Key: { id: { S: 'one' } } });
    expect(found.Item).toEqual(Item);
  });

  test('it only listens on 127.0.0.1', async () => {
    await start(engine);
    const port = Number(new URL(running().url).port);
    expect(await connects('127.0.0.1', port)).toBe(true);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal }) => !internal);
    for (const { address } of others) expect(await connects(address, port)).toBe(false);
  });
});
