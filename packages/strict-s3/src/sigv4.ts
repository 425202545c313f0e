// AWS Signature Version 4 as pure functions.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
import { createHash, createHmac } from 'node:crypto';
import { uriEncode } from './percent-encoding.ts';

export const ALGORITHM = 'AWS4-HMAC-SHA256';

export interface SigningScope {
  /** `yyyyMMdd`. */
  date: string;
  region: string;
  service: string;
}

export interface SignedRequest {
  method: string;
  /** Decoded. S3 encodes it once and does not normalize it. */
  path: string;
  /** Decoded names and values, without X-Amz-Signature. */
  query: readonly (readonly [name: string, value: string])[];
  /** Lower-case names and values as sent, one character per byte, in any order. */
  headers: readonly (readonly [name: string, value: string])[];
  payloadHash: string;
}

/** @param data a string has one character per byte */
export function sha256Hex(data: string | Buffer): string {
  return createHash('sha256')
    .update(typeof data === 'string' ? Buffer.from(data, 'latin1') : data)
    .digest('hex');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data, 'latin1').digest();
}

function byteOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function canonicalQuery(query: SignedRequest['query']): string {
  return query
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort((a, b) => byteOrder(a[0], b[0]) || byteOrder(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** Returns the canonical request, of which the string to sign contains a hash. */
export function canonicalRequest(request: SignedRequest): string {
  const headers = [...request.headers].sort((a, b) => byteOrder(a[0], b[0]));
  return [
    request.method,
    uriEncode(request.path, '/'),
    canonicalQuery(request.query),
    ...headers.map(([name, value]) => `${name}:${value.trim().replace(/[ \t]+/g, ' ')}`),
    '',
    headers.map(([name]) => name).join(';'),
    request.payloadHash,
  ].join('\n');
}

function scopeText(scope: SigningScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
}

/** @param timestamp `yyyyMMddTHHmmssZ` */
export function stringToSign(timestamp: string, scope: SigningScope, canonical: string): string {
  return [ALGORITHM, timestamp, scopeText(scope), sha256Hex(canonical)].join('\n');
}

/** Derives the key that signs requests of a scope. */
export function signingKey(secret: string, scope: SigningScope): Buffer {
  return [scope.region, scope.service, 'aws4_request'].reduce(
    (key, part) => hmac(key, part),
    hmac(Buffer.from(`AWS4${secret}`, 'utf8'), scope.date),
  );
}

/** Lower-case hexadecimal. */
export function sign(key: Buffer, text: string): string {
  return hmac(key, text).toString('hex');
}

/** Signs the chunks of a stream. The first chunk is chained to `seedSignature`, the signature of the request. */
export interface ChunkSigner {
  key: Buffer;
  timestamp: string;
  scope: SigningScope;
  seedSignature: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
export function chunkSignature(signer: ChunkSigner, previous: string, dataHash: string): string {
  const kind = `${ALGORITHM}-PAYLOAD`;
  const scope = scopeText(signer.scope);
  return sign(
    signer.key,
    [kind, signer.timestamp, scope, previous, sha256Hex(''), dataHash].join('\n'),
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html */
export function trailerSignature(signer: ChunkSigner, previous: string, trailers: string): string {
  const kind = `${ALGORITHM}-TRAILER`;
  const scope = scopeText(signer.scope);
  return sign(
    signer.key,
    [kind, signer.timestamp, scope, previous, sha256Hex(trailers)].join('\n'),
  );
}
