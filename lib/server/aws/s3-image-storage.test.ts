// The S3 adapter on a real engine and on a faulty network.
import { createHash, randomUUID } from 'node:crypto';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { env } from '@/lib/server/env';
import { ServiceRefusalError, UnavailableError } from '@/lib/server/shared/errors';
import {
  type FaultyNetwork,
  faultyNetwork,
  flip,
  flipped,
  recognizeNodeErrors,
  s3Error,
} from '@/test/aws/faulty-network';
import { s3Client } from './clients';
import { s3ImageStorage } from './s3-image-storage';

const { region, awsTimeout: timeout, s3Endpoint = '', bucket } = env();
let network: FaultyNetwork;
let client: ReturnType<typeof s3Client>;
let storage: ReturnType<typeof s3ImageStorage>;

recognizeNodeErrors();

beforeAll(async () => {
  network = await faultyNetwork(s3Endpoint);
});

beforeEach(() => {
  client = s3Client({ region, timeout, endpoint: network.url });
  storage = s3ImageStorage(client, bucket);
  network.fail(() => undefined);
});

afterEach(() => client.destroy());
afterAll(() => network.close());

const newKey = () => `profiles/storage-${randomUUID()}/ñandú (1)+&.png`;
const bytes = Buffer.from('0123456789');

test('reads what was written, with its type and a long private cache lifetime', async () => {
  const key = newKey();
  await storage.write(key, bytes, 'image/png');
  const object = await storage.read(key, 100);
  expect(Buffer.from(object?.bytes ?? [])).toEqual(bytes);
  expect(object?.contentType).toBe('image/png');
  const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  expect(head).toMatchObject({
    CacheControl: 'private, max-age=31536000, immutable',
    ContentType: 'image/png',
    ContentLength: 10,
  });
});

test('a read stops one byte after the limit', async () => {
  const key = newKey();
  await storage.write(key, bytes, 'image/png');
  expect((await storage.read(key, 10))?.bytes).toHaveLength(10);
  expect((await storage.read(key, 9))?.bytes).toHaveLength(10);
  expect((await storage.read(key, 4))?.bytes).toHaveLength(5);
});

test('a missing object is null', async () => {
  expect(await storage.read(newKey(), 10)).toBeNull();
});

test('an empty object is read as empty', async () => {
  const key = newKey();
  await storage.write(key, new Uint8Array(), 'image/png');
  expect((await storage.read(key, 10))?.bytes).toHaveLength(0);
});

test('a missing bucket is ServiceRefusalError, not a missing object', async () => {
  const nowhere = s3ImageStorage(client, 'no-such-bucket-anywhere');
  const failure = nowhere.read(newKey(), 10);
  await expect(failure).rejects.toThrow(ServiceRefusalError);
  await expect(failure).rejects.toMatchObject({ cause: { name: 'NoSuchBucket' } });
});

describe('a copy', () => {
  const sha256 = createHash('sha256').update(bytes).digest('base64');
  /** Uploads as a browser does, with a checksum that S3 checks. */
  async function upload(key: string): Promise<void> {
    const object = { Bucket: bucket, Key: key, Body: bytes, ContentType: 'image/webp' };
    await client.send(new PutObjectCommand({ ...object, ChecksumSHA256: sha256 }));
  }

  test('has the bytes, the type that is given, and the cache lifetime of a write', async () => {
    const [from, to] = [newKey(), newKey()];
    await upload(from);
    const described = await storage.describe(from);
    expect(described).toMatchObject({ size: 10, contentType: 'image/webp', sha256 });
    expect(await storage.copy(from, described?.etag ?? '', to, 'image/jpeg')).toBe(true);
    expect(Buffer.from((await storage.read(to, 100))?.bytes ?? [])).toEqual(bytes);
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: to }));
    expect(head).toMatchObject({
      CacheControl: 'private, max-age=31536000, immutable',
      ContentType: 'image/jpeg',
      ContentLength: 10,
    });
  });

  test('is not made of an object that has changed or is gone', async () => {
    const [from, to] = [newKey(), newKey()];
    await upload(from);
    const { etag = '' } = (await storage.describe(from)) ?? {};
    await storage.write(from, Buffer.from('changed'), 'image/png');
    expect(await storage.copy(from, etag, to, 'image/jpeg')).toBe(false);
    await storage.delete([from]);
    expect(await storage.copy(from, etag, to, 'image/jpeg')).toBe(false);
    expect(await storage.has(to)).toBe(false);
    expect(await storage.describe(from)).toBeNull();
  });

  test('fails with UnavailableError if S3 cannot answer', async () => {
    network.fail(() => s3Error(503, 'SlowDown'));
    await expect(storage.describe(newKey())).rejects.toThrow(UnavailableError);
    await expect(storage.copy(newKey(), '"x"', newKey(), 'image/jpeg')).rejects.toThrow(
      UnavailableError,
    );
  });
});

describe('an object damaged in transit to us', () => {
  test.each([0, 4, 9])(
    'in byte %i: UnavailableError; once it arrives intact, it is read',
    async (place) => {
      const key = newKey();
      await storage.write(key, bytes, 'image/png');
      network.fail(() => flipped(place));
      await expect(storage.read(key, 100)).rejects.toThrow(UnavailableError);
      network.fail(() => undefined);
      expect(Buffer.from((await storage.read(key, 100))?.bytes ?? [])).toEqual(bytes);
    },
  );

  const ofKms = {
    etag: '"00000000000000000000000000000000"',
    'x-amz-server-side-encryption': 'aws:kms',
  };
  const sums = [
    // The CRCs of `123456789`, from RFC 3720, appendix B.4, and the check values of the CRC catalogue.
    ['crc32', 'y/Q5Jg=='],
    ['crc32c', '4waSgw=='],
    ['crc64nvme', 'rosUhgp5mIg='],
    ['sha256', 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU='],
  ];

  test.each(sums)(
    'with KMS encryption, where the ETag is no MD5, is detected by its %s',
    async (name, sum) => {
      const headers = { ...ofKms, [`x-amz-checksum-${name}`]: sum ?? '' };
      network.fail(() => ({ status: 200, body: '123456789', headers }));
      expect((await storage.read(newKey(), 100))?.bytes).toHaveLength(9);
      network.fail(() => ({ status: 200, body: '123456788', headers }));
      await expect(storage.read(newKey(), 100)).rejects.toThrow(UnavailableError);
    },
  );

  test.each([
    ['by a key of KMS', ofKms],
    ['in parts', { etag: '"00000000000000000000000000000000-2"' }],
    ['by no MD5', { etag: '"of another kind"' }],
  ])('an ETag %s is not compared as an MD5', async (_how, headers) => {
    network.fail(() => ({ status: 200, body: '0123456789', headers }));
    expect((await storage.read(newKey(), 100))?.bytes).toHaveLength(10);
  });

  test('truncated: UnavailableError', async () => {
    const headers = { 'content-length': '20', connection: 'close' };
    network.fail(() => ({ status: 200, body: '0123456789', headers }));
    await expect(storage.read(newKey(), 100)).rejects.toThrow(UnavailableError);
  });
});

test('an object damaged in transit to S3 is not stored', async () => {
  const key = newKey();
  network.fail(() => ({ alterRequest: (sent) => flip(sent, 3) }));
  await expect(storage.write(key, bytes, 'image/png')).rejects.toThrow(UnavailableError);
  network.fail(() => undefined);
  expect(await storage.has(key)).toBe(false);
});

test('deletes objects; missing ones count as deleted; an empty list costs no request', async () => {
  const [one, other] = [newKey(), newKey()];
  await storage.write(one, bytes, 'image/png');
  await storage.delete([one, other]);
  expect(await storage.read(one, 10)).toBeNull();
  await storage.delete([one]);
  network.fail(() => undefined);
  await storage.delete([]);
  expect(network.calls).toEqual([]);
});

test('objects that S3 did not delete are UnavailableError, although it answered 200', async () => {
  const body =
    '<?xml version="1.0"?><DeleteResult><Error><Key>k</Key><Code>InternalError</Code><Message>m</Message></Error></DeleteResult>';
  network.fail(() => ({ status: 200, body, headers: { 'content-type': 'application/xml' } }));
  await expect(storage.delete([newKey()])).rejects.toThrow(UnavailableError);
});

const calls = [
  ['read', () => storage.read(newKey(), 10)],
  ['write', () => storage.write(newKey(), bytes, 'image/png')],
  ['delete', () => storage.delete([newKey()])],
] as const;

describe.each(calls)('%s', (_name, call) => {
  test.each([
    [503, 'SlowDown'],
    [500, 'InternalError'],
    [503, 'ServiceUnavailable'],
  ])('gets %d %s once: retried, and succeeds', async (status, code) => {
    network.fail((nth) => (nth < 1 ? s3Error(status, code) : undefined));
    await call();
    expect(network.calls).toHaveLength(2);
  });

  test('fails permanently: UnavailableError after a few tries', async () => {
    network.fail(() => s3Error(500, 'InternalError'));
    await expect(call()).rejects.toThrow(UnavailableError);
    expect(network.calls.length).toBeLessThanOrEqual(4);
  });

  test('loses its connection once: retried, and succeeds', async () => {
    network.fail((nth) => (nth < 1 ? 'reset' : undefined));
    await call();
    expect(network.calls).toHaveLength(2);
  });

  test('loses its connection after it took effect: retried, and succeeds', async () => {
    network.fail((nth) => (nth < 1 ? 'reset after' : undefined));
    await call();
    expect(network.calls).toHaveLength(2);
  });

  test('without permission: ServiceRefusalError after one try', async () => {
    network.fail(() => s3Error(403, 'AccessDenied'));
    const failure = call();
    await expect(failure).rejects.toThrow(ServiceRefusalError);
    await expect(failure).rejects.toMatchObject({ cause: { name: 'AccessDenied' } });
    expect(network.calls).toHaveLength(1);
  });
});

test('a listing continues after any key, in order, whatever is written in the meantime', async () => {
  const folder = `profiles/storage-${randomUUID()}`;
  const keys = ['a b.png', 'a&<.png', 'b+%.png', 'ñ.png', '\u{1f600}.png'].map(
    (name) => `${folder}/${name}`,
  );
  for (const key of keys) await storage.write(key, bytes, 'image/png');
  const all = await storage.list(`${folder}/`, null);
  expect(all.items.map(({ key }) => key)).toEqual(keys);
  expect(all.next).toBeNull();
  await storage.delete(keys.slice(0, 1));
  const rest = await storage.list(`${folder}/`, keys[1] ?? null);
  expect(rest.items.map(({ key }) => key)).toEqual(keys.slice(2));
});

test('the first of two pages ends with the key after which the second begins', async () => {
  const folder = `profiles/storage-${randomUUID()}/`;
  const pages = [
    `<IsTruncated>true</IsTruncated><Contents><Key>${folder}a</Key></Contents><Contents><Key>${folder}b</Key></Contents>`,
    `<IsTruncated>false</IsTruncated><Contents><Key>${folder}c</Key></Contents>`,
  ];
  network.fail((nth) => ({
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<ListBucketResult>${pages[nth]}</ListBucketResult>`,
  }));
  const first = await storage.list(folder, null);
  expect(first.next).toBe(`${folder}b`);
  const second = await storage.list(folder, first.next);
  expect(second).toMatchObject({ items: [{ key: `${folder}c` }], next: null });
});

test('an object overwritten since it was listed is not deleted', async () => {
  const folder = `profiles/storage-${randomUUID()}/`;
  const [same, changed] = [`${folder}a.png`, `${folder}b.png`];
  for (const key of [same, changed]) await storage.write(key, bytes, 'image/png');
  const { items } = await storage.list(folder, null);
  await storage.write(changed, Buffer.from('another'), 'image/png');
  expect(await storage.deleteUnchanged(items)).toEqual([same]);
  expect((await storage.list(folder, null)).items.map(({ key }) => key)).toEqual([changed]);
  expect(await storage.deleteUnchanged([])).toEqual([]);
});
