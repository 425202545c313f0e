// The S3 adapter on a real engine, and on a network that fails it.
import { randomUUID } from 'node:crypto';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { env } from '@/lib/server/env';
import { UnavailableError } from '@/lib/server/profile/errors';
import { s3Client } from './clients';
import {
  type FaultyNetwork,
  faultyNetwork,
  knowNodesErrors,
  s3Error,
} from './fakes/faulty-network';
import { s3ImageStorage } from './s3-image-storage';

const { region, awsTimeout: timeout, s3Endpoint = '', bucket } = env();
let network: FaultyNetwork;
let client: ReturnType<typeof s3Client>;
let storage: ReturnType<typeof s3ImageStorage>;

knowNodesErrors();

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

test('what is written is read, with its type, and its cache life is private and long', async () => {
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

test('a read goes no further than one byte past what it may take', async () => {
  const key = newKey();
  await storage.write(key, bytes, 'image/png');
  expect((await storage.read(key, 10))?.bytes).toHaveLength(10);
  expect((await storage.read(key, 9))?.bytes).toHaveLength(10);
  expect((await storage.read(key, 4))?.bytes).toHaveLength(5);
});

test('what is not there is null', async () => {
  expect(await storage.read(newKey(), 10)).toBeNull();
});

test('an empty object is there, and empty', async () => {
  const key = newKey();
  await storage.write(key, new Uint8Array(), 'image/png');
  expect((await storage.read(key, 10))?.bytes).toHaveLength(0);
});

test('a bucket that is not there is a fault, and no missing object', async () => {
  const nowhere = s3ImageStorage(client, 'no-such-bucket-anywhere');
  await expect(nowhere.read(newKey(), 10)).rejects.toMatchObject({ name: 'NoSuchBucket' });
});

test('what is deleted is gone; what was not there counts as deleted; nothing costs no request', async () => {
  const [one, other] = [newKey(), newKey()];
  await storage.write(one, bytes, 'image/png');
  await storage.delete([one, other]);
  expect(await storage.read(one, 10)).toBeNull();
  await storage.delete([one]);
  network.fail(() => undefined);
  await storage.delete([]);
  expect(network.calls).toEqual([]);
});

test('objects that S3 did not delete are "not now", though it answered 200', async () => {
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
  ])('meets %d %s once: tried again, and through', async (status, code) => {
    network.fail((nth) => (nth < 1 ? s3Error(status, code) : undefined));
    await call();
    expect(network.calls).toHaveLength(2);
  });

  test('meets a failure for good: "not now", after a few tries', async () => {
    network.fail(() => s3Error(500, 'InternalError'));
    await expect(call()).rejects.toThrow(UnavailableError);
    expect(network.calls.length).toBeLessThanOrEqual(4);
  });

  test('is cut off once: tried again, and through', async () => {
    network.fail((nth) => (nth < 1 ? 'reset' : undefined));
    await call();
    expect(network.calls).toHaveLength(2);
  });

  test('is cut off after it took effect: tried again, and through', async () => {
    network.fail((nth) => (nth < 1 ? 'reset after' : undefined));
    await call();
    expect(network.calls).toHaveLength(2);
  });

  test('without the right to: a fault of ours, and not "not now"', async () => {
    network.fail(() => s3Error(403, 'AccessDenied'));
    await expect(call()).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(network.calls).toHaveLength(1);
  });
});
