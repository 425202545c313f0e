// Conditional requests: on reads as RFC 9110 orders them, on copies and on writes as S3 has them.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
import type { Condition } from './bucket.ts';
import { notImplemented, S3Error } from './errors.ts';
import type { ObjectInfo } from './object-file.ts';

type Header = (name: string) => string | undefined;

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', undefined, { Condition: condition });
}

/** A list of entity tags, quoted or not, weak or not, or `*`. */
function listsTag(list: string, etag: string): boolean {
  return list.split(',').some((item) => {
    const tag = item
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1');
    return tag === '*' || tag === etag;
  });
}

/** Undefined where the header is absent, or holds no date: RFC 9110 has such a one ignored. */
function dateOf(value: string | undefined): number | undefined {
  const time = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

interface Outcome {
  /** The condition that must hold and does not. */
  failed: string | undefined;
  unmodified: boolean;
}

function evaluate(header: Header, info: ObjectInfo, prefix: string): Outcome {
  const ifMatch = header(`${prefix}if-match`);
  const ifNoneMatch = header(`${prefix}if-none-match`);
  const since = dateOf(header(`${prefix}if-modified-since`));
  const notSince = dateOf(header(`${prefix}if-unmodified-since`));
  let broken: string | undefined;
  if (ifMatch !== undefined) {
    if (!listsTag(ifMatch, info.etag)) broken = 'If-Match';
  } else if (notSince !== undefined && info.lastModified > notSince) {
    broken = 'If-Unmodified-Since';
  }
  const unmodified =
    ifNoneMatch === undefined
      ? since !== undefined && info.lastModified <= since
      : listsTag(ifNoneMatch, info.etag);
  return { failed: broken, unmodified };
}

/** @throws S3Error PreconditionFailed, or NotModified */
export function checkRead(header: Header, info: ObjectInfo): void {
  const outcome = evaluate(header, info, '');
  if (outcome.failed) throw failed(outcome.failed);
  if (!outcome.unmodified) return;
  throw new S3Error('NotModified', undefined, {}, entityHeaders(info));
}

function entityHeaders(info: ObjectInfo): Record<string, string> {
  const { 'cache-control': cacheControl, expires } = info.headers;
  return {
    ETag: `"${info.etag}"`,
    'Last-Modified': new Date(info.lastModified).toUTCString(),
    ...(cacheControl && { 'Cache-Control': cacheControl }),
    ...(expires && { Expires: expires }),
  };
}

/** What a copy asks of its source; where a read would answer 304, a copy answers 412 too. */
export function checkCopySource(header: Header, info: ObjectInfo): void {
  const prefix = 'x-amz-copy-source-';
  const outcome = evaluate(header, info, prefix);
  if (outcome.failed) throw failed(`${prefix}${outcome.failed}`);
  if (outcome.unmodified) {
    const byTag = header(`${prefix}if-none-match`) !== undefined;
    throw failed(`${prefix}${byTag ? 'If-None-Match' : 'If-Modified-Since'}`);
  }
}

/**
 * What a write asks of the object it would replace.
 *
 * @throws S3Error NotImplemented for anything but `If-None-Match: *` and `If-Match` with a tag
 */
export function writeCondition(header: Header): Condition {
  const ifMatch = header('if-match');
  const ifNoneMatch = header('if-none-match');
  if (ifNoneMatch !== undefined && (ifNoneMatch.trim() !== '*' || ifMatch !== undefined)) {
    throw notImplemented(`If-None-Match: ${ifNoneMatch}`);
  }
  if (ifMatch?.trim() === '*') throw notImplemented('If-Match: *');
  return (current) => {
    if (ifNoneMatch !== undefined && current) throw failed('If-None-Match');
    if (ifMatch === undefined) return;
    if (!current) throw new S3Error('NoSuchKey');
    if (!listsTag(ifMatch, current.etag)) throw failed('If-Match');
  };
}

/** What a delete asks of the object it would remove. */
export function deleteCondition(ifMatch: string | undefined): Condition {
  return (current) => {
    if (ifMatch === undefined) return;
    if (!current || !listsTag(ifMatch, current.etag)) throw failed('If-Match');
  };
}
