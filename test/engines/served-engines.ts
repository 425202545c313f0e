// Starts and stops the engine command for its tests, each with its own data folder.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';

export const ORIGIN = 'http://localhost:3000';
export const Bucket = 'polizalab-documents-dev';

interface Started {
  process: ChildProcess;
  s3: S3;
  documents: DynamoDBDocument;
  dynamoDb: DynamoDB;
  env: Record<string, string>;
}

export let dataDir: string;
let all: Started[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'profile-engines-test-'));
  all = [];
});
afterEach(async () => {
  for (const one of all) await end(one);
  rmSync(dataDir, { recursive: true, force: true });
});

/** Starts the command in the data folder of the test. */
export function serve(more: Record<string, string> = {}) {
  return spawn(process.execPath, ['--import', 'tsx', 'dev/serve.ts'], {
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

/** Starts the engines, and connects clients to them. */
export async function start(): Promise<Started> {
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

/** Stops the engines as their parent does. */
export async function end({ process: child, s3, dynamoDb }: Started): Promise<void> {
  s3.destroy();
  dynamoDb.destroy();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin?.end();
  await exited;
}

/** Kills the command by SIGKILL. */
export async function kill({ process: child }: Started): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Returns the error output of the command when it cannot start. */
export async function startErrorOf(more: Record<string, string>): Promise<string> {
  const child = serve(more);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  return said;
}

/** Stores something in both engines. */
export async function writeSampleData({ s3, documents }: Started): Promise<void> {
  await s3.putObject({ Bucket, Key: 'uploads/a/1.png', Body: 'bytes' });
  await documents.update({
    TableName: 'Users',
    Key: { userId: 'demo-agente' },
    UpdateExpression: 'SET nombre = :nombre',
    ExpressionAttributeValues: { ':nombre': 'Renata' },
  });
}

/** Expects what `writeSampleData` has stored. */
export async function expectSampleData({ s3, documents }: Started): Promise<void> {
  const { Body } = await s3.getObject({ Bucket, Key: 'uploads/a/1.png' });
  expect(await Body?.transformToString()).toBe('bytes');
  const { Item } = await documents.get({ TableName: 'Users', Key: { userId: 'demo-agente' } });
  expect(Item?.nombre).toBe('Renata');
}
