// Parses a request from its raw target and headers, and finds the bucket and key it addresses.
import type { IncomingMessage } from 'node:http';
import { S3Error } from './errors.ts';
import { uriDecode } from './percent-encoding.ts';

const MAX_KEY_BYTES = 1024;

export interface S3Request {
  method: string;
  /** Decoded, but not normalized: dot segments and double slashes are kept. */
  path: string;
  /** Decoded, in the order of the request. */
  query: readonly (readonly [name: string, value: string])[];
  /** By lower-case name. Repeated headers are joined with commas. Values have one character per byte. */
  headers: ReadonlyMap<string, string>;
  bucket: string | undefined;
  key: string | undefined;
  /** The body. It is read from the socket on demand. */
  body: AsyncIterable<Buffer>;
}

/**
 * @param baseDomain a host below this domain names a bucket; for any other host, the path does
 * @throws S3Error InvalidURI if the target is malformed, KeyTooLongError
 */
export function readRequest(
  message: IncomingMessage,
  body: AsyncIterable<Buffer>,
  baseDomain: string,
): S3Request {
  const headers = readHeaders(message.rawHeaders);
  // HTTP allows the absolute form, which proxies use. The signature covers the Host header instead.
  const target = (message.url ?? '').replace(/^https?:\/\/[^/?]*(?=[/?])/i, '');
  if (!target.startsWith('/')) throw new S3Error('InvalidURI');
  const mark = target.indexOf('?');
  const path = uriDecode(mark < 0 ? target : target.slice(0, mark));
  const query = mark < 0 ? [] : readQuery(target.slice(mark + 1));
  return {
    method: message.method ?? '',
    path,
    query,
    headers,
    body,
    ...readAddress(path, headers.get('host') ?? '', baseDomain),
  };
}

function readHeaders(raw: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return headers;
}

function readQuery(raw: string): [string, string][] {
  const decode = (text: string) => uriDecode(text.replaceAll('+', ' '));
  return raw
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0
        ? [decode(pair), '']
        : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    });
}

function readAddress(path: string, host: string, baseDomain: string) {
  const name = host.replace(/:\d*$/, '').toLowerCase();
  const hostBucket = name.endsWith(`.${baseDomain}`) ? name.slice(0, -baseDomain.length - 1) : '';
  const rest = path.slice(1);
  const slash = rest.indexOf('/');
  const bucket = hostBucket || (slash < 0 ? rest : rest.slice(0, slash));
  const key = hostBucket ? rest : slash < 0 ? '' : rest.slice(slash + 1);
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', undefined, {
      Size: String(Buffer.byteLength(key)),
      MaxSizeAllowed: String(MAX_KEY_BYTES),
    });
  }
  return { bucket: bucket || undefined, key: key || undefined };
}

/** The first value of a query parameter; undefined if there is none. */
export function queryValue(request: S3Request, name: string): string | undefined {
  return request.query.find(([given]) => given === name)?.[1];
}

/**
 * All `x-amz-*` headers by lower-case name, one character per byte. Presigners may move some of them to the query; a
 * header of the request takes precedence.
 */
export function amzHeaders(request: S3Request): Map<string, string> {
  const fromQuery = request.query.map(
    ([name, value]) => [name.toLowerCase(), Buffer.from(value).toString('latin1')] as const,
  );
  const all = [...fromQuery, ...request.headers];
  return new Map(all.filter(([name]) => name.startsWith('x-amz-')));
}

/** One `x-amz-*` header, as in `amzHeaders`. */
export function amzHeader(request: S3Request, name: string): string | undefined {
  return amzHeaders(request).get(name);
}
