// Bodies: what was promised about them is proven before anything is stored.
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type Ask, type Bench, type Cases, expectAbsent, refusal } from './bench.ts';
import { exchange, parseResponse } from './raw-http.ts';
import { md5Base64, plainChunks, signByHeader, signedChunks } from './signing.ts';

const NINE = '123456789';
/** Check values of `123456789` as the catalogues of CRCs give them, and its digests. */
const OF_NINE = {
  crc32: 'y/Q5Jg==',
  crc32c: '4waSgw==',
  crc64nvme: 'rosUhgp5mIg=',
  sha1: '98O8HYCOBHMq32eZZczDTKeuNEE=',
  sha256: 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=',
};

const SDK_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;

function refusedPut(expected: string, ask: Ask): Cases[string] {
  return async (bench) => {
    const key = `body/refused-${randomUUID()}`;
    const response = await bench.signed({ method: 'PUT', key, body: NINE, ...ask });
    expect(refusal(response)).toBe(expected);
    await expectAbsent(bench, key);
  };
}

function taken(ask: Ask): Cases[string] {
  return async (bench) => {
    const key = 'body/taken';
    expect((await bench.signed({ method: 'PUT', key, body: NINE, ...ask })).status).toBe(200);
    expect((await bench.signed({ key })).body.toString()).toBe(NINE);
    await bench.signed({ method: 'DELETE', key });
  };
}

interface StreamAsk {
  signed: boolean;
  chunks: string[];
  trailers?: Record<string, string>;
  headers?: Record<string, string>;
  /** Changes the encoded body. */
  spoil?: (body: string) => string;
}

/** Puts a body in aws-chunked encoding. */
async function putStream(bench: Bench, key: string, stream: StreamAsk) {
  const { signed, chunks, trailers, spoil = (body) => body } = stream;
  const kind = signed ? 'AWS4-HMAC-SHA256-PAYLOAD' : 'UNSIGNED-PAYLOAD';
  const at = new Date();
  const headers = {
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': String(chunks.join('').length),
    ...(trailers && { 'x-amz-trailer': Object.keys(trailers).join() }),
    ...stream.headers,
  };
  const payloadHash = `STREAMING-${kind}${trailers ? '-TRAILER' : ''}`;
  const ask = { method: 'PUT', key, at, payloadHash, headers };
  const request = bench.describe(ask, '');
  request.headers['x-amz-date'] = request.timestamp;
  request.headers['x-amz-content-sha256'] = payloadHash;
  const body = signed
    ? signedChunks({ signer: bench.signer(), request }, chunks, trailers)
    : plainChunks(chunks, trailers);
  return bench.signed({ ...ask, body: Buffer.from(spoil(body.toString('latin1')), 'latin1') });
}

function refusedStream(expected: string, stream: StreamAsk): Cases[string] {
  return async (bench) => {
    const key = `body/refused-${randomUUID()}`;
    expect(refusal(await putStream(bench, key, stream))).toBe(expected);
    await expectAbsent(bench, key);
  };
}

function takenStream(stream: StreamAsk): Cases[string] {
  return async (bench) => {
    const key = 'body/stream';
    expect((await putStream(bench, key, stream)).status).toBe(200);
    const got = await bench.signed({ key });
    expect(got.body.toString()).toBe(stream.chunks.join(''));
    expect(got.headers.get('content-encoding')).toBe(
      stream.headers?.['content-encoding'] && 'gzip',
    );
    await bench.signed({ method: 'DELETE', key });
  };
}

const LONG = 'a'.repeat(65_536);
const crc32 = (value: string) => ({ 'x-amz-checksum-crc32': value });
const announced = (algorithm: string) => ({ 'x-amz-sdk-checksum-algorithm': algorithm });

export const bodyCases: Cases = {
  'an unsigned payload': taken({ payloadHash: 'UNSIGNED-PAYLOAD' }),
  'an empty object': async (bench) => {
    expect((await bench.signed({ method: 'PUT', key: 'body/empty' })).status).toBe(200);
    const got = await bench.signed({ key: 'body/empty' });
    expect([got.status, got.body.length, got.headers.get('content-length')]).toEqual([200, 0, '0']);
  },
  'another body than its hash': refusedPut('400 XAmzContentSHA256Mismatch', {
    payloadHash: '0'.repeat(64),
  }),
  'a hash that is none': refusedPut('400 InvalidArgument', { payloadHash: 'hello' }),
  'a right Content-MD5': taken({ headers: { 'content-md5': md5Base64(NINE) } }),
  'a wrong Content-MD5': refusedPut('400 BadDigest', {
    headers: { 'content-md5': md5Base64('other') },
  }),
  'a Content-MD5 that is none': refusedPut('400 InvalidDigest', {
    headers: { 'content-md5': 'bm90LW1kNQ==' },
  }),
  ...Object.fromEntries(
    Object.entries(OF_NINE).flatMap(([name, value]) => {
      const headers = { [`x-amz-checksum-${name}`]: value };
      return [
        [`a right ${name}`, taken({ headers })],
        [`a wrong ${name}`, refusedPut('400 BadDigest', { headers, body: '12345678' })],
      ];
    }),
  ),
  'a checksum that is none': refusedPut('400 InvalidRequest', { headers: crc32('AAA=') }),
  'two checksums': refusedPut('400 InvalidRequest', {
    headers: { ...crc32(OF_NINE.crc32), 'x-amz-checksum-sha1': OF_NINE.sha1 },
  }),
  'a checksum as the SDK announces it': taken({
    headers: { ...crc32(OF_NINE.crc32), ...announced('CRC32') },
  }),
  'a checksum announced, and none there': refusedPut('400 InvalidRequest', {
    headers: announced('SHA256'),
  }),
  'a checksum announced, and another there': refusedPut('400 BadDigest', {
    headers: { 'x-amz-checksum-sha256': OF_NINE.sha256, ...announced('CRC32') },
  }),
  'a checksum announced that nobody knows': refusedPut('400 InvalidRequest', {
    headers: { ...crc32(OF_NINE.crc32), ...announced('FOO') },
  }),
  'the checksum comes back where it is asked for': async (bench) => {
    const headers = { 'x-amz-checksum-sha256': OF_NINE.sha256 };
    const key = 'body/checksum-mode';
    const stored = await bench.signed({ method: 'PUT', key, body: NINE, headers });
    expect(stored.headers.get('x-amz-checksum-sha256')).toBe(OF_NINE.sha256);
    const plain = await bench.signed({ key });
    expect(plain.headers.has('x-amz-checksum-sha256')).toBe(false);
    const asked = await bench.signed({
      method: 'HEAD',
      key,
      headers: { 'x-amz-checksum-mode': 'ENABLED' },
    });
    expect(asked.headers.get('x-amz-checksum-sha256')).toBe(OF_NINE.sha256);
  },
  'the SDK is told the checksums it gave': async (bench) => {
    for (const algorithm of SDK_ALGORITHMS) {
      const where = { Bucket: bench.bucket, Key: `body/told-${algorithm}` };
      const input = { ...where, Body: NINE, ChecksumAlgorithm: algorithm };
      await bench.s3.send(new PutObjectCommand(input));
      const got = await bench.s3.send(new HeadObjectCommand({ ...where, ChecksumMode: 'ENABLED' }));
      expect([algorithm, got[`Checksum${algorithm}`]]).toEqual([
        algorithm,
        OF_NINE[algorithm.toLowerCase() as keyof typeof OF_NINE],
      ]);
    }
  },
  'no Content-Length': refusedPut('411 MissingContentLength', {
    body: '',
    tamper: (sent) => {
      delete sent.headers['content-length'];
    },
  }),
  'a length beyond 5 GiB': refusedPut('400 EntityTooLarge', {
    tamper: (sent) => {
      sent.headers['content-length'] = '5368709121';
      // Nothing of it is sent, and the server does not wait for it.
      sent.body = Buffer.alloc(0);
    },
  }),
  'a body that is cut off': async (bench) => {
    const key = 'body/cut';
    const unsigned = bench.describe({ method: 'PUT', key, payloadHash: 'UNSIGNED-PAYLOAD' }, '');
    unsigned.headers['x-amz-date'] = unsigned.timestamp;
    unsigned.headers['x-amz-content-sha256'] = unsigned.payloadHash;
    const headers = { ...signByHeader(bench.signer(), unsigned), 'content-length': '1000' };
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const bytes = Buffer.from(`PUT ${unsigned.path} HTTP/1.1\r\n${head.join('')}\r\nshort`);
    const answer = await exchange(bench.target.endpoint, bytes, true);
    if (answer.length > 0) expect(parseResponse(answer).code).toBe('IncompleteBody');
    await expectAbsent(bench, key);
  },
  'Expect: 100-continue': async (bench) => {
    const headers = { expect: '100-continue' };
    const stored = await bench.signed({ method: 'PUT', key: 'body/expect', headers, body: NINE });
    expect(stored.status).toBe(200);
  },
  'signed chunks': takenStream({ signed: true, chunks: [LONG, NINE] }),
  'signed chunks of an empty body': takenStream({ signed: true, chunks: [] }),
  'signed chunks with another encoding beside': takenStream({
    signed: true,
    chunks: [NINE],
    headers: { 'content-encoding': 'gzip,aws-chunked' },
  }),
  'signed chunks, one byte changed': refusedStream('403 SignatureDoesNotMatch', {
    signed: true,
    chunks: [LONG, NINE],
    spoil: (body) => body.replace('aaa', 'aab'),
  }),
  'signed chunks, a signature changed': refusedStream('403 SignatureDoesNotMatch', {
    signed: true,
    chunks: [NINE],
    spoil: (body) => body.replace(/chunk-signature=\w{4}/, 'chunk-signature=0000'),
  }),
  'signed chunks, the last one missing': refusedStream('400 IncompleteBody', {
    signed: true,
    chunks: [NINE],
    spoil: (body) => body.slice(0, body.lastIndexOf('0;chunk-signature')),
  }),
  'a short chunk in the middle': refusedStream('403 InvalidChunkSizeError', {
    signed: true,
    chunks: [NINE, NINE],
  }),
  'another decoded length than was said': refusedStream('400 IncompleteBody', {
    signed: true,
    chunks: [NINE],
    headers: { 'x-amz-decoded-content-length': '10' },
  }),
  'signed chunks and a signed trailer': takenStream({
    signed: true,
    chunks: [LONG, NINE].slice(1),
    trailers: crc32(OF_NINE.crc32),
  }),
  'signed chunks and a trailer with a wrong signature': refusedStream('403 SignatureDoesNotMatch', {
    signed: true,
    chunks: [NINE],
    trailers: crc32(OF_NINE.crc32),
    spoil: (body) => body.replace(/trailer-signature:\w{4}/, 'trailer-signature:0000'),
  }),
  'unsigned chunks and a trailer': takenStream({
    signed: false,
    chunks: [NINE],
    trailers: { 'x-amz-checksum-sha256': OF_NINE.sha256 },
  }),
  'unsigned chunks and a wrong trailer': refusedStream('400 BadDigest', {
    signed: false,
    chunks: [NINE],
    trailers: crc32('AAAAAA=='),
  }),
  'unsigned chunks and no trailer where one was said': refusedStream('400 MalformedTrailerError', {
    signed: false,
    chunks: [NINE],
    trailers: crc32(OF_NINE.crc32),
    spoil: (body) => body.replace(/x-amz-checksum[^\r]*\r\n/, ''),
  }),
  ...Object.fromEntries(
    SDK_ALGORITHMS.flatMap((algorithm) =>
      ['buffer', 'stream'].map((kind) => [
        `a ${kind} by the SDK with ${algorithm}`,
        async (bench: Bench) => {
          const bytes = Buffer.alloc(100_000, 7);
          const where = { Bucket: bench.bucket, Key: `body/sdk-${algorithm}-${kind}` };
          await bench.s3.send(
            new PutObjectCommand({
              ...where,
              Body: kind === 'buffer' ? bytes : Readable.from([bytes]),
              ContentLength: bytes.length,
              ChecksumAlgorithm: algorithm,
            }),
          );
          const got = await bench.s3.send(
            new GetObjectCommand({ ...where, ChecksumMode: 'ENABLED' }),
          );
          const back = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
          // Not toEqual, which takes a second for a hundred thousand bytes.
          expect(back.equals(bytes)).toBe(true);
        },
      ]),
    ),
  ),
};
