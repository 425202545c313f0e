// The Range header: one range of bytes. Several at once, other units and nonsense are ignored, as S3 ignores them.
import { S3Error } from './errors.ts';

export interface ByteRange {
  first: number;
  last: number;
}

/**
 * @returns undefined where the whole object is meant
 * @throws S3Error InvalidRange where nothing of the range lies within the object
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
