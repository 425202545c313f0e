// What can be done to the photo besides uploading one: remove it, go back to an earlier one, and undo either.
import { useCallback, useState } from 'react';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { removePhoto, updateProfile } from './api';
import { ApiError } from './api-error';

/** A change that has happened. `before` is the key shown until then; null if there was no photo. */
export type PhotoChange = {
  kind: 'uploaded' | 'removed' | 'restored' | 'undone';
  before: string | null;
};

export type PhotoChanges = {
  isBusy: boolean;
  last: PhotoChange | null;
  error: ApiError | null;
  /** To be told of an upload that replaced a photo. */
  uploaded: (before: string | null) => void;
  remove: () => Promise<void>;
  restore: (key: string) => Promise<void>;
  /** Takes back the last change. */
  undo: () => Promise<void>;
  /** Forgets the last change and its error. */
  dismiss: () => void;
};

export function usePhotoChanges(
  shownKey: string | null,
  changed: (profile: ProfileResponse) => Promise<void>,
): PhotoChanges {
  const [isBusy, setBusy] = useState(false);
  const [last, setLast] = useState<PhotoChange | null>(null);
  const [error, setError] = useState<ApiError | null>(null);

  const make = useCallback(
    async (kind: PhotoChange['kind'], key: string | null) => {
      setBusy(true);
      setError(null);
      try {
        const profile =
          key === null ? await removePhoto() : await updateProfile({ profileImageKey: key });
        await changed(profile);
        setLast({ kind, before: shownKey });
      } catch (cause) {
        if (!(cause instanceof ApiError)) throw cause;
        setError(cause);
      } finally {
        setBusy(false);
      }
    },
    [changed, shownKey],
  );

  const uploaded = useCallback((before: string | null) => {
    setError(null);
    setLast({ kind: 'uploaded', before });
  }, []);
  const remove = useCallback(() => make('removed', null), [make]);
  const restore = useCallback((key: string) => make('restored', key), [make]);
  const undo = useCallback(async () => {
    if (last && last.kind !== 'undone') await make('undone', last.before);
  }, [last, make]);
  const dismiss = useCallback(() => {
    setLast(null);
    setError(null);
  }, []);

  return { isBusy, last, error, uploaded, remove, restore, undo, dismiss };
}
