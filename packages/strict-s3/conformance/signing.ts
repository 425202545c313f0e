// A Signature Version 4 client, written from the specification. It shares no code with the server, so that an error in
// one is not hidden by the same error in the other. It signs the raw request target as the client sends it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
import { createHash, createHmac } from 'node:crypto';

export interface Signer {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

export interface UnsignedRequest {
  method: string;
  /** Percent-encoded, as sent. */
  path: string;
  /** Percent-encoded pairs joined by `&`, in any order. */
  query: string;
  /** The headers to sign, by lower-case name. */
  headers: Record<string, string>;
  payloadHash: string;
  /** `yyyyMMddTHHmmssZ`. */
  timestamp: string;
  service?: string;
}

/** Lower-case hexadecimal. */
export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The value of Content-MD5. */
export function md5Base64(data: string | Buffer): string {
  return createHash('md5').update(data).digest('base64');
}

/** `yyyyMMddTHHmmssZ`. */
export function amzTimestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function derive(signer: Signer, day: string, service: string): Buffer {
  let key: Buffer = Buffer.from(`AWS4${signer.secretAccessKey}`);
  for (const part of [day, signer.region, service, 'aws4_request']) {
    key = createHmac('sha256', key).update(part).digest();
  }
  return key;
}

/** Returns the signature of a request, with the parts that the client sends beside it. */
export function signatureOf(signer: Signer, request: UnsignedRequest) {
  const names = Object.keys(request.headers).sort();
  const service = request.service ?? 's3';
  const day = request.timestamp.slice(0, 8);
  const scope = `${day}/${signer.region}/${service}/aws4_request`;
  let canonical = `${request.method}\n${request.path}\n`;
  canonical += request.query
    .split('&')
    .filter((pair) => pair)
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    // Sort by name without the equals sign: with it, `a-b=` would come before `a=`.
    .sort((a, b) => (a.replace('=', '\0') < b.replace('=', '\0') ? -1 : 1))
    .join('&');
  canonical += '\n';
  for (const name of names) {
    canonical += `${name}:${request.headers[name]?.trim().replace(/ +/g, ' ')}\n`;
  }
  canonical += `\n${names.join(';')}\n${request.payloadHash}`;
  const text = `AWS4-HMAC-SHA256\n${request.timestamp}\n${scope}\n${sha256(canonical)}`;
  const key = derive(signer, day, service);
  return {
    signature: createHmac('sha256', key).update(text).digest('hex'),
    signedHeaders: names.join(';'),
    credential: `${signer.accessKeyId}/${scope}`,
    scope,
    key,
  };
}

/** The headers of the request, including Authorization. */
export function signByHeader(signer: Signer, request: UnsignedRequest): Record<string, string> {
  const { signature, signedHeaders, credential } = signatureOf(signer, request);
  return {
    ...request.headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  };
}

/** The query of a presigned URL; the signature comes last. */
export function signByQuery(
  signer: Signer,
  request: UnsignedRequest,
  expires: string | number,
): string {
  const { credential, signedHeaders } = signatureOf(signer, request);
  const query = [
    request.query,
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    `X-Amz-Credential=${encodeURIComponent(credential)}`,
    `X-Amz-Date=${request.timestamp}`,
    `X-Amz-Expires=${expires}`,
    `X-Amz-SignedHeaders=${encodeURIComponent(signedHeaders)}`,
  ]
    .filter((part) => part)
    .join('&');
  return `${query}&X-Amz-Signature=${signatureOf(signer, { ...request, query }).signature}`;
}

interface Stream {
  signer: Signer;
  request: UnsignedRequest;
}

/** A body in signed chunks, with signed trailers. */
export function signedChunks(
  { signer, request }: Stream,
  chunks: (string | Buffer)[],
  trailers: Record<string, string> = {},
): Buffer {
  const seed = signatureOf(signer, request);
  let previous = seed.signature;
  const next = (kind: string, ...rest: string[]) => {
    const text = [`AWS4-HMAC-SHA256-${kind}`, request.timestamp, seed.scope, previous, ...rest];
    previous = createHmac('sha256', seed.key).update(text.join('\n')).digest('hex');
    return previous;
  };
  const parts: Buffer[] = [];
  for (const chunk of [...chunks, '']) {
    const data = Buffer.from(chunk);
    const signature = next('PAYLOAD', sha256(''), sha256(data));
    parts.push(Buffer.from(`${data.length.toString(16)};chunk-signature=${signature}\r\n`), data);
    if (data.length > 0) parts.push(Buffer.from('\r\n'));
  }
  const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}`);
  if (lines.length > 0) {
    const signature = next('TRAILER', sha256(`${lines.join('\n')}\n`));
    lines.push(`x-amz-trailer-signature:${signature}`);
  }
  parts.push(Buffer.from([...lines, '', ''].join('\r\n')));
  return Buffer.concat(parts);
}

/** A body in unsigned chunks, as SDKs send streams by default. */
export function plainChunks(
  chunks: (string | Buffer)[],
  trailers: Record<string, string> = {},
): Buffer {
  const parts: Buffer[] = [];
  for (const chunk of chunks) {
    const data = Buffer.from(chunk);
    parts.push(Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n'));
  }
  const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}`);
  parts.push(Buffer.from(['0', ...lines, '', ''].join('\r\n')));
  return Buffer.concat(parts);
}
