// Permissions, each missing alone: exactly the right check fails.

import { behindFront } from '@/test/doctor/broken-bucket';
import { examineWith, type ProxiedRequest, theWrongOne, wrongOnes } from '@/test/doctor/fixtures';
import { error, settings, TLS12 } from '@/test/doctor/settings';

describe('permissions', () => {
  const denied = { status: 403, body: error('AccessDenied') };
  const isSigned = ({ url, headers }: ProxiedRequest) =>
    url.searchParams.has('X-Amz-Signature') || headers.authorization !== undefined;

  test('no PUT under uploads/', async () => {
    const variables = await behindFront((asked) =>
      asked.method === 'PUT' && asked.url.pathname.includes('/uploads/') ? denied : undefined,
    );
    expect(theWrongOne(await examineWith(variables), 'upload').cause).toContain(
      'lacks s3:PutObject',
    );
  });

  test('a denial in the policy is named, and the fix removes it', async () => {
    const policy = JSON.stringify({
      Statement: [
        TLS12,
        {
          Sid: 'NoPuts',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:Put*',
          Resource: 'arn:aws:s3:::*',
        },
        {
          Sid: 'Theirs',
          Effect: 'Allow',
          Principal: { AWS: 'x' },
          Action: 's3:GetObject',
          Resource: 'y',
        },
      ],
    });
    const told = settings({ policy });
    const variables = await behindFront((asked) =>
      asked.method === 'PUT' && isSigned(asked) ? denied : told(asked),
    );
    const found = theWrongOne(await examineWith(variables), 'upload');
    expect(found.cause).toMatch(/denies s3:PutObject: NoPuts\. .*ask its author first/);
    expect(found.fix).toMatch(/put-bucket-policy .*Theirs/);
    expect(found.fix).not.toContain('NoPuts');
  });

  test('no list: a missing object gets 403', async () => {
    const variables = await behindFront(({ method, url }) =>
      url.pathname.endsWith('never-was.png') && method !== 'DELETE' ? denied : undefined,
    );
    expect(theWrongOne(await examineWith(variables), 'object.missing').fix).toContain(
      's3:ListBucket',
    );
  });

  const asksBucket = ({ method, url }: ProxiedRequest) =>
    method === 'HEAD' && url.pathname.split('/').filter(Boolean).length === 1;
  const lists = ({ method, url }: ProxiedRequest) =>
    method === 'GET' && url.searchParams.has('list-type');

  // A server may answer 404 for missing objects and still refuse HeadBucket: only the health check shows that.
  test('no HeadBucket: the health check would answer 503', async () => {
    const variables = await behindFront((asked) =>
      isSigned(asked) && (asksBucket(asked) || lists(asked)) ? denied : undefined,
    );
    const found = theWrongOne(await examineWith(variables), 'bucket.list');
    expect(found.cause).toMatch(/lacks s3:ListBucket.*\/api\/health answers 503/);
  });

  test('no permission to list at all fails one check', async () => {
    const variables = await behindFront((asked) => {
      const isMissing = asked.url.pathname.endsWith('never-was.png') && asked.method !== 'DELETE';
      return isSigned(asked) && (asksBucket(asked) || lists(asked) || isMissing)
        ? denied
        : undefined;
    });
    theWrongOne(await examineWith(variables), 'bucket.list');
  });

  test('no list, but HeadBucket works: no fault', async () => {
    const variables = await behindFront((asked) =>
      isSigned(asked) && lists(asked) ? denied : undefined,
    );
    expect(wrongOnes(await examineWith(variables))).toEqual([]);
  });

  test.each<[number, string, string, string]>([
    [403, 'QuotaExceeded', 'A quota is used up', 'radosgw-admin quota set --quota-scope=bucket'],
    [400, 'XMinioAdminBucketQuotaExceeded', 'A quota is used up', 'mc quota clear ALIAS/'],
    [503, 'SlowDown', 'overloaded', 'npm run doctor'],
    [503, 'ServiceUnavailable', 'overloaded', 'npm run doctor'],
    [400, 'InvalidRequest', 'InvalidRequest, as the test says', 'curl -sI'],
  ])('a PUT that is answered %i %s', async (status, code, cause, fix) => {
    const variables = await behindFront((asked) =>
      asked.method === 'PUT' && isSigned(asked) && asked.url.pathname.includes('/uploads/')
        ? { status, body: error(code) }
        : undefined,
    );
    const found = theWrongOne(await examineWith(variables), 'upload');
    expect(found.cause).toContain(cause);
    expect(found.fix).toContain(fix);
  });

  test('no GET under uploads/', async () => {
    const variables = await behindFront(({ method, url, headers }) => {
      // The app's reads ask for the checksum; a browser's do not.
      const isRead = method === 'GET' && headers['x-amz-checksum-mode'] !== undefined;
      return isRead && /uploads.*(?<!never-was)\.png$/.test(url.pathname) ? denied : undefined;
    });
    theWrongOne(await examineWith(variables), 'object.process');
  });

  test('no presigned GET under profiles/', async () => {
    const variables = await behindFront((asked) =>
      asked.method === 'GET' && isSigned(asked) && asked.url.pathname.includes('/profiles/')
        ? denied
        : undefined,
    );
    theWrongOne(await examineWith(variables), 'object.get');
  });

  test('no DELETE: the check fails, and the remaining objects are reported', async () => {
    const isDelete = ({ method, url }: ProxiedRequest) =>
      method === 'DELETE' || (method === 'POST' && url.searchParams.has('delete'));
    const findings = await examineWith(
      await behindFront((asked) => (isDelete(asked) ? denied : undefined)),
    );
    theWrongOne(findings, 'object.delete');
    expect(findings.find(({ check }) => check === 'cleanup')?.detail).toContain(
      'left behind: uploads/~doctor/',
    );
  });
});
