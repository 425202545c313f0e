// Keeps the photo being uploaded in IndexedDB, so that a reload, a closed tab or a lost connection does not lose it. At most one.
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { isImageContentType } from '@/lib/shared/upload-policy';
import type { Photo, Ticket, Verdict } from './upload-state';

export type KeptPhoto = Omit<Photo, 'previewUrl'> & {
  /** The user it belongs to. */
  userId: string;
  ticket: Ticket | null;
};

/** How long a photo is kept, in milliseconds: a day. */
export const KEPT_FOR_MS = 24 * 60 * 60 * 1_000;

interface KeptPhotoStore {
  load: () => Promise<KeptPhoto | null>;
  /** Keeps the photo, unless this user has chosen a newer one, as in another tab. */
  save: (photo: KeptPhoto) => Promise<void>;
  /** Deletes the photo chosen at that time; without an argument, any photo. */
  clear: (chosenAt?: number) => Promise<void>;
}

/** Decides by the current profile whether a paused or kept photo may continue. */
export function judgeKeptPhoto(
  kept: KeptPhoto,
  profile: Pick<ProfileResponse, 'userId' | 'profileImageKey' | 'profileImageUpdatedAt'>,
  now: number,
): Verdict {
  if (kept.userId !== profile.userId) return 'drop';
  if (kept.ticket !== null && kept.ticket.s3Key === profile.profileImageKey) return 'done';
  if (Math.abs(now - kept.chosenAt) > KEPT_FOR_MS) return 'drop';
  if (!isImageContentType(kept.contentType)) return 'drop';
  return hasChangedSince(profile.profileImageUpdatedAt, kept.baseUpdatedAt) ? 'ask' : 'resume';
}

/** True if the profile's photo changed since. Never for a photo that the user insisted on. */
function hasChangedSince(shownAt: number | null, baseUpdatedAt: number | null): boolean {
  if (shownAt !== null) return shownAt > (baseUpdatedAt ?? 0);
  return baseUpdatedAt !== null && Number.isFinite(baseUpdatedAt);
}

/** The stored form: `baseUpdatedAt` has the name that earlier versions of the page used. */
type StoredPhoto = Omit<KeptPhoto, 'baseUpdatedAt'> & { madeAgainst: number | null };

function toStored({ baseUpdatedAt, ...photo }: KeptPhoto): StoredPhoto {
  return { ...photo, madeAgainst: baseUpdatedAt };
}

function fromStored({ madeAgainst, ...photo }: StoredPhoto): KeptPhoto {
  return { ...photo, baseUpdatedAt: madeAgainst };
}

const DATABASE = 'polizalab-profile';
const STORE = 'kept-photo';
const ONLY_KEY = 'photo';

/** A store in IndexedDB. Rejects where IndexedDB is missing, as in some private windows. */
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
  /** Runs in one transaction, so that other tabs cannot interfere. */
  async function change(
    by: (kept: StoredPhoto | undefined, store: IDBObjectStore) => void,
  ): Promise<void> {
    await inStore<StoredPhoto | undefined>('readwrite', (store) => {
      const request = store.get(ONLY_KEY);
      request.onsuccess = () => by(request.result, store);
      return request;
    });
  }
  return {
    load: async () => {
      const stored = await inStore<StoredPhoto | undefined>('readonly', (s) => s.get(ONLY_KEY));
      return stored ? fromStored(stored) : null;
    },
    save: (photo) =>
      change((kept, store) => {
        const isOlder = kept?.userId === photo.userId && kept.chosenAt > photo.chosenAt;
        if (!isOlder) store.put(toStored(photo), ONLY_KEY);
      }),
    clear: (chosenAt) =>
      change((kept, store) => {
        if (chosenAt === undefined || kept?.chosenAt === chosenAt) store.delete(ONLY_KEY);
      }),
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
