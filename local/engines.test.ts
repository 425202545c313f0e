// The engines keep what they were given, through a restart and through a kill, and provisioning spoils none of it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { claimPort } from './ports';

const ORIGIN = 'http://localhost:3000';
const Bucket = 'polizalab-documents-dev';

interface Started {
  process: ChildProcess;
  s3: S3;
  documents: DynamoDBDocument;
  dynamoDb: DynamoDB;
  env: Record<string, string>;
}

let dataDir: string;
let all: Started[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'profile-engines-test-'));
  all = [];
});
afterEach(async () => {
  for (const one of all) await end(one);
  rmSync(dataDir, { recursive: true, force: true });
});

function serve(more: Record<string, string> = {}) {
  return spawn(process.execPath, ['--import', 'tsx', 'local/serve.ts'], {
    env: {
      ...process.env,
      S3_ENDPOINT: '',
      DYNAMODB_ENDPOINT: '',
      LOCAL_DATA_DIR: dataDir,
      LOCAL_S3_PORT: '0',
      LOCAL_DYNAMODB_PORT: '0',
      LOCAL_ORIGINS: ORIGIN,
      ...more,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

async function start(): Promise<Started> {
  const child = serve();
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const env: Record<string, string> = JSON.parse(String(line));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret-key' };
  const shared = { region: 'us-east-1', credentials };
  const dynamoDb = new DynamoDB({ ...shared, endpoint: env.DYNAMODB_ENDPOINT });
  const started = {
    process: child,
    env,
    s3: new S3({ ...shared, endpoint: env.S3_ENDPOINT, forcePathStyle: true }),
    documents: DynamoDBDocument.from(dynamoDb),
    dynamoDb,
  };
  all.push(started);
  return started;
}

async function end({ process: child, s3, dynamoDb }: Started): Promise<void> {
  s3.destroy();
  dynamoDb.destroy();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin?.end();
  await exited;
}

async function kill({ process: child }: Started): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** What a command that cannot start has to say. */
async function complaint(more: Record<string, string>): Promise<string> {
  const child = serve(more);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  return said;
}

test('all that the app needs is there, and the origin may upload', async () => {
  const { s3, dynamoDb, documents, env } = await start();
  const { TableNames } = await dynamoDb.listTables({});
  expect(TableNames).toEqual(
    expect.arrayContaining(['ProfileImages', 'ProfileRateLimits', 'Users']),
  );
  const { Table } = await dynamoDb.describeTable({ TableName: 'ProfileImages' });
  expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['due']);
  const { TimeToLiveDescription } = await dynamoDb.describeTimeToLive({
    TableName: 'ProfileImages',
  });
  expect(TimeToLiveDescription?.AttributeName).toBe('expiresAt');
  const { Item } = await documents.get({ TableName: 'Users', Key: { userId: 'demo-agente' } });
  expect(Item).toMatchObject({ email: 'agente@polizalab.test', nombre: 'Ana Sofía' });
  await s3.headBucket({ Bucket });

  const preflight = await fetch(`${env.S3_ENDPOINT}/${Bucket}/uploads/a/1.png`, {
    method: 'OPTIONS',
    headers: {
      origin: ORIGIN,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'content-type,if-none-match,x-amz-checksum-sha256',
    },
  });
  expect(preflight.status).toBe(200);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(ORIGIN);
});

/** Leaves something in both engines. */
async function leaveTraces({ s3, documents }: Started): Promise<void> {
  await s3.putObject({ Bucket, Key: 'uploads/a/1.png', Body: 'bytes' });
  await documents.update({
    TableName: 'Users',
    Key: { userId: 'demo-agente' },
    UpdateExpression: 'SET nombre = :nombre',
    ExpressionAttributeValues: { ':nombre': 'Renata' },
  });
}

async function expectTraces({ s3, documents }: Started): Promise<void> {
  const { Body } = await s3.getObject({ Bucket, Key: 'uploads/a/1.png' });
  expect(await Body?.transformToString()).toBe('bytes');
  const { Item } = await documents.get({ TableName: 'Users', Key: { userId: 'demo-agente' } });
  expect(Item?.nombre).toBe('Renata');
}

test('stopped, it gives the data free, and has it when it starts again', async () => {
  const first = await start();
  await leaveTraces(first);
  const lock = join(dataDir, 'lock');
  expect(readFileSync(lock, 'utf8').trim()).toBe(`${first.process.pid}`);
  await end(first);
  expect(existsSync(lock)).toBe(false);
  await expectTraces(await start());
});

test('killed, nothing stays behind to hold its ports, and it has its data when it starts again', async () => {
  const first = await start();
  await leaveTraces(first);
  await kill(first);
  for (const url of [first.env.S3_ENDPOINT, first.env.DYNAMODB_ENDPOINT]) {
    await claimPort(Number(new URL(url ?? '').port), 'this test', 'PORT');
  }
  await expectTraces(await start());
});

test('a second command on the same data is told so, and the first goes on', async () => {
  const { s3, process: first } = await start();
  expect(await complaint({})).toMatch(
    new RegExp(`in use by process ${first.pid}: stop it, or set LOCAL_DATA_DIR`),
  );
  await s3.headBucket({ Bucket });
});

test.each([
  ['S3_ENDPOINT', 'LOCAL_S3_PORT'],
  ['DYNAMODB_ENDPOINT', 'LOCAL_DYNAMODB_PORT'],
])('a port in use names the variable to set: %s', async (endpoint, variable) => {
  const { env } = await start();
  const port = new URL(env[endpoint] ?? '').port;
  const said = await complaint({ [variable]: port, LOCAL_DATA_DIR: join(dataDir, 'other') });
  expect(said).toContain(`Port ${port} `);
  expect(said).toContain(`set ${variable} to another port`);
  expect(said).not.toContain('    at ');
});

test('with a server of the user’s own, nothing embedded is started for it', async () => {
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
