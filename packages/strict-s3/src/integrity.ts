// Reads what a request declares about its body: length, MD5, and a checksum in a header or trailer.
import { checksumAlgorithm, isAlgorithm, isChecksumValue, startChecksum } from './checksums.ts';
import { S3Error } from './errors.ts';
import type { Payload } from './payload.ts';
import { amzHeader, amzHeaders, type S3Request } from './request.ts';

const MAX_BODY_BYTES = 5 * 1024 ** 3;

export interface Checksum {
  /** In lower case, as in the header. */
  algorithm: string;
  /** Base64. */
  value: string;
}

export interface DeclaredBody {
  /** Bytes after decoding; undefined if the request has no length. */
  length: number | undefined;
  md5: string | undefined;
  checksum: { algorithm: string; value: string | undefined } | undefined;
}

/** @throws S3Error if a value is malformed, or names an algorithm that this server does not compute */
export function readDeclaredBody(request: S3Request, payload: Payload): DeclaredBody {
  const length = readLength(request, payload);
  const md5 = request.headers.get('content-md5');
  if (md5 !== undefined && !isChecksumValue('md5', md5)) throw new S3Error('InvalidDigest');
  return { length, md5, checksum: readChecksum(request, payload) };
}

function readLength(request: S3Request, payload: Payload): number | undefined {
  const chunked = payload.kind === 'chunked';
  const text = request.headers.get(chunked ? 'x-amz-decoded-content-length' : 'content-length');
  if (text === undefined) {
    if (chunked) throw new S3Error('MissingContentLength');
    return undefined;
  }
  if (!/^\d{1,15}$/.test(text)) throw new S3Error('InvalidArgument', `Invalid length: ${text}`);
  if (Number(text) > MAX_BODY_BYTES) {
    throw new S3Error('EntityTooLarge', undefined, {
      ProposedSize: text,
      MaxSizeAllowed: String(MAX_BODY_BYTES),
    });
  }
  return Number(text);
}

function readChecksum(request: S3Request, payload: Payload): DeclaredBody['checksum'] {
  const given = [...amzHeaders(request)].flatMap(([name, value]) => {
    const algorithm = checksumAlgorithm(name);
    return algorithm ? [{ algorithm, value: value as string | undefined }] : [];
  });
  const trailer = amzHeader(request, 'x-amz-trailer')?.trim().toLowerCase();
  if (trailer !== undefined) {
    const algorithm = checksumAlgorithm(trailer);
    if (!algorithm || payload.kind !== 'chunked' || !payload.trailer) {
      throw new S3Error(
        'InvalidRequest',
        'The value specified in the x-amz-trailer header is not supported',
      );
    }
    given.push({ algorithm, value: undefined });
  }
  if (given.length > 1) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const checksum = given[0];
  checkAnnounced(amzHeader(request, 'x-amz-sdk-checksum-algorithm'), checksum?.algorithm);
  if (!checksum) return undefined;
  // Throws for an unknown algorithm, so that no checksum is accepted without being verified.
  startChecksum(checksum.algorithm);
  if (checksum.value !== undefined && !isChecksumValue(checksum.algorithm, checksum.value)) {
    throw invalidChecksum(checksum.algorithm);
  }
  return checksum;
}

/** The checksum that an SDK announces must be present. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
function checkAnnounced(announced: string | undefined, given: string | undefined): void {
  if (announced === undefined) return;
  const name = 'x-amz-sdk-checksum-algorithm';
  if (!isAlgorithm(announced.toLowerCase())) {
    throw new S3Error('InvalidRequest', `Value for ${name} header is invalid.`);
  }
  if (given === undefined) {
    throw new S3Error(
      'InvalidRequest',
      `${name} specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.`,
    );
  }
  if (given !== announced.toLowerCase()) {
    throw new S3Error('BadDigest', `The checksum algorithm differs from the one in ${name}.`);
  }
}

/** The error for a checksum that is not valid base64 of the right length. */
export function invalidChecksum(algorithm: string): S3Error {
  return new S3Error('InvalidRequest', `Value for x-amz-checksum-${algorithm} header is invalid.`);
}
