// The bucket in memory, for tests.
import type { ImageStorage, StoredObject } from '@/lib/server/profile/ports';

export interface MemoryImageStorage extends ImageStorage {
  /** As a client puts it, by a presigned URL. */
  put(key: string, bytes: Uint8Array, contentType: string): void;
  keys(): string[];
}

/**
 * @param now tells when an object was written, in Unix seconds
 */
export function memoryImageStorage(now: () => number): MemoryImageStorage {
  const objects = new Map<string, StoredObject & { modifiedAt: number }>();
  const put: MemoryImageStorage['put'] = (key, bytes, contentType) =>
    void objects.set(key, { bytes: bytes.slice(), contentType, modifiedAt: now() });
  return {
    put,
    keys: () => [...objects.keys()],
    async read(key, maxBytes) {
      const object = objects.get(key);
      if (!object) return null;
      return { bytes: object.bytes.slice(0, maxBytes + 1), contentType: object.contentType };
    },
    async write(key, bytes, contentType) {
      put(key, bytes, contentType);
    },
    async delete(keys) {
      for (const key of keys) objects.delete(key);
    },
    has: async (key) => objects.has(key),
    async list(prefix) {
      const found = [...objects].filter(([key]) => key.startsWith(prefix)).sort();
      return { items: found.map(([key, { modifiedAt }]) => ({ key, modifiedAt })), next: null };
    },
  };
}
