// The Range header. Like S3, it supports one byte range, and ignores several ranges, other units and malformed values.
import { S3Error } from './errors.ts';

/** Offsets of the first and last byte, both inclusive. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * @returns undefined for the whole object
 * @throws S3Error InvalidRange if the range does not overlap the object
 */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  if (from !== '' && to !== '' && Number(from) > Number(to)) return undefined;
  const first = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first >= size || (from === '' && Number(to) === 0)) {
    throw new S3Error(
      'InvalidRange',
      undefined,
      { RangeRequested: header ?? '', ActualObjectSize: String(size) },
      { 'Content-Range': `bytes */${size}` },
    );
  }
  return { first, last };
}
