// Reads the body of a request and verifies its length, hashes and checksum.
import { createHash } from 'node:crypto';
import { isChecksumValue, startChecksum } from './checksums.ts';
import { decodeChunked } from './chunked-body.ts';
import { S3Error } from './errors.ts';
import {
  type Checksum,
  type DeclaredBody,
  invalidChecksum,
  readDeclaredBody,
} from './integrity.ts';
import type { Payload } from './payload.ts';
import type { S3Request } from './request.ts';

/** The maximum body of a request other than an upload: DeleteObjects with 1,000 long keys. */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** A body that matches everything the request declares about it. */
interface Received {
  size: number;
  /** Lower-case hexadecimal. */
  md5: string;
  checksum: Checksum | undefined;
}

/**
 * Reads the body of an upload.
 *
 * @param write receives each piece; the caller must discard all pieces if this function throws
 * @throws S3Error IncompleteBody, BadDigest, XAmzContentSHA256Mismatch, SignatureDoesNotMatch and the like
 */
export async function receiveBody(
  request: S3Request,
  payload: Payload,
  write: (piece: Buffer) => Promise<unknown>,
): Promise<Received> {
  const declared = readDeclaredBody(request, payload);
  if (declared.length === undefined) throw new S3Error('MissingContentLength');
  return receive(request, payload, declared, write);
}

/** Reads the body of any other request into memory; empty if there is none. */
export async function receiveDocument(request: S3Request, payload: Payload): Promise<Buffer> {
  const declared = readDeclaredBody(request, payload);
  const pieces: Buffer[] = [];
  let size = 0;
  await receive(request, payload, declared, async (piece) => {
    size += piece.length;
    if (size > MAX_DOCUMENT_BYTES) throw new S3Error('MaxMessageLengthExceeded');
    pieces.push(piece);
  });
  return Buffer.concat(pieces);
}

async function receive(
  request: S3Request,
  payload: Payload,
  declared: DeclaredBody,
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
  const checksum = declared.checksum && startChecksum(declared.checksum.algorithm);
  let size = 0;
  for await (const piece of data) {
    size += piece.length;
    if (size > (declared.length ?? size)) throw new S3Error('IncompleteBody');
    md5.update(piece);
    sha256?.update(piece);
    checksum?.update(piece);
    await write(piece);
  }
  if (size < (declared.length ?? 0)) throw new S3Error('IncompleteBody');
  if (payload.kind === 'hashed') checkSha256(payload.sha256, sha256?.digest('hex') ?? '');
  const md5Bytes = md5.digest();
  if (declared.md5 !== undefined && md5Bytes.toString('base64') !== declared.md5) {
    throw new S3Error('BadDigest', undefined, {
      ExpectedDigest: declared.md5,
      CalculatedDigest: md5Bytes.toString('base64'),
    });
  }
  return {
    size,
    md5: md5Bytes.toString('hex'),
    checksum: declared.checksum && {
      algorithm: declared.checksum.algorithm,
      value: checkChecksum(declared.checksum, checksum?.digest() ?? '', trailers),
    },
  };
}

function checkSha256(declared: string, computed: string): void {
  if (declared === computed) return;
  throw new S3Error('XAmzContentSHA256Mismatch', undefined, {
    ClientComputedContentSHA256: declared,
    S3ComputedContentSHA256: computed,
  });
}

function checkChecksum(
  { algorithm, value }: NonNullable<DeclaredBody['checksum']>,
  computed: string,
  trailers: Map<string, string> | undefined,
): string {
  const declared = value ?? trailers?.get(`x-amz-checksum-${algorithm}`);
  if (declared === undefined) throw new S3Error('MalformedTrailerError');
  if (!isChecksumValue(algorithm, declared)) throw invalidChecksum(algorithm);
  if (declared !== computed) {
    throw new S3Error(
      'BadDigest',
      `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
    );
  }
  return computed;
}
