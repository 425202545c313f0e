// How the body of a request is authenticated, from `x-amz-content-sha256`.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
import { notImplemented, S3Error } from './errors.ts';
import type { ChunkSigner } from './sigv4.ts';

export type Payload =
  | { kind: 'unsigned' }
  | { kind: 'hashed'; sha256: string }
  /** aws-chunked encoding. `signer` verifies signed chunks; `trailer` allows trailing headers. */
  | { kind: 'chunked'; signer: ChunkSigner | undefined; trailer: boolean };

/** @param value the value of `x-amz-content-sha256` */
export function readPayload(value: string, signer: ChunkSigner): Payload {
  switch (value) {
    case 'UNSIGNED-PAYLOAD':
      return { kind: 'unsigned' };
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return { kind: 'chunked', signer: undefined, trailer: true };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return { kind: 'chunked', signer, trailer: false };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return { kind: 'chunked', signer, trailer: true };
    default:
  }
  if (value.startsWith('STREAMING-AWS4-ECDSA')) throw notImplemented(value);
  if (!/^[0-9a-f]{64}$/i.test(value)) {
    throw new S3Error(
      'InvalidArgument',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, or a valid sha256 value.',
    );
  }
  return { kind: 'hashed', sha256: value.toLowerCase() };
}
