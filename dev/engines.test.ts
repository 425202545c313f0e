// The engines keep their data across a restart, and a data directory has one user at a time.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Bucket,
  dataDir,
  end,
  expectSampleData,
  ORIGIN,
  start,
  startErrorOf,
  writeSampleData,
} from '../test/engines/served-engines';

test('tables, bucket and demo agents exist, and the origin may upload', async () => {
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

test('after a stop the directory is free, and the next start finds the data', async () => {
  const first = await start();
  await writeSampleData(first);
  const lock = join(dataDir, 'lock');
  expect(readFileSync(lock, 'utf8').trim()).toBe(`${first.process.pid}`);
  await end(first);
  expect(existsSync(lock)).toBe(false);
  await expectSampleData(await start());
});

test('a second command on the same directory is refused, and the first continues', async () => {
  const { s3, process: first } = await start();
  expect(await startErrorOf({})).toMatch(
    new RegExp(`in use by process ${first.pid}: stop it, or set LOCAL_DATA_DIR`),
  );
  await s3.headBucket({ Bucket });
});
