// The examples of Signature Version 4 in the S3 documentation, with the signatures printed there.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html

export const ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
export const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const TIMESTAMP = '20130524T000000Z';
export const SCOPE = { date: '20130524', region: 'us-east-1', service: 's3' };
export const CREDENTIAL = `${ACCESS_KEY_ID}/20130524/us-east-1/s3/aws4_request`;

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const WELCOME = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';
const BUCKET_HOST = 'examplebucket.s3.amazonaws.com';

export interface PublishedExample {
  name: string;
  method: string;
  /** Decoded. */
  path: string;
  query: [string, string][];
  /** The signed headers. */
  headers: Record<string, string>;
  payloadHash: string;
  signature: string;
  /** The bytes of the object, if the request has a body. */
  body?: string;
  chunkSignatures?: string[];
  trailerSignature?: string;
}

const chunked = (kind: string, more: Record<string, string>) => ({
  method: 'PUT',
  path: '/examplebucket/chunkObject.txt',
  query: [] as [string, string][],
  headers: {
    'content-encoding': 'aws-chunked',
    ...more,
    host: 's3.amazonaws.com',
    'x-amz-content-sha256': kind,
    'x-amz-date': TIMESTAMP,
    'x-amz-decoded-content-length': '66560',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  },
  payloadHash: kind,
  body: 'a'.repeat(66_560),
});

export const PUBLISHED: PublishedExample[] = [
  {
    name: 'GET object',
    method: 'GET',
    path: '/test.txt',
    query: [],
    headers: {
      host: BUCKET_HOST,
      range: 'bytes=0-9',
      'x-amz-content-sha256': EMPTY,
      'x-amz-date': TIMESTAMP,
    },
    payloadHash: EMPTY,
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    name: 'PUT object',
    method: 'PUT',
    path: '/test$file.text',
    query: [],
    headers: {
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      host: BUCKET_HOST,
      'x-amz-content-sha256': WELCOME,
      'x-amz-date': TIMESTAMP,
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    },
    payloadHash: WELCOME,
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    body: 'Welcome to Amazon S3.',
  },
  {
    name: 'GET bucket lifecycle',
    method: 'GET',
    path: '/',
    query: [['lifecycle', '']],
    headers: { host: BUCKET_HOST, 'x-amz-content-sha256': EMPTY, 'x-amz-date': TIMESTAMP },
    payloadHash: EMPTY,
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  {
    name: 'GET bucket (list objects)',
    method: 'GET',
    path: '/',
    query: [
      ['max-keys', '2'],
      ['prefix', 'J'],
    ],
    headers: { host: BUCKET_HOST, 'x-amz-content-sha256': EMPTY, 'x-amz-date': TIMESTAMP },
    payloadHash: EMPTY,
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
  {
    name: 'GET by a presigned URL',
    method: 'GET',
    path: '/test.txt',
    query: [
      ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
      ['X-Amz-Credential', CREDENTIAL],
      ['X-Amz-Date', TIMESTAMP],
      ['X-Amz-Expires', '86400'],
      ['X-Amz-SignedHeaders', 'host'],
    ],
    headers: { host: BUCKET_HOST },
    payloadHash: 'UNSIGNED-PAYLOAD',
    signature: 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  },
  {
    name: 'PUT in signed chunks',
    ...chunked('STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { 'content-length': '66824' }),
    signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    chunkSignatures: [
      'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
      '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
      'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
    ],
  },
  {
    name: 'PUT in signed chunks with a trailer',
    ...chunked('STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', {
      'x-amz-trailer': 'x-amz-checksum-crc32c',
    }),
    signature: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    chunkSignatures: [
      'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
      '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
      '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
    ],
    trailerSignature: 'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435',
  },
];

/** Returns an example by name. @throws Error if there is none */
export function published(name: string): PublishedExample {
  const example = PUBLISHED.find((candidate) => candidate.name === name);
  if (!example) throw new Error(`There is no example named ${name}`);
  return example;
}
