// The signature functions, tested with the examples of the S3 documentation.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html (and the pages next to it)
import {
  PUBLISHED,
  published,
  SCOPE,
  SECRET,
  TIMESTAMP,
} from '../conformance/published-examples.ts';
import {
  canonicalRequest,
  chunkSignature,
  type SignedRequest,
  sha256Hex,
  sign,
  signingKey,
  stringToSign,
  trailerSignature,
} from './sigv4.ts';

function signatureOf(request: SignedRequest): string {
  return sign(signingKey(SECRET, SCOPE), stringToSign(TIMESTAMP, SCOPE, canonicalRequest(request)));
}

test.each(PUBLISHED.map((example) => [example.name, example] as const))('%s', (_, example) => {
  expect(
    signatureOf({
      method: example.method,
      path: example.path,
      query: example.query,
      headers: Object.entries(example.headers),
      payloadHash: example.payloadHash,
    }),
  ).toBe(example.signature);
});

test('the canonical request of the first example equals the published one', () => {
  const { method, path, query, headers, payloadHash } = published('GET object');
  expect(
    canonicalRequest({ method, path, query, headers: Object.entries(headers), payloadHash }),
  ).toBe(
    [
      'GET',
      '/test.txt',
      '',
      'host:examplebucket.s3.amazonaws.com',
      'range:bytes=0-9',
      'x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'x-amz-date:20130524T000000Z',
      '',
      'host;range;x-amz-content-sha256;x-amz-date',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ].join('\n'),
  );
});

describe.each(['PUT in signed chunks', 'PUT in signed chunks with a trailer'])('%s', (name) => {
  const example = published(name);
  const signer = {
    key: signingKey(SECRET, SCOPE),
    timestamp: TIMESTAMP,
    scope: SCOPE,
    seedSignature: example.signature,
  };

  test('each chunk is signed as published', () => {
    const chunks = ['a'.repeat(65_536), 'a'.repeat(1024), ''];
    let previous = example.signature;
    const signatures = chunks.map((chunk) => {
      previous = chunkSignature(signer, previous, sha256Hex(chunk));
      return previous;
    });
    expect(signatures).toEqual(example.chunkSignatures);
  });

  test('the trailer is signed as published', () => {
    const last = example.chunkSignatures?.at(-1) ?? '';
    const trailer = trailerSignature(signer, last, 'x-amz-checksum-crc32c:sOO8/Q==\n');
    expect(trailer === example.trailerSignature).toBe(name.endsWith('trailer'));
  });
});
