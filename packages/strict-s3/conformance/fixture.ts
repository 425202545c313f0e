// What every case uses: the server under test, one bucket on it, an SDK client, and hand-signed requests.
import assert from 'node:assert/strict';
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
  type UnsignedRequest,
} from './signing.ts';

/** The access key that the server under test must accept. */
export const CONFORMANCE_CREDENTIALS = {
  accessKeyId: 'conformance',
  secretAccessKey: 'conformance-secret-key',
};

export interface Target {
  /** The server's URL, for example `http://127.0.0.1:9000`. */
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

export interface RequestOptions {
  method?: string;
  /** Object key, not encoded. Omit it to address the bucket. */
  key?: string;
  /** A percent-encoded path that replaces bucket and key. */
  path?: string;
  query?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Default: `UNSIGNED-PAYLOAD` in a presigned URL, otherwise the SHA-256 of the body. */
  payloadHash?: string;
  /** Signing time. Default: now. */
  at?: Date;
  /** Lifetime of a presigned URL in seconds. Default: 300. */
  expires?: string | number;
  signer?: Partial<Signer>;
  service?: string;
  /** Changes the request after it is signed. */
  tamper?: (sent: Sent) => void;
}

export interface Sent {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** A bucket of its own on the server under test, and requests to it. */
export class Fixture {
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

  /** Creates the bucket. */
  async open(): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket: this.bucket }));
  }

  /** Deletes the bucket with all its objects. */
  async close(): Promise<void> {
    await this.#empty();
    await this.s3.send(new DeleteBucketCommand({ Bucket: this.bucket }));
    this.s3.destroy();
  }

  async #empty(): Promise<void> {
    const Bucket = this.bucket;
    for await (const page of paginateListObjectsV2({ client: this.s3 }, { Bucket })) {
      for (const { Key } of page.Contents ?? []) {
        await this.s3.send(new DeleteObjectCommand({ Bucket, Key }));
      }
    }
  }

  /** Sends a request signed in the Authorization header. */
  async signed(options: RequestOptions = {}): Promise<RawResponse> {
    const unsigned = this.describe(options, sha256(options.body ?? ''));
    unsigned.headers['x-amz-date'] ??= unsigned.timestamp;
    unsigned.headers['x-amz-content-sha256'] = unsigned.payloadHash;
    const headers = signByHeader(this.signer(options), unsigned);
    return this.send(options, { ...unsigned, headers });
  }

  /** Sends a request signed in the query, as a presigned URL is. */
  async presigned(options: RequestOptions = {}): Promise<RawResponse> {
    const unsigned = this.describe(options, 'UNSIGNED-PAYLOAD');
    const query = signByQuery(this.signer(options), unsigned, options.expires ?? 300);
    return this.send(options, { ...unsigned, query });
  }

  /** Sends a request without a signature. */
  async anonymous(options: RequestOptions = {}): Promise<RawResponse> {
    return this.send(options, this.describe(options, ''));
  }

  /** The key that signs a request: the target's, with the overrides of the request. */
  signer(options: RequestOptions = {}): Signer {
    return { ...this.target.credentials, region: this.target.region, ...options.signer };
  }

  /** The request as it is before signing. */
  describe(options: RequestOptions, payloadHash: string): UnsignedRequest {
    const suffix = options.key === undefined ? '' : `/${encodeKey(options.key)}`;
    return {
      method: options.method ?? 'GET',
      path: options.path ?? `/${this.bucket}${suffix}`,
      query: options.query ?? '',
      headers: { host: this.host, ...options.headers },
      payloadHash: options.payloadHash ?? payloadHash,
      timestamp: amzTimestamp(options.at ?? new Date()),
      ...(options.service && { service: options.service }),
    };
  }

  private send(
    options: RequestOptions,
    { method, path, query, headers }: UnsignedRequest,
  ): Promise<RawResponse> {
    const body = Buffer.from(options.body ?? '');
    const sent: Sent = { method, path, query, headers: { ...headers }, body };
    if (method === 'PUT' || method === 'POST') {
      sent.headers['content-length'] ??= String(body.length);
    }
    options.tamper?.(sent);
    const target = sent.query ? `${sent.path}?${sent.query}` : sent.path;
    return sendRaw(this.target.endpoint, { ...sent, target });
  }
}

/** Percent-encodes a key for a path: every byte except the unreserved characters and the slash. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
}

/** One test case. It throws if the server behaves differently from S3. */
export type Case = (fixture: Fixture) => Promise<void>;
/** Test cases by name. */
export type Cases = Record<string, Case>;

/** Status and S3 error code as one string, for example `403 AccessDenied`; `200 undefined` for a success. */
export function statusAndCode(response: RawResponse): string {
  return `${response.status} ${response.code}`;
}

export const YESTERDAY = new Date(Date.now() - 86_400_000).toUTCString();
export const TOMORROW = new Date(Date.now() + 86_400_000).toUTCString();

/** The ETag of an object with this content. */
export function etagOf(text: string): string {
  return `"${Buffer.from(md5Base64(text), 'base64').toString('hex')}"`;
}

/** Asserts that no object has this key. */
export async function expectAbsent(fixture: Fixture, key: string): Promise<void> {
  assert.equal(statusAndCode(await fixture.signed({ key })), '404 NoSuchKey');
}

/** Asserts that the object has all the expected fields, and maybe others. */
export function assertFields(actual: object | undefined, expected: object): void {
  const found = Object.entries(expected).map(([name]) => [name, Reflect.get(actual ?? {}, name)]);
  assert.deepEqual(Object.fromEntries(found), expected);
}

/** Puts an object and asserts that the server accepts it. */
export async function put(
  fixture: Fixture,
  key: string,
  body: string | Buffer = 'bytes',
): Promise<RawResponse> {
  const response = await fixture.signed({ method: 'PUT', key, body });
  assert.equal(response.status, 200);
  return response;
}
