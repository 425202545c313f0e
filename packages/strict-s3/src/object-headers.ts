// The headers of an object: which request headers are stored, and which response headers are sent.
import { S3Error } from './errors.ts';
import type { ObjectInfo } from './object-file.ts';
import { amzHeader, amzHeaders, queryValue, type S3Request } from './request.ts';

const STORED = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];
const MAX_METADATA_BYTES = 2048;
/** A valid header value, one character per byte. */
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/**
 * The headers of a request to store with the object.
 *
 * @throws S3Error MetadataTooLarge over 2 KB of `x-amz-meta-*`, InvalidArgument
 */
export function headersToStore(request: S3Request): Record<string, string> {
  const stored: Record<string, string> = {};
  for (const name of STORED) {
    const value = request.headers.get(name);
    if (value) stored[name] = value;
  }
  // aws-chunked is a transfer encoding of the request, not an encoding of the object.
  const encodings = (stored['content-encoding'] ?? '')
    .split(',')
    .filter((encoding) => encoding.trim().toLowerCase() !== 'aws-chunked');
  delete stored['content-encoding'];
  if (encodings.join()) stored['content-encoding'] = encodings.join().trim();
  stored['content-type'] ??= 'binary/octet-stream';
  const storageClass = amzHeader(request, 'x-amz-storage-class');
  if (storageClass && storageClass !== 'STANDARD') stored['x-amz-storage-class'] = storageClass;

  let size = 0;
  for (const [name, value] of amzHeaders(request)) {
    if (!name.startsWith('x-amz-meta-')) continue;
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !HEADER_VALUE.test(value)) {
      throw new S3Error('InvalidArgument', undefined, { ArgumentName: name });
    }
    stored[name] = value;
    size += Buffer.byteLength(name) - 'x-amz-meta-'.length + Buffer.byteLength(value, 'latin1');
  }
  if (size > MAX_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', undefined, {
      Size: String(size),
      MaxSizeAllowed: String(MAX_METADATA_BYTES),
    });
  }
  return stored;
}

/** The response headers of GET and HEAD, with the `response-*` overrides of the request. */
export function headersToSend(request: S3Request, info: ObjectInfo): Record<string, string> {
  const headers: Record<string, string> = {
    ...info.headers,
    etag: `"${info.etag}"`,
    'last-modified': new Date(info.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
  };
  for (const name of STORED) {
    const override = queryValue(request, `response-${name}`);
    if (override === undefined) continue;
    if (!HEADER_VALUE.test(override)) {
      throw new S3Error('InvalidArgument', undefined, {
        ArgumentName: `response-${name}`,
        ArgumentValue: override,
      });
    }
    headers[name] = override;
  }
  return headers;
}

/** The response headers that carry the object's checksum. */
export function checksumHeaders(info: Pick<ObjectInfo, 'checksum'>): Record<string, string> {
  if (!info.checksum) return {};
  return {
    [`x-amz-checksum-${info.checksum.algorithm}`]: info.checksum.value,
    'x-amz-checksum-type': 'FULL_OBJECT',
  };
}
