// A bucket that a test may misconfigure, and a proxy in front of S3 that answers some requests itself. Both are removed after each test.
import {
  newBucket,
  type ProxiedRequest,
  type ProxyAnswer,
  startProxy,
  type TestBucket,
  type TestProxy,
} from './fixtures';

/** The S3 of the tests. */
export const S3_ENDPOINT = process.env.S3_ENDPOINT ?? '';

let bucket: TestBucket | undefined;
let proxy: TestProxy | undefined;

afterEach(async () => {
  await proxy?.stop();
  await bucket?.remove();
  proxy = undefined;
  bucket = undefined;
});

/** The variables for a bucket of the test's own. */
export async function withBucket(cors?: Parameters<typeof newBucket>[0]) {
  bucket = await newBucket(cors);
  return { S3_BUCKET: bucket.name };
}

/** The keys of the objects in the bucket. */
export function keysLeft(): Promise<string[]> | undefined {
  return bucket?.keys();
}

/** The variables for such a bucket behind a proxy. */
export async function behindFront(
  instead: (asked: ProxiedRequest) => ProxyAnswer | undefined,
  alter?: Parameters<typeof startProxy>[2],
) {
  const variables = await withBucket();
  proxy = await startProxy(S3_ENDPOINT, instead, alter);
  return { ...variables, S3_ENDPOINT: proxy.url };
}
