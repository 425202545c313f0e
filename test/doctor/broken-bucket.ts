// A bucket that a test may misconfigure, and a proxy in front of S3 that answers some requests itself. Both are removed after each test.
import {
  type Front,
  type FrontAnswer,
  type FrontRequest,
  newBucket,
  startFront,
  type TestBucket,
} from './fixtures';

/** The S3 of the tests. */
export const S3_ENDPOINT = process.env.S3_ENDPOINT ?? '';

let bucket: TestBucket | undefined;
let front: Front | undefined;

afterEach(async () => {
  await front?.stop();
  await bucket?.remove();
  front = undefined;
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
  instead: (asked: FrontRequest) => FrontAnswer | undefined,
  alter?: Parameters<typeof startFront>[2],
) {
  const variables = await withBucket();
  front = await startFront(S3_ENDPOINT, instead, alter);
  return { ...variables, S3_ENDPOINT: front.url };
}
