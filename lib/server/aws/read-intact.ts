// Reads the bytes of an S3 object and verifies their integrity: no photo may be rejected because of a transmission error.
import { createHash } from 'node:crypto';
import { addAbortSignal, Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { deadlineSignal, inStep } from '@/lib/server/shared/deadline';
import { UnavailableError } from '@/lib/server/shared/errors';

/**
 * Reads the response to a GetObject with `ChecksumMode: 'ENABLED'`, whose checksum the SDK verifies while streaming. It also
 * verifies the ETag if it is the MD5 of the bytes, since servers other than AWS's may store no checksum.
 * @returns the bytes; of an object larger than `maxBytes`, the first `maxBytes + 1`, unverified
 * @throws UnavailableError if the bytes are not those that S3 stores
 */
export async function readIntact(
  object: GetObjectCommandOutput,
  maxBytes: number,
): Promise<Uint8Array> {
  let bytes: Buffer;
  try {
    const body = object.Body as AsyncIterable<Uint8Array> | undefined;
    bytes = await inStep('the body of an S3 object', () => readAtMost(body, maxBytes + 1));
  } catch (error) {
    throw new UnavailableError('An S3 object arrived corrupted or truncated', error);
  }
  const md5 = md5Of(object);
  if (bytes.length <= maxBytes && md5 !== undefined) {
    const actual = createHash('md5').update(bytes).digest('hex');
    if (actual !== md5) throw new UnavailableError('An S3 object arrived corrupted');
  }
  return bytes;
}

async function readAtMost(
  body: AsyncIterable<Uint8Array> | undefined,
  limit: number,
): Promise<Buffer> {
  const signal = deadlineSignal();
  if (signal && body instanceof Readable) addAbortSignal(signal, body);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit);
}

/**
 * Returns the MD5 from the ETag, in hex; undefined for multipart objects and those encrypted by a KMS or customer key.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html#AmazonS3-Type-Object-ETag
 */
function md5Of(object: GetObjectCommandOutput): string | undefined {
  const { ETag: etag = '', ServerSideEncryption: by, SSECustomerAlgorithm: customer } = object;
  const isPlain = (by === undefined || by === 'AES256') && customer === undefined;
  return isPlain ? /^"([0-9a-f]{32})"$/.exec(etag)?.[1] : undefined;
}
