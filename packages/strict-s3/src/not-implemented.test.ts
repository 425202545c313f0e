// What S3 has and this server does not implement is rejected by name, and nothing changes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectAbsent, Fixture, put, statusAndCode } from '../conformance/fixture.ts';
import { type RunningS3, startS3 } from './server.ts';

const region = 'us-east-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret-key' };
const dataDir = mkdtempSync(join(tmpdir(), 's3-not-implemented-'));
let s3: RunningS3;
let fixture: Fixture;

beforeAll(async () => {
  s3 = await startS3({ port: 0, dataDir, region, credentials });
  fixture = new Fixture({ endpoint: s3.url, region, credentials });
  await fixture.open();
});

afterAll(async () => {
  fixture.s3.destroy();
  await s3.stop();
  rmSync(dataDir, { recursive: true });
});

test.each([
  ['POST', 'key', 'uploads'],
  ['PUT', 'key', 'partNumber=1&uploadId=x'],
  ['GET', undefined, 'uploads'],
  ['PUT', 'key', 'tagging'],
  ['GET', 'key', 'acl'],
  ['PUT', undefined, 'versioning'],
  ['GET', undefined, 'versions'],
  ['GET', 'key', 'versionId=null'],
  ['DELETE', 'key', 'versionId=null'],
  ['PUT', undefined, 'policy'],
  ['PUT', undefined, 'lifecycle'],
  ['GET', undefined, 'ownershipControls'],
  ['GET', undefined, 'publicAccessBlock'],
  ['GET', 'key', 'attributes'],
  ['POST', 'key', 'select&select-type=2'],
  ['PUT', 'key', 'retention'],
])('%s %s ?%s', async (method, key, query) => {
  const response = await fixture.signed({ method, query, ...(key && { key }) });
  expect(statusAndCode(response)).toBe('501 NotImplemented');
  expect(response.body.toString()).toContain(query.split(/[=&]/)[0]);
});

test('a form posted to the bucket', async () => {
  const response = await fixture.signed({ method: 'POST', body: 'key=value' });
  expect(statusAndCode(response)).toBe('501 NotImplemented');
  expect(response.body.toString()).toContain('POST policy');
});

test.each([
  ['x-amz-acl', 'public-read'],
  ['x-amz-tagging', 'a=b'],
  ['x-amz-server-side-encryption', 'aws:kms'],
  ['x-amz-storage-class', 'GLACIER'],
  ['x-amz-object-lock-mode', 'COMPLIANCE'],
  ['x-amz-website-redirect-location', '/elsewhere'],
  ['x-amz-checksum-xxhash64', 'AAAAAAAAAAA='],
  ['x-amz-checksum-type', 'COMPOSITE'],
  ['x-amz-copy-source-range', 'bytes=0-1'],
  ['x-amz-rename-source', 'other'],
  ['x-amz-metadata', 'no-name'],
  ['x-amz-foo-bar', '1'],
  ['if-none-match', '"etag"'],
  ['if-match', '*'],
])('a PUT with %s: %s', async (name, value) => {
  const headers = { [name]: value };
  const response = await fixture.signed({ method: 'PUT', key: 'with-header', body: 'x', headers });
  expect(statusAndCode(response)).toBe('501 NotImplemented');
  expect(response.body.toString().toLowerCase()).toContain(name);
  await expectAbsent(fixture, 'with-header');
});

test('an unknown header in the query of a presigned URL', async () => {
  await put(fixture, 'plain', 'plain');
  const response = await fixture.presigned({ key: 'plain', query: 'X-Amz-Foo-Bar=1' });
  expect(statusAndCode(response)).toBe('501 NotImplemented');
});

describe.each(['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner'])(
  '%s',
  (name) => {
    test.each([
      ['000000000000', '200 undefined'],
      ['999999999999', '403 AccessDenied'],
      ['', '400 InvalidBucketOwnerAWSAccountID'],
      ['somebody', '400 InvalidBucketOwnerAWSAccountID'],
    ])('"%s": %s', async (value, expected) => {
      await put(fixture, 'plain', 'plain');
      const headers = { [name]: value, 'x-amz-copy-source': `${fixture.bucket}/plain` };
      const response = await fixture.signed({ method: 'PUT', key: 'copied', headers });
      expect(statusAndCode(response)).toBe(expected);
    });
  },
);

test('a parameter unknown to S3 is ignored', async () => {
  await put(fixture, 'plain', 'plain');
  expect((await fixture.signed({ key: 'plain', query: 'colour=blue' })).status).toBe(200);
});
