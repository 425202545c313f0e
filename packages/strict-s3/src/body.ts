// Takes in a request's body, and vouches for it: what arrived is what was promised, or nothing comes of it.
import { createHash } from 'node:crypto';
import { isChecksumValue, startChecksum } from './checksums.ts';
import { decodeChunked } from './chunked-body.ts';
import { S3Error } from './errors.ts';
import { type Checksum, invalidChecksum, type Promised, readPromises } from './integrity.ts';
import type { Payload } from './payload.ts';
import type { S3Request } from './request.ts';

/** The longest body of a request that is not an upload: DeleteObjects with a thousand long keys. */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

export interface Received {
  size: number;
  /** Lower-case hexadecimal. */
  md5: string;
  checksum: Checksum | undefined;
}

/**
 * @param write takes each piece; whoever gave it must throw all of it away if this function throws
 * @throws S3Error IncompleteBody, BadDigest, XAmzContentSHA256Mismatch, SignatureDoesNotMatch and the like
 */
export async function receiveBody(
  request: S3Request,
  payload: Payload,
  write: (piece: Buffer) => Promise<unknown>,
): Promise<Received> {
  const promised = readPromises(request, payload);
  if (promised.length === undefined) throw new S3Error('MissingContentLength');
  return receive(request, payload, promised, write);
}

/** The whole body of a request that is not an upload; empty without one. */
export async function receiveDocument(request: S3Request, payload: Payload): Promise<Buffer> {
  const promised = readPromises(request, payload);
  const pieces: Buffer[] = [];
  let size = 0;
  await receive(request, payload, promised, async (piece) => {
    size += piece.length;
    if (size > MAX_DOCUMENT_BYTES) throw new S3Error('MaxMessageLengthExceeded');
    pieces.push(piece);
  });
  return Buffer.concat(pieces);
}

async function receive(
  request: S3Request,
  payload: Payload,
  promised: Promised,
  write: (piece: Buffer) => Promise<unknown>,
): Promise<Received> {
  const trailers =
    payload.kind === 'chunked' && payload.trailer ? new Map<string, string>() : undefined;
  const data =
    payload.kind === 'chunked'
      ? decodeChunked(request.body, payload.signer, trailers)
      : request.body;
  const md5 = createHash('md5');
  const sha256 = payload.kind === 'hashed' ? createHash('sha256') : undefined;
  const checksum = promised.checksum && startChecksum(promised.checksum.algorithm);
  let size = 0;
  for await (const piece of data) {
    size += piece.length;
    if (size > (promised.length ?? size)) throw new S3Error('IncompleteBody');
    md5.update(piece);
    sha256?.update(piece);
    checksum?.update(piece);
    await write(piece);
  }
  if (size < (promised.length ?? 0)) throw new S3Error('IncompleteBody');
  if (payload.kind === 'hashed') checkSha256(payload.sha256, sha256?.digest('hex') ?? '');
  const md5Bytes = md5.digest();
  if (promised.md5 !== undefined && md5Bytes.toString('base64') !== promised.md5) {
    throw new S3Error('BadDigest', undefined, {
      ExpectedDigest: promised.md5,
      CalculatedDigest: md5Bytes.toString('base64'),
    });
  }
  return {
    size,
    md5: md5Bytes.toString('hex'),
    checksum: promised.checksum && {
      algorithm: promised.checksum.algorithm,
      value: checkChecksum(promised.checksum, checksum?.digest() ?? '', trailers),
    },
  };
}

function checkSha256(promised: string, computed: string): void {
  if (promised === computed) return;
  throw new S3Error('XAmzContentSHA256Mismatch', undefined, {
    ClientComputedContentSHA256: promised,
    S3ComputedContentSHA256: computed,
  });
}

function checkChecksum(
  { algorithm, value }: NonNullable<Promised['checksum']>,
  computed: string,
  trailers: Map<string, string> | undefined,
): string {
  const promised = value ?? trailers?.get(`x-amz-checksum-${algorithm}`);
  if (promised === undefined) throw new S3Error('MalformedTrailerError');
  if (!isChecksumValue(algorithm, promised)) throw invalidChecksum(algorithm);
  if (promised !== computed) {
    throw new S3Error(
      'BadDigest',
      `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
    );
  }
  return computed;
}
