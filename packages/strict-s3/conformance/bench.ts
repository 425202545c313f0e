// What every case works with: a server, a bucket of its own on it, the SDK's client, and requests signed by hand.
import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { type RawResponse, sendRaw } from './raw-http.ts';
import {
  amzTimestamp,
  md5Base64,
  type Signer,
  sha256,
  signByHeader,
  signByQuery,
  type Unsigned,
} from './signing.ts';

/** The one user of every server that the suite runs on. */
export const CONFORMANCE_CREDENTIALS = {
  accessKeyId: 'conformance',
  secretAccessKey: 'conformance-secret-key',
};

export interface Target {
  /** Such as `http://127.0.0.1:9000`. */
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

export interface Ask {
  method?: string;
  /** Plain; encoded here. Undefined speaks of the bucket. */
  key?: string;
  /** In place of bucket and key: a raw path. */
  path?: string;
  query?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** `UNSIGNED-PAYLOAD` in a presigned URL, else the hash of the body. */
  payloadHash?: string;
  at?: Date;
  expires?: string | number;
  signer?: Partial<Signer>;
  service?: string;
  /** Changes what is sent after it was signed. */
  tamper?: (sent: Sent) => void;
}

export interface Sent {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: Buffer;
}

export class Bench {
  readonly target: Target;
  readonly s3: S3Client;
  readonly bucket = `conformance-${randomUUID()}`;
  readonly host: string;

  constructor(target: Target) {
    this.target = target;
    this.host = new URL(target.endpoint).host;
    this.s3 = this.client();
  }

  client(config: Partial<ConstructorParameters<typeof S3Client>[0]> = {}): S3Client {
    const { endpoint, region, credentials } = this.target;
    return new S3Client({ endpoint, region, credentials, forcePathStyle: true, ...config });
  }

  async open(): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket: this.bucket }));
  }

  async close(): Promise<void> {
    await this.empty();
    await this.s3.send(new DeleteBucketCommand({ Bucket: this.bucket }));
    this.s3.destroy();
  }

  async empty(bucket = this.bucket): Promise<void> {
    for await (const page of paginateListObjectsV2({ client: this.s3 }, { Bucket: bucket })) {
      for (const { Key } of page.Contents ?? []) {
        await this.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
      }
    }
  }

  /** A request with its signature in the Authorization header. */
  async signed(ask: Ask = {}): Promise<RawResponse> {
    const unsigned = this.describe(ask, sha256(ask.body ?? ''));
    unsigned.headers['x-amz-date'] ??= unsigned.timestamp;
    unsigned.headers['x-amz-content-sha256'] = unsigned.payloadHash;
    const headers = signByHeader(this.signer(ask), unsigned);
    return this.send(ask, { ...unsigned, headers });
  }

  /** A request with its signature in the query, as a presigned URL has it. */
  async presigned(ask: Ask = {}): Promise<RawResponse> {
    const unsigned = this.describe(ask, 'UNSIGNED-PAYLOAD');
    const query = signByQuery(this.signer(ask), unsigned, ask.expires ?? 300);
    return this.send(ask, { ...unsigned, query });
  }

  /** A request without any signature. */
  async anonymous(ask: Ask = {}): Promise<RawResponse> {
    return this.send(ask, this.describe(ask, ''));
  }

  signer(ask: Ask = {}): Signer {
    return { ...this.target.credentials, region: this.target.region, ...ask.signer };
  }

  describe(ask: Ask, payloadHash: string): Unsigned {
    const own = ask.key === undefined ? '' : `/${encodeKey(ask.key)}`;
    return {
      method: ask.method ?? 'GET',
      path: ask.path ?? `/${this.bucket}${own}`,
      query: ask.query ?? '',
      headers: { host: this.host, ...ask.headers },
      payloadHash: ask.payloadHash ?? payloadHash,
      timestamp: amzTimestamp(ask.at ?? new Date()),
      ...(ask.service && { service: ask.service }),
    };
  }

  private send(ask: Ask, { method, path, query, headers }: Unsigned): Promise<RawResponse> {
    const body = Buffer.from(ask.body ?? '');
    const sent: Sent = { method, path, query, headers: { ...headers }, body };
    if (method === 'PUT' || method === 'POST') {
      sent.headers['content-length'] ??= String(body.length);
    }
    ask.tamper?.(sent);
    const target = sent.query ? `${sent.path}?${sent.query}` : sent.path;
    return sendRaw(this.target.endpoint, { ...sent, target });
  }
}

/** Every byte but the unreserved ones, slashes kept. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
}

/** A case proves one thing, by throwing where it does not hold. */
export type Case = (bench: Bench) => Promise<void>;
/** By name. */
export type Cases = Record<string, Case>;

/** The status and the code of a refusal, to be compared at once. */
export function refusal(response: RawResponse): string {
  return `${response.status} ${response.code}`;
}

export const YESTERDAY = new Date(Date.now() - 86_400_000).toUTCString();
export const TOMORROW = new Date(Date.now() + 86_400_000).toUTCString();

/** The ETag that an object of those bytes has. */
export function etagOf(text: string): string {
  return `"${Buffer.from(md5Base64(text), 'base64').toString('hex')}"`;
}

/** Asserts that nothing stands under the key. */
export async function expectAbsent(bench: Bench, key: string): Promise<void> {
  expect(refusal(await bench.signed({ key }))).toBe('404 NoSuchKey');
}

/** Puts an object and asserts that it was taken. */
export async function put(
  bench: Bench,
  key: string,
  body: string | Buffer = 'bytes',
): Promise<RawResponse> {
  const response = await bench.signed({ method: 'PUT', key, body });
  expect(response.status).toBe(200);
  return response;
}
