// Credentials and bucket, each broken alone: exactly the right check fails.

import { behindFront, keysLeft, S3_ENDPOINT, withBucket } from '@/test/doctor/broken-bucket';
import {
  CREDENTIALS,
  examineWith,
  startProxy,
  TEST_PORTS,
  theWrongOne,
  wrongOnes,
} from '@/test/doctor/fixtures';
import { error, settings } from '@/test/doctor/settings';

const XML = { 'content-type': 'application/xml' };

describe('a healthy bucket', () => {
  test('on the local S3: no fault, and no object is left', async () => {
    const variables = await withBucket();
    const findings = await examineWith(variables);
    expect(wrongOnes(findings)).toEqual([]);
    expect(findings).toContainEqual(expect.objectContaining({ check: 'upload', status: 'ok' }));
    expect(await keysLeft()).toEqual([]);
  });

  test('with its settings reported: no setting is unknown', async () => {
    const findings = await examineWith(await behindFront(settings()));
    expect(wrongOnes(findings)).toEqual([]);
    const told = findings.filter(({ check }) => check.startsWith('bucket.'));
    const untold = told.filter(({ status }) => status === 'unknown').map(({ check }) => check);
    // The denials and EventBridge apply to AWS only.
    expect(untold).toEqual(['bucket.policy-tls', 'bucket.policy-signature-age', 'bucket.events']);
  });
});

describe('credentials', () => {
  test('a wrong secret', async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'not-the-secret' };
    const findings = await examineWith(await withBucket(), { credentials });
    const found = theWrongOne(findings, 'credentials');
    expect(found.detail).toContain('SignatureDoesNotMatch');
    expect(found.fix).toContain('AWS_SECRET_ACCESS_KEY');
    expect(JSON.stringify(findings)).not.toContain('not-the-secret');
  });

  test('the local key is never suggested for another server', async () => {
    const refused = error('InvalidAccessKeyId');
    const variables = await behindFront(({ headers }) =>
      headers.authorization ? { status: 403, headers: XML, body: refused } : undefined,
    );
    const found = theWrongOne(await examineWith(variables), 'credentials');
    expect(found.fix).toMatch(/^export AWS_ACCESS_KEY_ID=KEY AWS_SECRET_ACCESS_KEY=SECRET /);
    expect(JSON.stringify(found)).not.toMatch(/=local\b|local-secret-key/);
  });

  test('the local key is never suggested for a server that answers 200 to every request', async () => {
    const refused = error('InvalidAccessKeyId');
    const credentials = { accessKeyId: 'nobody', secretAccessKey: 'another-secret-key' };
    const variables = await behindFront(({ headers: { authorization = '' } }) => {
      if (authorization.includes('=nobody/')) return { status: 403, headers: XML, body: refused };
      return authorization === '' ? undefined : { status: 200, headers: XML, body: '<Result/>' };
    });
    const found = theWrongOne(await examineWith(variables, { credentials }), 'credentials');
    expect(found.fix).toContain('AWS_ACCESS_KEY_ID=KEY');
  });

  test('the local key is suggested for the local server', async () => {
    const credentials = { accessKeyId: 'nobody', secretAccessKey: 'another-secret-key' };
    const found = theWrongOne(
      await examineWith(await withBucket(), { credentials }),
      'credentials',
    );
    expect(found.fix).toContain('AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local-secret-key');
  });

  test('an unknown key', async () => {
    const credentials = { accessKeyId: 'nobody', secretAccessKey: 'local-secret-key' };
    const found = theWrongOne(
      await examineWith(await withBucket(), { credentials }),
      'credentials',
    );
    expect(found.detail).toContain('InvalidAccessKeyId');
  });

  test('a session that ends before its URLs', async () => {
    const start = new Date();
    const credentials = { ...CREDENTIALS, expiration: new Date(start.getTime() + 200_500) };
    const ports = { ...TEST_PORTS, now: () => start };
    const found = theWrongOne(
      await examineWith(await withBucket(), { ports, credentials }),
      'credentials-life',
    );
    expect(found.detail).toContain('expires in 200 s');
  });
});

describe('the bucket', () => {
  test('it does not exist', async () => {
    const found = theWrongOne(await examineWith({ S3_BUCKET: 'doctor-no-such-bucket' }), 'bucket');
    expect(found.fix).toMatch(
      /^aws s3api create-bucket --bucket doctor-no-such-bucket .*--endpoint-url/,
    );
  });

  test('it is in another region', async () => {
    const findings = await examineWith({ ...(await withBucket()), APP_REGION: 'eu-west-1' });
    const found = theWrongOne(findings, 'bucket');
    expect(found.detail).toContain('is in us-east-1');
    expect(found.fix).toBe('export APP_REGION=us-east-1');
  });

  test('S3 does not answer', async () => {
    const { url, stop } = await startProxy(S3_ENDPOINT, () => undefined);
    await stop();
    const found = theWrongOne(await examineWith({ S3_ENDPOINT: url }), 's3');
    expect(found.detail).toContain('ECONNREFUSED');
  });

  test('the server is no S3', async () => {
    const page = {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html>hello</html>',
    };
    theWrongOne(await examineWith(await behindFront(() => page)), 's3');
  });

  test('nothing listens at the address for browsers', async () => {
    const variables = await withBucket();
    const gone = await startProxy(S3_ENDPOINT, () => undefined);
    await gone.stop();
    theWrongOne(await examineWith({ ...variables, S3_PUBLIC_ENDPOINT: gone.url }), 's3-browser');
  });

  test('everything is denied', async () => {
    const variables = await behindFront(({ method }) =>
      method === 'OPTIONS' ? undefined : { status: 403, body: error('AccessDenied') },
    );
    const found = theWrongOne(await examineWith(variables), 'bucket');
    expect(found.cause).toContain('s3:ListBucket');
  });

  test('the clocks differ', async () => {
    const start = new Date();
    const variables = await behindFront(
      () => undefined,
      (headers) => {
        headers.date = new Date(start.getTime() + 400_000).toUTCString();
      },
    );
    const ports = { ...TEST_PORTS, now: () => start };
    const found = theWrongOne(await examineWith(variables, { ports }), 'clock');
    // The header has whole seconds.
    expect(found.detail).toMatch(/this clock is (399|400) s behind S3's/);
  });

  test('the clock is the one that the caller passes', async () => {
    const now = () => new Date(Date.now() + 30_000);
    const findings = await examineWith(await withBucket(), { ports: { ...TEST_PORTS, now } });
    expect(wrongOnes(findings)).toEqual([]);
  });
});
