// The `x-amz-*` headers that this server implements. It rejects all others, so that none is silently ignored.
import { checksumAlgorithm } from './checksums.ts';
import { notImplemented, S3Error } from './errors.ts';
import { ACCOUNT_ID } from './operations/owner.ts';
import { amzHeaders, type S3Request } from './request.ts';

const ANY_VALUE =
  `x-amz-algorithm x-amz-credential x-amz-date x-amz-expires x-amz-signature x-amz-signedheaders
  x-amz-content-sha256 x-amz-decoded-content-length x-amz-trailer x-amz-checksum-algorithm x-amz-sdk-checksum-algorithm
  x-amz-copy-source x-amz-copy-source-if-match x-amz-copy-source-if-none-match x-amz-copy-source-if-modified-since
  x-amz-copy-source-if-unmodified-since x-amz-metadata-directive
  x-amz-expected-bucket-owner x-amz-source-expected-bucket-owner x-amz-user-agent`.split(/\s+/);

/** Headers of which only some values are accepted: values that change nothing, or that are stored only. */
const SOME_VALUES = [
  ['x-amz-acl', ['private', 'bucket-owner-full-control']],
  ['x-amz-checksum-mode', ['ENABLED']],
  ['x-amz-object-ownership', ['BucketOwnerEnforced']],
  ['x-amz-request-payer', ['requester']],
  ['x-amz-storage-class', ['STANDARD', 'REDUCED_REDUNDANCY']],
  ['x-amz-tagging-directive', ['COPY']],
] as const;

/** Accepted values by header name; undefined means any value. */
const KNOWN = new Map<string, readonly string[] | undefined>([
  ...ANY_VALUE.map((name) => [name, undefined] as const),
  ...SOME_VALUES,
]);

/** @throws S3Error NotImplemented for an unknown header; AccessDenied if the request expects another bucket owner */
export function checkHeaders(request: S3Request): void {
  for (const [name, value] of amzHeaders(request)) {
    // Metadata may have any name. `integrity.ts` checks the algorithm of a checksum.
    if (name.startsWith('x-amz-meta-') || checksumAlgorithm(name)) continue;
    if (!KNOWN.has(name) || KNOWN.get(name)?.includes(value) === false) {
      throw notImplemented(`${name}: ${value}`);
    }
    if (name.endsWith('expected-bucket-owner')) checkOwner(value);
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html */
function checkOwner(expected: string): void {
  if (!/^\d{12}$/.test(expected)) throw new S3Error('InvalidBucketOwnerAWSAccountID');
  if (expected !== ACCOUNT_ID) throw new S3Error('AccessDenied');
}
