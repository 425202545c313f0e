// One page of a bucket's keys, with what shares a prefix rolled up.
import type { Bucket } from './bucket.ts';
import type { ObjectInfo } from './object-file.ts';
import { compareUtf8 } from './utf8-order.ts';

export interface ListQuery {
  prefix: string;
  /** Keys alike up to its first occurrence behind the prefix are rolled up; empty for none. */
  delimiter: string;
  /** A key, or a rolled-up prefix: the page begins behind it, or behind all that it stands for. */
  after: string;
  maxKeys: number;
}

export interface Page {
  objects: ObjectInfo[];
  prefixes: string[];
  /** Where the next page begins; undefined on the last. */
  next: string | undefined;
}

export function listPage(bucket: Bucket, query: ListQuery): Page {
  const { prefix, delimiter, after, maxKeys } = query;
  const page: Page = { objects: [], prefixes: [], next: undefined };
  if (maxKeys === 0) return page;
  const groupOf = (key: string) => {
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  const afterGroup = after.startsWith(prefix) && groupOf(after) === after;
  const keys = bucket.keys();
  let last = '';
  const start = Math.max(firstBehind(keys, after), firstFrom(keys, prefix));
  for (let i = start; i < keys.length; i += 1) {
    const key = keys[i] ?? '';
    if (!key.startsWith(prefix)) break;
    if (afterGroup && key.startsWith(after)) continue;
    const group = groupOf(key);
    if (group !== undefined && group === page.prefixes.at(-1)) continue;
    if (page.objects.length + page.prefixes.length === maxKeys) {
      page.next = last;
      break;
    }
    last = group ?? key;
    if (group !== undefined) page.prefixes.push(group);
    else {
      const info = bucket.info(key);
      if (info) page.objects.push(info);
    }
  }
  return page;
}

/** The index of the first key greater than `after`. */
function firstBehind(keys: readonly string[], after: string): number {
  return firstThat(keys, (key) => compareUtf8(key, after) > 0);
}

/** The index of the first key that is `least` or greater. All keys that begin with `least` follow it without a gap. */
function firstFrom(keys: readonly string[], least: string): number {
  return firstThat(keys, (key) => compareUtf8(key, least) >= 0);
}

/** The index of the first key of which `holds` is true; it is true of all that follow. */
function firstThat(keys: readonly string[], holds: (key: string) => boolean): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(keys[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}
