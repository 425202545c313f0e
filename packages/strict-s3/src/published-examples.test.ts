// The examples of the S3 documentation, sent to a server with the clock of the examples: it accepts each with the printed
// signature, and rejects it with another.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeKey } from '../conformance/fixture.ts';
import {
  ACCESS_KEY_ID,
  CREDENTIAL,
  PUBLISHED,
  type PublishedExample,
  SECRET,
} from '../conformance/published-examples.ts';
import { type RawResponse, sendRaw } from '../conformance/raw-http.ts';
import { ObjectStore } from './object-store.ts';
import { type RunningS3, startS3 } from './server.ts';

const dataDir = mkdtempSync(join(tmpdir(), 's3-published-'));
let s3: RunningS3;

beforeAll(async () => {
  const store = await ObjectStore.open(dataDir);
  await store.createBucket('examplebucket', new Date());
  s3 = await startS3({
    port: 0,
    dataDir,
    region: 'us-east-1',
    credentials: { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET },
    baseDomain: 's3.amazonaws.com',
    now: () => new Date('2013-05-24T00:00:10Z'),
  });
});

afterAll(async () => {
  await s3.stop();
  rmSync(dataDir, { recursive: true });
});

function bodyOf({ body = '', chunkSignatures, trailerSignature }: PublishedExample): string {
  if (!chunkSignatures) return body;
  const chunks = [body.slice(0, 65_536), body.slice(65_536), ''];
  const encoded = chunks.map((chunk, i) => {
    const head = `${chunk.length.toString(16)};chunk-signature=${chunkSignatures[i]}\r\n`;
    return chunk ? `${head}${chunk}\r\n` : head;
  });
  const trailer = trailerSignature
    ? `x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:${trailerSignature}\r\n`
    : '';
  return `${encoded.join('')}${trailer}\r\n`;
}

function send(example: PublishedExample, signature: string): Promise<RawResponse> {
  const byQuery = example.query.some(([name]) => name === 'X-Amz-Algorithm');
  const query = [...example.query, ...(byQuery ? [['X-Amz-Signature', signature]] : [])]
    .map((pair) => pair.map((part) => encodeURIComponent(part ?? '')).join('='))
    .join('&');
  const signedHeaders = Object.keys(example.headers).sort().join(';');
  const body = Buffer.from(bodyOf(example));
  const headers = {
    ...example.headers,
    ...(example.method === 'PUT' && { 'content-length': String(body.length) }),
    ...(!byQuery && {
      authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIAL},SignedHeaders=${signedHeaders},Signature=${signature}`,
    }),
  };
  const target = `${encodeKey(example.path)}${query ? `?${query}` : ''}`;
  return sendRaw(s3.url, { method: example.method, target, headers, body });
}

/** The status of each authenticated request that does not succeed: there is no `test.txt`, and no lifecycle support. */
const ANSWERS = new Map([
  ['GET object', 404],
  ['GET by a presigned URL', 404],
  ['GET bucket lifecycle', 501],
]);

test.each(PUBLISHED.map((example) => [example.name, example] as const))(
  '%s',
  async (name, example) => {
    const taken = await send(example, example.signature);
    expect(taken.status).toBe(ANSWERS.get(name) ?? 200);
    const refused = await send(
      example,
      example.signature.replace(/^./, (digit) => (digit === 'f' ? '0' : 'f')),
    );
    expect([refused.status, refused.code]).toEqual([403, 'SignatureDoesNotMatch']);
  },
);
