// The photo on its way, kept in IndexedDB so that a reload, a closed tab or a lost connection does not lose it. At most one.
import { isImageContentType } from '@/lib/shared/upload-policy';
import type { Photo, Ticket } from './upload-state';

export type KeptPhoto = Omit<Photo, 'previewUrl'> & {
  /** Whose it is. */
  userId: string;
  ticket: Ticket | null;
};

/** How long a kept photo is worth anything, in milliseconds: a day. */
export const KEPT_FOR_MS = 24 * 60 * 60 * 1_000;

export type KeptPhotoStore = {
  load: () => Promise<KeptPhoto | null>;
  save: (photo: KeptPhoto) => Promise<void>;
  clear: () => Promise<void>;
};

/**
 * What to do with a photo that was found: `drop` it, if it is another person's, older than a day, or shown already; `ask`,
 * if a newer photo came meanwhile; else `resume`.
 */
export function judgeKeptPhoto(
  kept: KeptPhoto,
  shown: { userId: string; key: string | null; updatedAt: number | null },
  now: number,
): 'drop' | 'ask' | 'resume' {
  if (kept.userId !== shown.userId) return 'drop';
  if (Math.abs(now - kept.chosenAt) > KEPT_FOR_MS) return 'drop';
  if (!isImageContentType(kept.contentType)) return 'drop';
  if (kept.ticket !== null && kept.ticket.s3Key === shown.key) return 'drop';
  return (shown.updatedAt ?? 0) > (kept.madeAgainst ?? 0) ? 'ask' : 'resume';
}

const DATABASE = 'polizalab-profile';
const STORE = 'kept-photo';
const ONLY_KEY = 'photo';

/** A store in this browser's IndexedDB. It rejects where there is none, as in some private windows. */
export function indexedDbKeptPhotos(factory: IDBFactory = indexedDB): KeptPhotoStore {
  async function inStore<T>(
    mode: IDBTransactionMode,
    use: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const database = await open(factory);
    try {
      const transaction = database.transaction(STORE, mode);
      const request = use(transaction.objectStore(STORE));
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
        transaction.onerror = () => reject(transaction.error);
      });
      return request.result;
    } finally {
      database.close();
    }
  }
  return {
    load: async () =>
      (await inStore<KeptPhoto | undefined>('readonly', (s) => s.get(ONLY_KEY))) ?? null,
    save: async (photo) => {
      await inStore('readwrite', (store) => store.put(photo, ONLY_KEY));
    },
    clear: async () => {
      await inStore('readwrite', (store) => store.delete(ONLY_KEY));
    },
  };
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
