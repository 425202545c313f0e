// ListObjectsV2, and ListObjects (version 1), which pages by a marker.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
import { S3Error } from '../errors.ts';
import { listPage, type Page } from '../listing.ts';
import type { ObjectInfo } from '../object-file.ts';
import { type Context, type Operation, xmlReply } from '../operation.ts';
import { uriEncode } from '../percent-encoding.ts';
import { queryValue, type S3Request } from '../request.ts';
import { element, xmlDocument } from '../xml.ts';
import { OWNER_ID } from './owner.ts';

const MAX_KEYS = 1000;

export const listObjectsV2: Operation = async (context) => {
  const { request } = context;
  const token = queryValue(request, 'continuation-token');
  const startAfter = queryValue(request, 'start-after');
  const after = token === undefined ? (startAfter ?? '') : readToken(token);
  const { page, encode, shared } = list(context, after);
  const withOwner = queryValue(request, 'fetch-owner') === 'true';
  return xmlReply(
    xmlDocument('ListBucketResult', [
      ...shared,
      element('KeyCount', page.objects.length + page.prefixes.length),
      element('ContinuationToken', token),
      element('NextContinuationToken', page.next === undefined ? undefined : makeToken(page.next)),
      element('StartAfter', startAfter === undefined ? undefined : encode(startAfter)),
      ...contents(page, encode, withOwner),
    ]),
  );
};

export const listObjects: Operation = async (context) => {
  const marker = queryValue(context.request, 'marker') ?? '';
  const { page, encode, shared, delimiter } = list(context, marker);
  const next = delimiter && page.next !== undefined ? encode(page.next) : undefined;
  return xmlReply(
    xmlDocument('ListBucketResult', [
      ...shared,
      element('Marker', encode(marker)),
      element('NextMarker', next),
      ...contents(page, encode, true),
    ]),
  );
};

function list({ request, store, bucket }: Context, after: string) {
  const maxKeys = readMaxKeys(request);
  const prefix = queryValue(request, 'prefix') ?? '';
  const delimiter = queryValue(request, 'delimiter') ?? '';
  const encoding = queryValue(request, 'encoding-type');
  if (encoding !== undefined && encoding !== 'url') {
    throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request', {
      ArgumentName: 'encoding-type',
      ArgumentValue: encoding,
    });
  }
  const encode = (text: string) => (encoding === 'url' ? uriEncode(text, '/') : text);
  const page = listPage(store.bucket(bucket), { prefix, delimiter, after, maxKeys });
  const shared = [
    element('Name', bucket),
    element('Prefix', encode(prefix)),
    element('Delimiter', delimiter ? encode(delimiter) : undefined),
    element('MaxKeys', maxKeys),
    element('EncodingType', encoding),
    element('IsTruncated', page.next !== undefined),
  ];
  return { page, encode, shared, delimiter };
}

function contents(page: Page, encode: (text: string) => string, withOwner: boolean): string[] {
  const owner = withOwner ? element('Owner', [element('ID', OWNER_ID)]) : '';
  const describe = (info: ObjectInfo) =>
    element('Contents', [
      element('Key', encode(info.key)),
      element('LastModified', new Date(info.lastModified).toISOString()),
      element('ETag', `"${info.etag}"`),
      element('ChecksumAlgorithm', info.checksum?.algorithm.toUpperCase()),
      element('ChecksumType', info.checksum && 'FULL_OBJECT'),
      element('Size', info.size),
      owner,
      element('StorageClass', info.headers['x-amz-storage-class'] ?? 'STANDARD'),
    ]);
  return [
    ...page.objects.map(describe),
    ...page.prefixes.map((prefix) =>
      element('CommonPrefixes', [element('Prefix', encode(prefix))]),
    ),
  ];
}

function readMaxKeys(request: S3Request): number {
  const text = queryValue(request, 'max-keys');
  if (text === undefined || text === '') return MAX_KEYS;
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0x7fffffff) {
    throw new S3Error(
      'InvalidArgument',
      'Provided max-keys not an integer or within integer range',
      { ArgumentName: 'max-keys', ArgumentValue: text },
    );
  }
  return Math.min(Number(text), MAX_KEYS);
}

/** A continuation token is the last key of a page with this prefix, in base64. The prefix detects invalid tokens. */
const TOKEN_PREFIX = '1:';

function makeToken(last: string): string {
  return Buffer.from(`${TOKEN_PREFIX}${last}`).toString('base64');
}

function readToken(token: string): string {
  const bytes = Buffer.from(token, 'base64');
  const text = bytes.toString('utf8');
  if (bytes.toString('base64') !== token || !text.startsWith(TOKEN_PREFIX)) {
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
      ArgumentName: 'continuation-token',
      ArgumentValue: token,
    });
  }
  return text.slice(TOKEN_PREFIX.length);
}
