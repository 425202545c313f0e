// The image storage in memory, for tests.
import { createHash } from 'node:crypto';
import type { ImageStorage, StoredObject } from '@/lib/server/profile/ports';

export interface MemoryImageStorage extends ImageStorage {
  /** Stores an object like a client's PUT to a presigned URL. */
  put(key: string, bytes: Uint8Array, contentType: string): void;
  keys(): string[];
}

/** Number of objects per page of a listing, as in S3. */
const PAGE = 1000;

function etagOf(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

/**
 * @param now returns the time of a write, in Unix seconds
 */
export function memoryImageStorage(now: () => number): MemoryImageStorage {
  const objects = new Map<string, StoredObject>();
  const put: MemoryImageStorage['put'] = (key, bytes, contentType) =>
    void objects.set(key, { bytes: bytes.slice(), contentType, modifiedAt: now() });
  return {
    put,
    keys: () => [...objects.keys()],
    async read(key, maxBytes) {
      const object = objects.get(key);
      if (!object) return null;
      return { ...object, bytes: object.bytes.slice(0, maxBytes + 1) };
    },
    async write(key, bytes, contentType) {
      put(key, bytes, contentType);
    },
    async describe(key) {
      const object = objects.get(key);
      if (!object) return null;
      const { bytes, contentType } = object;
      const sha256 = createHash('sha256').update(bytes).digest('base64');
      return { size: bytes.length, contentType, sha256, etag: etagOf(bytes) };
    },
    async copy(from, etag, to, contentType) {
      const object = objects.get(from);
      if (!object || etagOf(object.bytes) !== etag) return false;
      put(to, object.bytes, contentType);
      return true;
    },
    async delete(keys) {
      for (const key of keys) objects.delete(key);
    },
    has: async (key) => objects.has(key),
    async list(prefix, after) {
      const found = [...objects]
        .filter(([key]) => key.startsWith(prefix) && (after === null || key > after))
        .sort();
      const items = found
        .slice(0, PAGE)
        .map(([key, { bytes, modifiedAt }]) => ({ key, modifiedAt, etag: etagOf(bytes) }));
      return { items, next: found.length > PAGE ? (items.at(-1)?.key ?? null) : null };
    },
    async deleteUnchanged(listed) {
      const unchanged = listed.filter(({ key, etag }) => {
        const object = objects.get(key);
        return !object || etagOf(object.bytes) === etag;
      });
      for (const { key } of unchanged) objects.delete(key);
      return unchanged.map(({ key }) => key);
    },
  };
}
