// Buckets and their listings.
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
import { type Bench, type Cases, put, refusal } from './bench.ts';
import { sendRaw } from './raw-http.ts';
import { signByHeader } from './signing.ts';

/** In the order of their UTF-8, which is not the order of UTF-16: the last two would change places. */
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

async function list(bench: Bench, options: Partial<ListObjectsV2CommandInput> = {}) {
  if ((await bench.signed({ method: 'HEAD', key: 'list/A' })).status === 404) {
    for (const key of [...ORDERED].reverse()) await put(bench, key);
  }
  const input = { Bucket: bench.bucket, Prefix: 'list/', ...options };
  const page = await bench.s3.send(new ListObjectsV2Command(input));
  return {
    page,
    keys: page.Contents?.map(({ Key }) => Key) ?? [],
    prefixes: page.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [],
  };
}

async function pages(bench: Bench, options: Partial<ListObjectsV2CommandInput>) {
  const seen: (string | undefined)[][] = [];
  let token: string | undefined;
  do {
    const { page, keys, prefixes } = await list(bench, { ...options, ContinuationToken: token });
    expect(page.KeyCount).toBe(keys.length + prefixes.length);
    expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
    seen.push([...keys, ...prefixes]);
    token = page.NextContinuationToken;
  } while (token !== undefined && seen.length < 20);
  return seen;
}

function refusedName(name: string): Cases[string] {
  return async (bench) => {
    const response = await bench.signed({ method: 'PUT', path: `/${name}` });
    expect(refusal(response)).toBe('400 InvalidBucketName');
  };
}

async function refusedList(bench: Bench, query: string): Promise<void> {
  const response = await bench.signed({ query: `list-type=2&${query}` });
  expect([query, refusal(response)]).toEqual([query, '400 InvalidArgument']);
}

export const bucketCases: Cases = {
  'list: in the order of bytes': async (bench) => {
    const { keys, page } = await list(bench);
    expect(keys).toEqual(ORDERED);
    expect(page).toMatchObject({
      IsTruncated: false,
      KeyCount: 8,
      MaxKeys: 1000,
      Name: bench.bucket,
    });
    expect(page.Contents?.[0]).toMatchObject({ Size: 5, StorageClass: 'STANDARD' });
    expect(page.Contents?.[0]?.ETag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(page.Contents?.[0]?.Owner).toBeUndefined();
  },
  'list: owners where they are asked for': async (bench) => {
    const { page } = await list(bench, { FetchOwner: true });
    expect(page.Contents?.[0]?.Owner?.ID).toBeTruthy();
  },
  'list: a delimiter rolls up': async (bench) => {
    const { keys, prefixes } = await list(bench, { Delimiter: '/' });
    expect(keys).toEqual(ORDERED.filter((key) => !key.startsWith('list/b/')));
    expect(prefixes).toEqual(['list/b/']);
  },
  'list: page by page': async (bench) => {
    const all = await pages(bench, { MaxKeys: 3 });
    expect(all.map((page) => page.length)).toEqual([3, 3, 2]);
    expect(all.flat()).toEqual(ORDERED);
  },
  'list: page by page with a delimiter': async (bench) => {
    const all = await pages(bench, { MaxKeys: 1, Delimiter: '/' });
    expect(all).toHaveLength(7);
    expect(all.flat().filter((entry) => entry === 'list/b/')).toHaveLength(1);
  },
  'list: start-after': async (bench) => {
    const { keys } = await list(bench, { StartAfter: 'list/b/1' });
    expect(keys).toEqual(ORDERED.slice(3));
  },
  'list: a prefix, whatever is in it': async (bench) => {
    expect((await list(bench, { Prefix: 'list/c d' })).keys).toEqual(['list/c d']);
    expect((await list(bench, { Prefix: 'list/nothing' })).keys).toEqual([]);
  },
  'list: no keys at all': async (bench) => {
    const { keys, page } = await list(bench, { MaxKeys: 0 });
    expect([keys, page.IsTruncated]).toEqual([[], false]);
  },
  'list: encoded as in URLs': async (bench) => {
    const { keys, page } = await list(bench, { EncodingType: 'url', Prefix: 'list/ñ' });
    expect([keys, page.Prefix, page.EncodingType]).toEqual([['list/%C3%B1'], 'list/%C3%B1', 'url']);
  },
  'list: bad parameters': async (bench) => {
    await refusedList(bench, 'max-keys=many');
    await refusedList(bench, 'max-keys=-1');
    await refusedList(bench, 'encoding-type=base64');
    await refusedList(bench, 'continuation-token=nonsense');
  },
  'list: the older way, by markers': async (bench) => {
    await list(bench);
    const where = { Bucket: bench.bucket, Prefix: 'list/', Delimiter: '/', MaxKeys: 3 };
    const first = await bench.s3.send(new ListObjectsCommand(where));
    const next = { ...where, Marker: first.NextMarker, MaxKeys: 100 };
    const second = await bench.s3.send(new ListObjectsCommand(next));
    const keys = [first, second].flatMap((page) => page.Contents?.map(({ Key }) => Key) ?? []);
    expect(keys).toEqual(ORDERED.filter((key) => !key.startsWith('list/b/')));
    expect(first.CommonPrefixes).toEqual([{ Prefix: 'list/b/' }]);
    expect(second.CommonPrefixes ?? []).toEqual([]);
  },
  'a bucket there, and one that is not': async (bench) => {
    await bench.s3.send(new HeadBucketCommand({ Bucket: bench.bucket }));
    const head = await bench.signed({ method: 'HEAD', path: '/no-such-bucket-here' });
    expect([head.status, head.body.length]).toEqual([404, 0]);
    const listing = await bench.signed({ path: '/no-such-bucket-here', query: 'list-type=2' });
    expect(refusal(listing)).toBe('404 NoSuchBucket');
    const gone = await bench.signed({ method: 'DELETE', path: '/no-such-bucket-here' });
    expect(refusal(gone)).toBe('404 NoSuchBucket');
  },
  'a bucket is made, listed and deleted': async (bench) => {
    const Bucket = `${bench.bucket}-2`;
    await bench.s3.send(new CreateBucketCommand({ Bucket }));
    const { Buckets } = await bench.s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(
      expect.arrayContaining([Bucket, bench.bucket]),
    );
    await bench.s3.send(new DeleteBucketCommand({ Bucket }));
    expect((await bench.signed({ method: 'HEAD', path: `/${Bucket}` })).status).toBe(404);
  },
  'a bucket of ours is not made again': async (bench) => {
    const response = await bench.signed({ method: 'PUT' });
    expect(refusal(response)).toBe('409 BucketAlreadyOwnedByYou');
  },
  'a bucket with something in it stays': async (bench) => {
    await put(bench, 'kept');
    const response = await bench.signed({ method: 'DELETE' });
    expect(refusal(response)).toBe('409 BucketNotEmpty');
    expect((await bench.signed({ key: 'kept' })).status).toBe(200);
  },
  'where a bucket is': async (bench) => {
    const where = await bench.s3.send(new GetBucketLocationCommand({ Bucket: bench.bucket }));
    expect(where.LocationConstraint ?? '').toBe('');
  },
  'name: too short': refusedName('ab'),
  'name: too long': refusedName('b'.repeat(64)),
  'name: upper case': refusedName('Bucket-With-Capitals'),
  'name: an underscore': refusedName('under_score'),
  'name: an address': refusedName('192.168.5.4'),
  'name: two dots': refusedName('two..dots'),
  'addressed by host': async (bench) => {
    await put(bench, 'by host/ñ', 'virtual');
    const host = `${bench.bucket}.localhost:${new URL(bench.target.endpoint).port}`;
    const unsigned = bench.describe(
      { path: '/by%20host/%C3%B1', headers: { host } },
      'UNSIGNED-PAYLOAD',
    );
    unsigned.headers['x-amz-date'] = unsigned.timestamp;
    unsigned.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
    const headers = signByHeader(bench.signer(), unsigned);
    const request = { method: 'GET', target: unsigned.path, headers };
    const got = await sendRaw(bench.target.endpoint, request);
    expect(got.body.toString()).toBe('virtual');
  },
};
