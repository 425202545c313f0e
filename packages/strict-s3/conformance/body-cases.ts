// Request bodies: hashes, checksums, lengths and aws-chunked encoding are verified before anything is stored.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  type Cases,
  expectAbsent,
  type Fixture,
  type RequestOptions,
  statusAndCode,
} from './fixture.ts';
import { exchange, parseResponse } from './raw-http.ts';
import { md5Base64, plainChunks, signByHeader, signedChunks } from './signing.ts';

const NINE = '123456789';
/** Checksums of `123456789`: the check values in the CRC catalogue (https://reveng.sourceforge.io/crc-catalogue/), and its digests. */
const OF_NINE = {
  crc32: 'y/Q5Jg==',
  crc32c: '4waSgw==',
  crc64nvme: 'rosUhgp5mIg=',
  sha1: '98O8HYCOBHMq32eZZczDTKeuNEE=',
  sha256: 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=',
};

const SDK_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;

function refusedPut(expected: string, options: RequestOptions): Cases[string] {
  return async (fixture) => {
    const key = `body/refused-${randomUUID()}`;
    const response = await fixture.signed({ method: 'PUT', key, body: NINE, ...options });
    assert.equal(statusAndCode(response), expected);
    await expectAbsent(fixture, key);
  };
}

function accepted(options: RequestOptions): Cases[string] {
  return async (fixture) => {
    const key = 'body/accepted';
    assert.equal(
      (await fixture.signed({ method: 'PUT', key, body: NINE, ...options })).status,
      200,
    );
    assert.equal((await fixture.signed({ key })).body.toString(), NINE);
    await fixture.signed({ method: 'DELETE', key });
  };
}

interface StreamOptions {
  signed: boolean;
  chunks: string[];
  trailers?: Record<string, string>;
  headers?: Record<string, string>;
  /** Changes the body after it is encoded and signed. */
  corrupt?: (body: string) => string;
}

/** Puts an object in aws-chunked encoding. */
async function putStream(fixture: Fixture, key: string, stream: StreamOptions) {
  const { signed, chunks, trailers, corrupt = (body) => body } = stream;
  const kind = signed ? 'AWS4-HMAC-SHA256-PAYLOAD' : 'UNSIGNED-PAYLOAD';
  const at = new Date();
  const headers = {
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': String(chunks.join('').length),
    ...(trailers && { 'x-amz-trailer': Object.keys(trailers).join() }),
    ...stream.headers,
  };
  const payloadHash = `STREAMING-${kind}${trailers ? '-TRAILER' : ''}`;
  const options = { method: 'PUT', key, at, payloadHash, headers };
  const request = fixture.describe(options, '');
  request.headers['x-amz-date'] = request.timestamp;
  request.headers['x-amz-content-sha256'] = payloadHash;
  const body = signed
    ? signedChunks({ signer: fixture.signer(), request }, chunks, trailers)
    : plainChunks(chunks, trailers);
  return fixture.signed({
    ...options,
    body: Buffer.from(corrupt(body.toString('latin1')), 'latin1'),
  });
}

function refusedStream(expected: string, stream: StreamOptions): Cases[string] {
  return async (fixture) => {
    const key = `body/refused-${randomUUID()}`;
    assert.equal(statusAndCode(await putStream(fixture, key, stream)), expected);
    await expectAbsent(fixture, key);
  };
}

function acceptedStream(stream: StreamOptions): Cases[string] {
  return async (fixture) => {
    const key = 'body/stream';
    assert.equal((await putStream(fixture, key, stream)).status, 200);
    const got = await fixture.signed({ key });
    assert.equal(got.body.toString(), stream.chunks.join(''));
    assert.equal(
      got.headers.get('content-encoding'),
      stream.headers?.['content-encoding'] && 'gzip',
    );
    await fixture.signed({ method: 'DELETE', key });
  };
}

const LONG = 'a'.repeat(65_536);
const crc32 = (value: string) => ({ 'x-amz-checksum-crc32': value });
const announced = (algorithm: string) => ({ 'x-amz-sdk-checksum-algorithm': algorithm });

export const bodyCases: Cases = {
  'an unsigned payload': accepted({ payloadHash: 'UNSIGNED-PAYLOAD' }),
  'an empty object': async (fixture) => {
    assert.equal((await fixture.signed({ method: 'PUT', key: 'body/empty' })).status, 200);
    const got = await fixture.signed({ key: 'body/empty' });
    assert.deepEqual(
      [got.status, got.body.length, got.headers.get('content-length')],
      [200, 0, '0'],
    );
  },
  'a body that does not match its hash': refusedPut('400 XAmzContentSHA256Mismatch', {
    payloadHash: '0'.repeat(64),
  }),
  'an invalid payload hash': refusedPut('400 InvalidArgument', { payloadHash: 'hello' }),
  'a correct Content-MD5': accepted({ headers: { 'content-md5': md5Base64(NINE) } }),
  'a wrong Content-MD5': refusedPut('400 BadDigest', {
    headers: { 'content-md5': md5Base64('other') },
  }),
  'an invalid Content-MD5': refusedPut('400 InvalidDigest', {
    headers: { 'content-md5': 'bm90LW1kNQ==' },
  }),
  ...Object.fromEntries(
    Object.entries(OF_NINE).flatMap(([name, value]) => {
      const headers = { [`x-amz-checksum-${name}`]: value };
      return [
        [`a correct ${name}`, accepted({ headers })],
        [`a wrong ${name}`, refusedPut('400 BadDigest', { headers, body: '12345678' })],
      ];
    }),
  ),
  'an invalid checksum': refusedPut('400 InvalidRequest', { headers: crc32('AAA=') }),
  'two checksums': refusedPut('400 InvalidRequest', {
    headers: { ...crc32(OF_NINE.crc32), 'x-amz-checksum-sha1': OF_NINE.sha1 },
  }),
  'a checksum with its algorithm announced': accepted({
    headers: { ...crc32(OF_NINE.crc32), ...announced('CRC32') },
  }),
  'an announced checksum that is missing': refusedPut('400 InvalidRequest', {
    headers: announced('SHA256'),
  }),
  'an announced checksum of another algorithm': refusedPut('400 BadDigest', {
    headers: { 'x-amz-checksum-sha256': OF_NINE.sha256, ...announced('CRC32') },
  }),
  'an announced checksum of an unknown algorithm': refusedPut('400 InvalidRequest', {
    headers: { ...crc32(OF_NINE.crc32), ...announced('FOO') },
  }),
  'the checksum is returned when requested': async (fixture) => {
    const headers = { 'x-amz-checksum-sha256': OF_NINE.sha256 };
    const key = 'body/checksum-mode';
    const stored = await fixture.signed({ method: 'PUT', key, body: NINE, headers });
    assert.equal(stored.headers.get('x-amz-checksum-sha256'), OF_NINE.sha256);
    const plain = await fixture.signed({ key });
    assert.equal(plain.headers.has('x-amz-checksum-sha256'), false);
    const requested = await fixture.signed({
      method: 'HEAD',
      key,
      headers: { 'x-amz-checksum-mode': 'ENABLED' },
    });
    assert.equal(requested.headers.get('x-amz-checksum-sha256'), OF_NINE.sha256);
  },
  'the SDK reads back the checksums it sent': async (fixture) => {
    for (const algorithm of SDK_ALGORITHMS) {
      const where = { Bucket: fixture.bucket, Key: `body/checksum-${algorithm}` };
      const input = { ...where, Body: NINE, ChecksumAlgorithm: algorithm };
      await fixture.s3.send(new PutObjectCommand(input));
      const got = await fixture.s3.send(
        new HeadObjectCommand({ ...where, ChecksumMode: 'ENABLED' }),
      );
      assert.deepEqual(
        [algorithm, got[`Checksum${algorithm}`]],
        [algorithm, OF_NINE[algorithm.toLowerCase() as keyof typeof OF_NINE]],
      );
    }
  },
  'no Content-Length': refusedPut('411 MissingContentLength', {
    body: '',
    tamper: (sent) => {
      delete sent.headers['content-length'];
    },
  }),
  'a length over 5 GiB': refusedPut('400 EntityTooLarge', {
    tamper: (sent) => {
      sent.headers['content-length'] = '5368709121';
      // No body is sent: the server answers without waiting for it.
      sent.body = Buffer.alloc(0);
    },
  }),
  'a truncated body': async (fixture) => {
    const key = 'body/cut';
    const unsigned = fixture.describe({ method: 'PUT', key, payloadHash: 'UNSIGNED-PAYLOAD' }, '');
    unsigned.headers['x-amz-date'] = unsigned.timestamp;
    unsigned.headers['x-amz-content-sha256'] = unsigned.payloadHash;
    const headers = { ...signByHeader(fixture.signer(), unsigned), 'content-length': '1000' };
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const bytes = Buffer.from(`PUT ${unsigned.path} HTTP/1.1\r\n${head.join('')}\r\nshort`);
    const answer = await exchange(fixture.target.endpoint, bytes, true);
    if (answer.length > 0) assert.equal(parseResponse(answer).code, 'IncompleteBody');
    await expectAbsent(fixture, key);
  },
  'Expect: 100-continue': async (fixture) => {
    const headers = { expect: '100-continue' };
    const stored = await fixture.signed({ method: 'PUT', key: 'body/expect', headers, body: NINE });
    assert.equal(stored.status, 200);
  },
  'signed chunks': acceptedStream({ signed: true, chunks: [LONG, NINE] }),
  'signed chunks of an empty body': acceptedStream({ signed: true, chunks: [] }),
  'signed chunks with a second content encoding': acceptedStream({
    signed: true,
    chunks: [NINE],
    headers: { 'content-encoding': 'gzip,aws-chunked' },
  }),
  'signed chunks, one byte changed': refusedStream('403 SignatureDoesNotMatch', {
    signed: true,
    chunks: [LONG, NINE],
    corrupt: (body) => body.replace('aaa', 'aab'),
  }),
  'signed chunks, a signature changed': refusedStream('403 SignatureDoesNotMatch', {
    signed: true,
    chunks: [NINE],
    corrupt: (body) => body.replace(/chunk-signature=\w{4}/, 'chunk-signature=0000'),
  }),
  'signed chunks without the final empty chunk': refusedStream('400 IncompleteBody', {
    signed: true,
    chunks: [NINE],
    corrupt: (body) => body.slice(0, body.lastIndexOf('0;chunk-signature')),
  }),
  'a short chunk in the middle': refusedStream('403 InvalidChunkSizeError', {
    signed: true,
    chunks: [NINE, NINE],
  }),
  'a decoded length that does not match': refusedStream('400 IncompleteBody', {
    signed: true,
    chunks: [NINE],
    headers: { 'x-amz-decoded-content-length': '10' },
  }),
  'signed chunks and a signed trailer': acceptedStream({
    signed: true,
    chunks: [LONG, NINE].slice(1),
    trailers: crc32(OF_NINE.crc32),
  }),
  'signed chunks and a trailer with a wrong signature': refusedStream('403 SignatureDoesNotMatch', {
    signed: true,
    chunks: [NINE],
    trailers: crc32(OF_NINE.crc32),
    corrupt: (body) => body.replace(/trailer-signature:\w{4}/, 'trailer-signature:0000'),
  }),
  'unsigned chunks and a trailer': acceptedStream({
    signed: false,
    chunks: [NINE],
    trailers: { 'x-amz-checksum-sha256': OF_NINE.sha256 },
  }),
  'unsigned chunks and a wrong trailer': refusedStream('400 BadDigest', {
    signed: false,
    chunks: [NINE],
    trailers: crc32('AAAAAA=='),
  }),
  'unsigned chunks without the announced trailer': refusedStream('400 MalformedTrailerError', {
    signed: false,
    chunks: [NINE],
    trailers: crc32(OF_NINE.crc32),
    corrupt: (body) => body.replace(/x-amz-checksum[^\r]*\r\n/, ''),
  }),
  ...Object.fromEntries(
    SDK_ALGORITHMS.flatMap((algorithm) =>
      ['buffer', 'stream'].map((kind) => [
        `a ${kind} sent by the SDK with ${algorithm}`,
        async (fixture: Fixture) => {
          const bytes = Buffer.alloc(100_000, 7);
          const where = { Bucket: fixture.bucket, Key: `body/sdk-${algorithm}-${kind}` };
          await fixture.s3.send(
            new PutObjectCommand({
              ...where,
              Body: kind === 'buffer' ? bytes : Readable.from([bytes]),
              ContentLength: bytes.length,
              ChecksumAlgorithm: algorithm,
            }),
          );
          const got = await fixture.s3.send(
            new GetObjectCommand({ ...where, ChecksumMode: 'ENABLED' }),
          );
          const back = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
          assert.equal(back.equals(bytes), true);
        },
      ]),
    ),
  ),
};
