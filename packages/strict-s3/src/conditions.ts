// Conditional requests: reads as in RFC 9110, copies and writes as in S3.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
import type { Condition } from './bucket.ts';
import { notImplemented, S3Error } from './errors.ts';
import type { ObjectInfo } from './object-file.ts';

type Header = (name: string) => string | undefined;

function preconditionFailed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', undefined, { Condition: condition });
}

/** True if a list of entity tags (quoted or not, weak or not) has this tag or `*`. */
function matchesTag(list: string, etag: string): boolean {
  return list.split(',').some((item) => {
    const tag = item
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1');
    return tag === '*' || tag === etag;
  });
}

/** Undefined if the header is absent or not a date, which RFC 9110 says to ignore. */
function dateOf(value: string | undefined): number | undefined {
  const time = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

interface Outcome {
  /** The name of the condition that fails. */
  failed: string | undefined;
  unmodified: boolean;
}

function evaluate(header: Header, info: ObjectInfo, prefix: string): Outcome {
  const ifMatch = header(`${prefix}if-match`);
  const ifNoneMatch = header(`${prefix}if-none-match`);
  const since = dateOf(header(`${prefix}if-modified-since`));
  const notSince = dateOf(header(`${prefix}if-unmodified-since`));
  let failure: string | undefined;
  if (ifMatch !== undefined) {
    if (!matchesTag(ifMatch, info.etag)) failure = 'If-Match';
  } else if (notSince !== undefined && info.lastModified > notSince) {
    failure = 'If-Unmodified-Since';
  }
  const unmodified =
    ifNoneMatch === undefined
      ? since !== undefined && info.lastModified <= since
      : matchesTag(ifNoneMatch, info.etag);
  return { failed: failure, unmodified };
}

/** Checks the conditions of a GET or HEAD. @throws S3Error PreconditionFailed, NotModified */
export function checkRead(header: Header, info: ObjectInfo): void {
  const outcome = evaluate(header, info, '');
  if (outcome.failed) throw preconditionFailed(outcome.failed);
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

/** Checks the conditions on the source of a copy. Where a read answers 304, a copy answers 412. */
export function checkCopySource(header: Header, info: ObjectInfo): void {
  const prefix = 'x-amz-copy-source-';
  const outcome = evaluate(header, info, prefix);
  if (outcome.failed) throw preconditionFailed(`${prefix}${outcome.failed}`);
  if (outcome.unmodified) {
    const byTag = header(`${prefix}if-none-match`) !== undefined;
    throw preconditionFailed(`${prefix}${byTag ? 'If-None-Match' : 'If-Modified-Since'}`);
  }
}

/**
 * The condition of a write on the current object.
 *
 * @throws S3Error NotImplemented for anything except `If-None-Match: *` and `If-Match` with a tag
 */
export function writeCondition(header: Header): Condition {
  const ifMatch = header('if-match');
  const ifNoneMatch = header('if-none-match');
  if (ifNoneMatch !== undefined && (ifNoneMatch.trim() !== '*' || ifMatch !== undefined)) {
    throw notImplemented(`If-None-Match: ${ifNoneMatch}`);
  }
  if (ifMatch?.trim() === '*') throw notImplemented('If-Match: *');
  return (current) => {
    if (ifNoneMatch !== undefined && current) throw preconditionFailed('If-None-Match');
    if (ifMatch === undefined) return;
    if (!current) throw new S3Error('NoSuchKey');
    if (!matchesTag(ifMatch, current.etag)) throw preconditionFailed('If-Match');
  };
}

/** The condition of a delete on the current object. */
export function deleteCondition(ifMatch: string | undefined): Condition {
  return (current) => {
    if (ifMatch === undefined) return;
    if (!current || !matchesTag(ifMatch, current.etag)) throw preconditionFailed('If-Match');
  };
}
