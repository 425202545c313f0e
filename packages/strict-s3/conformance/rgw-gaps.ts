// The cases in which Ceph RGW 16.2 differs from S3, and why. A listed case that passes fails the run, so the list stays
// correct.

const GAPS: { why: string; cases: string[] }[] = [
  {
    why: 'RGW rejects it too, with another error code or fewer details',
    cases: [
      'signature: a malformed Authorization header',
      'signature: a signature of version 2',
      'signature: no payload hash',
      'signature: the error includes the string to sign',
      'presigned: at most one week',
      'presigned: an expiry of zero',
      'presigned: a negative expiry',
      'presigned: an expiry that is not a number',
      'presigned: another algorithm',
      'presigned: no date',
      'presigned: no expiry',
      'presigned: no signature',
      'presigned: an invalid date',
      'presigned: GET: response overrides without a signature',
      'body: an invalid payload hash',
      'body: signed chunks, a signature changed',
      'body: a decoded length that does not match',
      'object: a key of 1024 bytes, but no longer',
      'condition: write: If-Match on a missing object',
      'delete: many: at most 1000 keys',
      'delete: many: malformed documents',
      'cors: preflight: another origin',
      'cors: preflight: an origin with the same prefix',
      'cors: preflight: another scheme',
      'cors: preflight: another method',
      'cors: preflight: another header',
      'cors: preflight: no rules',
      'cors: rules: an unsupported method',
      'cors: rules: two wildcards',
      'malformed: a stray percent sign',
      'malformed: a percent sign before a non-hexadecimal character',
      'malformed: a key that is not UTF-8',
    ],
  },
  {
    why: 'RGW accepts x-amz headers that are not signed',
    cases: [
      'signature: an x-amz header that was not signed',
      'presigned: PUT: an x-amz header that was not signed',
    ],
  },
  {
    why: 'RGW does not check the region and service of the credential scope',
    cases: ['signature: another region', 'signature: another service', 'presigned: another region'],
  },
  {
    why: 'RGW uses the header only when a request is signed in both places',
    cases: ['signature: signatures in both the header and the query'],
  },
  {
    why: 'RGW checks session tokens only if its STS is configured',
    cases: ['signature: an unknown session token', 'presigned: an unknown session token'],
  },
  {
    why: 'RGW accepts a presigned URL before its start time',
    cases: ['presigned: not yet valid'],
  },
  {
    why: 'RGW 16 has no flexible checksums, in headers, in the query or in trailers',
    cases: [
      'presigned: PUT: a body that does not match the signed checksum',
      'presigned: PUT: a body that does not match a checksum in the query',
      'body: a wrong crc32',
      'body: a wrong crc32c',
      'body: a wrong crc64nvme',
      'body: a wrong sha1',
      'body: a wrong sha256',
      'body: an invalid checksum',
      'body: two checksums',
      'body: an announced checksum that is missing',
      'body: an announced checksum of another algorithm',
      'body: an announced checksum of an unknown algorithm',
      'body: the checksum is returned when requested',
      'body: the SDK reads back the checksums it sent',
      'body: signed chunks and a signed trailer',
      'body: signed chunks and a trailer with a wrong signature',
      'body: unsigned chunks and a trailer',
      'body: unsigned chunks and a wrong trailer',
      'body: unsigned chunks without the announced trailer',
      'body: a stream sent by the SDK with CRC32',
      'body: a stream sent by the SDK with CRC32C',
      'body: a stream sent by the SDK with CRC64NVME',
      'body: a stream sent by the SDK with SHA1',
      'body: a stream sent by the SDK with SHA256',
    ],
  },
  {
    why: 'RGW stores aws-chunked as the content encoding of the object',
    cases: ['body: signed chunks', 'body: signed chunks with a second content encoding'],
  },
  {
    why: 'RGW requires at least one chunk with data',
    cases: ['body: signed chunks of an empty body'],
  },
  {
    why: 'RGW does not require the empty chunk that ends a signed stream',
    cases: ['body: signed chunks without the final empty chunk'],
  },
  { why: 'RGW has no minimum chunk size', cases: ['body: a short chunk in the middle'] },
  {
    why: 'RGW answers a truncated body with another error code',
    cases: ['body: a truncated body'],
  },
  {
    why: 'RGW ignores If-Range',
    cases: ['condition: read: If-Range'],
  },
  {
    why: 'RGW ignores If-Match on a delete',
    cases: ['condition: delete: If-Match'],
  },
  {
    why: 'RGW ignores conditions on the destination of a copy',
    cases: ['copy: If-None-Match on an existing destination'],
  },
  {
    why: 'RGW accepts a wildcard in ExposeHeader',
    cases: ['cors: rules: a wildcard in ExposeHeader'],
  },
  { why: 'RGW allows up to 64 KiB of metadata', cases: ['object: too much metadata'] },
  {
    why: 'RGW returns the first of two ranges',
    cases: ['object: range: several ranges are ignored'],
  },
  {
    why: 'RGW sends no ETag with a 304',
    cases: [
      'condition: read: If-None-Match fails',
      'condition: read: not modified since',
      'condition: read: If-None-Match takes precedence over the date',
    ],
  },
  {
    why: 'RGW compares the If-Match of a PUT including its quotes, so it never matches',
    cases: ['condition: write: If-Match holds'],
  },
  {
    why: 'RGW ignores conditions on the source of a copy',
    cases: [
      'copy: if-match fails',
      'copy: if-none-match fails',
      'copy: if-modified-since fails',
      'copy: if-unmodified-since fails',
    ],
  },
  {
    why: 'RGW neither requires nor checks a digest of a DeleteObjects request',
    cases: ['delete: many: no digest', 'delete: many: a wrong digest'],
  },
  {
    why: 'RGW encodes the slashes of keys too, and does not encode the prefix',
    cases: ['bucket: list: url encoding'],
  },
  {
    why: 'RGW accepts negative numbers, unknown encodings and any continuation token',
    cases: ['bucket: list: invalid parameters'],
  },
  {
    why: 'RGW creates an existing bucket again, which S3 does only in us-east-1',
    cases: ['bucket: an existing bucket is not created again'],
  },
  { why: 'RGW returns the name of its zone group', cases: ['bucket: bucket location'] },
  {
    why: 'RGW echoes the origin where S3 answers `*`',
    cases: ['cors: preflight: any origin'],
  },
  {
    why: 'RGW sends no CORS headers with an error',
    cases: ['cors: an error to an allowed origin has CORS headers'],
  },
];

/** The reason for each differing case, by `group: case`. */
export const RGW_GAPS = new Map(GAPS.flatMap(({ why, cases }) => cases.map((name) => [name, why])));
