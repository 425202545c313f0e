// One page of a list of keys, with common prefixes.
import type { Bucket } from './bucket.ts';
import type { ObjectInfo } from './object-file.ts';
import { compareUtf8 } from './utf8-order.ts';

interface ListQuery {
  prefix: string;
  /** Keys with the same text up to its first occurrence after the prefix become one common prefix; empty for none. */
  delimiter: string;
  /** A key, or a common prefix: the page starts after it, or after all keys with that prefix. */
  after: string;
  maxKeys: number;
}

export interface Page {
  objects: ObjectInfo[];
  prefixes: string[];
  /** The `after` of the next page; undefined on the last page. */
  next: string | undefined;
}

/** @param query `maxKeys` counts objects and common prefixes */
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
  const start = Math.max(firstAfter(keys, after), firstAtLeast(keys, prefix));
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
function firstAfter(keys: readonly string[], after: string): number {
  return firstWhere(keys, (key) => compareUtf8(key, after) > 0);
}

/** The index of the first key equal to `least` or greater. The keys that start with `least` begin here, without a gap. */
function firstAtLeast(keys: readonly string[], least: string): number {
  return firstWhere(keys, (key) => compareUtf8(key, least) >= 0);
}

/** The index of the first key for which `holds` is true. It must be true for all keys after that. */
function firstWhere(keys: readonly string[], holds: (key: string) => boolean): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(keys[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}
