// Buckets and lists of objects.
import assert from 'node:assert/strict';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
} from '@aws-sdk/client-s3';
import { assertFields, type Cases, type Fixture, put, statusAndCode } from './fixture.ts';
import { sendRaw } from './raw-http.ts';
import { signByHeader } from './signing.ts';

/** Keys in UTF-8 byte order. In UTF-16 order the last two would be swapped. */
const ORDERED = [
  'list/A',
  'list/a',
  'list/b/1',
  'list/b/2',
  'list/c d',
  'list/ñ',
  'list/\uffee',
  'list/😀',
];

async function list(fixture: Fixture, options: Partial<ListObjectsV2CommandInput> = {}) {
  if ((await fixture.signed({ method: 'HEAD', key: 'list/A' })).status === 404) {
    for (const key of [...ORDERED].reverse()) await put(fixture, key);
  }
  const input = { Bucket: fixture.bucket, Prefix: 'list/', ...options };
  const page = await fixture.s3.send(new ListObjectsV2Command(input));
  return {
    page,
    keys: page.Contents?.map(({ Key }) => Key) ?? [],
    prefixes: page.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [],
  };
}

async function pages(fixture: Fixture, options: Partial<ListObjectsV2CommandInput>) {
  const seen: (string | undefined)[][] = [];
  let token: string | undefined;
  do {
    const { page, keys, prefixes } = await list(fixture, { ...options, ContinuationToken: token });
    assert.equal(page.KeyCount, keys.length + prefixes.length);
    assert.equal(page.IsTruncated, page.NextContinuationToken !== undefined);
    seen.push([...keys, ...prefixes]);
    token = page.NextContinuationToken;
  } while (token !== undefined && seen.length < 20);
  return seen;
}

function refusedName(name: string): Cases[string] {
  return async (fixture) => {
    const response = await fixture.signed({ method: 'PUT', path: `/${name}` });
    assert.equal(statusAndCode(response), '400 InvalidBucketName');
  };
}

async function refusedList(fixture: Fixture, query: string): Promise<void> {
  const response = await fixture.signed({ query: `list-type=2&${query}` });
  assert.deepEqual([query, statusAndCode(response)], [query, '400 InvalidArgument']);
}

export const bucketCases: Cases = {
  'list: keys in UTF-8 byte order': async (fixture) => {
    const { keys, page } = await list(fixture);
    assert.deepEqual(keys, ORDERED);
    assertFields(page, {
      IsTruncated: false,
      KeyCount: 8,
      MaxKeys: 1000,
      Name: fixture.bucket,
    });
    assertFields(page.Contents?.[0], { Size: 5, StorageClass: 'STANDARD' });
    assert.match(page.Contents?.[0]?.ETag ?? '', /^"[0-9a-f]{32}"$/);
    assert.equal(page.Contents?.[0]?.Owner, undefined);
  },
  'list: owners when requested': async (fixture) => {
    const { page } = await list(fixture, { FetchOwner: true });
    assert.ok(page.Contents?.[0]?.Owner?.ID);
  },
  'list: a delimiter groups keys': async (fixture) => {
    const { keys, prefixes } = await list(fixture, { Delimiter: '/' });
    assert.deepEqual(
      keys,
      ORDERED.filter((key) => !key.startsWith('list/b/')),
    );
    assert.deepEqual(prefixes, ['list/b/']);
  },
  'list: page by page': async (fixture) => {
    const all = await pages(fixture, { MaxKeys: 3 });
    assert.deepEqual(
      all.map((page) => page.length),
      [3, 3, 2],
    );
    assert.deepEqual(all.flat(), ORDERED);
  },
  'list: page by page with a delimiter': async (fixture) => {
    const all = await pages(fixture, { MaxKeys: 1, Delimiter: '/' });
    assert.equal(all.length, 7);
    assert.equal(all.flat().filter((entry) => entry === 'list/b/').length, 1);
  },
  'list: start-after': async (fixture) => {
    const { keys } = await list(fixture, { StartAfter: 'list/b/1' });
    assert.deepEqual(keys, ORDERED.slice(3));
  },
  'list: a prefix': async (fixture) => {
    assert.deepEqual((await list(fixture, { Prefix: 'list/c d' })).keys, ['list/c d']);
    assert.deepEqual((await list(fixture, { Prefix: 'list/nothing' })).keys, []);
  },
  'list: max-keys of zero': async (fixture) => {
    const { keys, page } = await list(fixture, { MaxKeys: 0 });
    assert.deepEqual([keys, page.IsTruncated], [[], false]);
  },
  'list: url encoding': async (fixture) => {
    const { keys, page } = await list(fixture, { EncodingType: 'url', Prefix: 'list/ñ' });
    assert.deepEqual(
      [keys, page.Prefix, page.EncodingType],
      [['list/%C3%B1'], 'list/%C3%B1', 'url'],
    );
  },
  'list: invalid parameters': async (fixture) => {
    await refusedList(fixture, 'max-keys=many');
    await refusedList(fixture, 'max-keys=-1');
    await refusedList(fixture, 'encoding-type=base64');
    await refusedList(fixture, 'continuation-token=nonsense');
  },
  'list: version 1, with markers': async (fixture) => {
    await list(fixture);
    const where = { Bucket: fixture.bucket, Prefix: 'list/', Delimiter: '/', MaxKeys: 3 };
    const first = await fixture.s3.send(new ListObjectsCommand(where));
    const next = { ...where, Marker: first.NextMarker, MaxKeys: 100 };
    const second = await fixture.s3.send(new ListObjectsCommand(next));
    const keys = [first, second].flatMap((page) => page.Contents?.map(({ Key }) => Key) ?? []);
    assert.deepEqual(
      keys,
      ORDERED.filter((key) => !key.startsWith('list/b/')),
    );
    assert.deepEqual(first.CommonPrefixes, [{ Prefix: 'list/b/' }]);
    assert.deepEqual(second.CommonPrefixes ?? [], []);
  },
  'an existing bucket and a missing one': async (fixture) => {
    await fixture.s3.send(new HeadBucketCommand({ Bucket: fixture.bucket }));
    const head = await fixture.signed({ method: 'HEAD', path: '/no-such-bucket-here' });
    assert.deepEqual([head.status, head.body.length], [404, 0]);
    const listing = await fixture.signed({ path: '/no-such-bucket-here', query: 'list-type=2' });
    assert.equal(statusAndCode(listing), '404 NoSuchBucket');
    const gone = await fixture.signed({ method: 'DELETE', path: '/no-such-bucket-here' });
    assert.equal(statusAndCode(gone), '404 NoSuchBucket');
  },
  'a bucket is created, listed and deleted': async (fixture) => {
    const Bucket = `${fixture.bucket}-2`;
    await fixture.s3.send(new CreateBucketCommand({ Bucket }));
    const { Buckets } = await fixture.s3.send(new ListBucketsCommand({}));
    const names = Buckets?.map(({ Name }) => Name);
    assert.ok(names?.includes(Bucket) && names.includes(fixture.bucket));
    await fixture.s3.send(new DeleteBucketCommand({ Bucket }));
    assert.equal((await fixture.signed({ method: 'HEAD', path: `/${Bucket}` })).status, 404);
  },
  'an existing bucket is not created again': async (fixture) => {
    const response = await fixture.signed({ method: 'PUT' });
    assert.equal(statusAndCode(response), '409 BucketAlreadyOwnedByYou');
  },
  'a bucket that is not empty is not deleted': async (fixture) => {
    await put(fixture, 'kept');
    const response = await fixture.signed({ method: 'DELETE' });
    assert.equal(statusAndCode(response), '409 BucketNotEmpty');
    assert.equal((await fixture.signed({ key: 'kept' })).status, 200);
  },
  'bucket location': async (fixture) => {
    const where = await fixture.s3.send(new GetBucketLocationCommand({ Bucket: fixture.bucket }));
    assert.equal(where.LocationConstraint ?? '', '');
  },
  'name: too short': refusedName('ab'),
  'name: too long': refusedName('b'.repeat(64)),
  'name: upper case': refusedName('Bucket-With-Capitals'),
  'name: an underscore': refusedName('under_score'),
  'name: an IP address': refusedName('192.168.5.4'),
  'name: two dots': refusedName('two..dots'),
  'virtual-hosted address': async (fixture) => {
    await put(fixture, 'by host/ñ', 'virtual');
    const host = `${fixture.bucket}.localhost:${new URL(fixture.target.endpoint).port}`;
    const unsigned = fixture.describe(
      { path: '/by%20host/%C3%B1', headers: { host } },
      'UNSIGNED-PAYLOAD',
    );
    unsigned.headers['x-amz-date'] = unsigned.timestamp;
    unsigned.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
    const headers = signByHeader(fixture.signer(), unsigned);
    const request = { method: 'GET', target: unsigned.path, headers };
    const got = await sendRaw(fixture.target.endpoint, request);
    assert.equal(got.body.toString(), 'virtual');
  },
};
