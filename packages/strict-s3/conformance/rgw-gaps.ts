// What Ceph RGW (16.2) does otherwise than S3, case by case, and why. A gap that closes fails the suite, so this list
// stays true.

const GAPS: { why: string; cases: string[] }[] = [
  {
    why: 'RGW refuses it too, under another code or in fewer words',
    cases: [
      'signature: an Authorization header that is none',
      'signature: a signature of version 2',
      'signature: no hash of the payload',
      'signature: the refusal tells what was to be signed',
      'presigned: a week at most',
      'presigned: no seconds at all',
      'presigned: fewer than none',
      'presigned: no number of seconds',
      'presigned: another algorithm',
      'presigned: no date',
      'presigned: no expiry',
      'presigned: no signature',
      'presigned: a date that is none',
      'presigned: GET: response overrides only where it is signed',
      'body: a hash that is none',
      'body: signed chunks, a signature changed',
      'body: another decoded length than was said',
      'object: a key of 1024 bytes, and none longer',
      'condition: write: If-Match where nothing stands',
      'delete: many: a thousand and no more',
      'delete: many: documents that are none',
      'cors: preflight: another origin',
      'cors: preflight: an origin that only begins alike',
      'cors: preflight: another scheme',
      'cors: preflight: another method',
      'cors: preflight: another header',
      'cors: preflight: no rules',
      'cors: rules: a method that is none',
      'cors: rules: two wildcards',
      'malformed: a stray percent sign',
      'malformed: a percent sign before what is not hexadecimal',
      'malformed: a key that is not UTF-8',
    ],
  },
  {
    why: 'RGW takes x-amz headers that were not signed',
    cases: [
      'signature: an x-amz header that was not signed',
      'presigned: PUT: an x-amz header that was not signed',
    ],
  },
  {
    why: 'RGW takes the region and service of the scope as the client gives them',
    cases: ['signature: another region', 'signature: another service', 'presigned: another region'],
  },
  {
    why: 'RGW looks at the header alone where a request is signed in both places',
    cases: ['signature: signatures in both places'],
  },
  {
    why: 'RGW looks at session tokens only where its token service is set up',
    cases: ['signature: a session token of nobody', 'presigned: a session token of nobody'],
  },
  {
    why: 'RGW does not ask whether a presigned URL is valid yet',
    cases: ['presigned: not yet valid'],
  },
  {
    why: 'RGW 16 knows no flexible checksums, in headers, in the query or in trailers',
    cases: [
      'presigned: PUT: another body than the signed checksum promised',
      'presigned: PUT: another body than a checksum in the query promised',
      'body: a wrong crc32',
      'body: a wrong crc32c',
      'body: a wrong crc64nvme',
      'body: a wrong sha1',
      'body: a wrong sha256',
      'body: a checksum that is none',
      'body: two checksums',
      'body: a checksum announced, and none there',
      'body: a checksum announced, and another there',
      'body: a checksum announced that nobody knows',
      'body: the checksum comes back where it is asked for',
      'body: the SDK is told the checksums it gave',
      'body: signed chunks and a signed trailer',
      'body: signed chunks and a trailer with a wrong signature',
      'body: unsigned chunks and a trailer',
      'body: unsigned chunks and a wrong trailer',
      'body: unsigned chunks and no trailer where one was said',
      'body: a stream by the SDK with CRC32',
      'body: a stream by the SDK with CRC32C',
      'body: a stream by the SDK with CRC64NVME',
      'body: a stream by the SDK with SHA1',
      'body: a stream by the SDK with SHA256',
    ],
  },
  {
    why: 'RGW stores aws-chunked as if it were an encoding of the object',
    cases: ['body: signed chunks', 'body: signed chunks with another encoding beside'],
  },
  {
    why: 'RGW wants at least one chunk with data',
    cases: ['body: signed chunks of an empty body'],
  },
  {
    why: 'RGW does not miss the empty chunk that ends a signed stream',
    cases: ['body: signed chunks, the last one missing'],
  },
  { why: 'RGW sets no least size of chunks', cases: ['body: a short chunk in the middle'] },
  {
    why: 'RGW answers a body that is cut off by another code',
    cases: ['body: a body that is cut off'],
  },
  {
    why: 'RGW does not know If-Range',
    cases: ['condition: read: a range only of the object that If-Range names'],
  },
  {
    why: 'RGW deletes without looking at If-Match',
    cases: ['condition: delete: only with the right If-Match'],
  },
  {
    why: 'RGW copies without looking at what stands at the destination',
    cases: ['copy: not over something, with If-None-Match'],
  },
  {
    why: 'RGW takes a wildcard among the exposed headers',
    cases: ['cors: rules: a wildcard among the exposed headers'],
  },
  { why: 'RGW keeps up to 64 KiB of metadata', cases: ['object: too much metadata'] },
  {
    why: 'RGW answers two ranges by the first of them',
    cases: ['object: range: two at once are ignored'],
  },
  {
    why: 'RGW sends no ETag with a 304',
    cases: [
      'condition: read: If-None-Match fails',
      'condition: read: not modified since',
      'condition: read: If-None-Match outweighs the date',
    ],
  },
  {
    why: 'RGW compares the If-Match of a PUT with its quotes, so that none ever holds',
    cases: ['condition: write: If-Match holds'],
  },
  {
    why: 'RGW does not look at the conditions on the source of a copy',
    cases: [
      'copy: if-match fails',
      'copy: if-none-match fails',
      'copy: if-modified-since fails',
      'copy: if-unmodified-since fails',
    ],
  },
  {
    why: 'RGW neither wants a digest of the keys to delete nor looks at one',
    cases: ['delete: many: not without a digest', 'delete: many: not with a wrong digest'],
  },
  {
    why: 'RGW encodes the slashes of keys too, and leaves the prefix as it is',
    cases: ['bucket: list: encoded as in URLs'],
  },
  {
    why: 'RGW takes negative numbers, unknown encodings and any token for a listing',
    cases: ['bucket: list: bad parameters'],
  },
  {
    why: 'RGW makes a bucket again, which S3 does in us-east-1 alone',
    cases: ['bucket: a bucket of ours is not made again'],
  },
  { why: 'RGW names its zone group', cases: ['bucket: where a bucket is'] },
  {
    why: 'RGW echoes the origin where S3 says that any may come',
    cases: ['cors: preflight: any origin'],
  },
  {
    why: 'RGW tells no origin of a refusal',
    cases: ['cors: a refusal tells it too'],
  },
];

/** Why, by `group: case`. */
export const RGW_GAPS = new Map(GAPS.flatMap(({ why, cases }) => cases.map((name) => [name, why])));
