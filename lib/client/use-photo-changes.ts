// Removes the photo, restores an earlier one, and undoes a change.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { removePhoto, updateProfile } from './api';
import { ApiError } from './api-error';

/** A completed change: the keys shown before and after; null for no photo. */
export interface PhotoChange {
  kind: 'uploaded' | 'removed' | 'restored' | 'undone';
  before: string | null;
  after: string | null;
}

export interface PhotoChanges {
  isBusy: boolean;
  /** The last change, while its photo is shown and no other change is running. */
  last: PhotoChange | null;
  error: ApiError | null;
  /** Call it with a confirmed upload, before the page shows it. */
  uploaded: (profile: ProfileResponse) => void;
  remove: () => Promise<void>;
  restore: (key: string) => Promise<void>;
  /** Undoes the last change. */
  undo: () => Promise<void>;
  /** Retries the failed change. */
  retry: () => Promise<void>;
  /** Clears the last change and its error. */
  dismiss: () => void;
}

/** @param begin called when a change starts: it supersedes any upload */
export function usePhotoChanges(
  shownKey: string | null,
  changed: (profile: ProfileResponse) => Promise<void>,
  begin: () => void,
): PhotoChanges {
  const [isBusy, setBusy] = useState(false);
  const [made, setMade] = useState<PhotoChange | null>(null);
  const [failed, setFailed] = useState<Failed | null>(null);
  const shown = useRef<Shown>({ now: shownKey, before: null });
  useEffect(() => {
    const { now } = shown.current;
    if (now !== shownKey) shown.current = { now: shownKey, before: now };
  }, [shownKey]);

  const happened = useCallback((kind: PhotoChange['kind'], after: string | null) => {
    setFailed(null);
    setMade({ kind, before: keyBefore(shown.current, after), after });
  }, []);

  const make = useCallback(
    async (kind: PhotoChange['kind'], key: string | null) => {
      begin();
      setBusy(true);
      setFailed(null);
      try {
        const profile =
          key === null ? await removePhoto() : await updateProfile({ profileImageKey: key });
        happened(kind, profile.profileImageKey);
        await changed(profile);
      } catch (cause) {
        if (!(cause instanceof ApiError)) throw cause;
        setFailed({ error: cause, kind, key });
      } finally {
        setBusy(false);
      }
    },
    [begin, changed, happened],
  );

  const last = !isBusy && made?.after === shownKey ? made : null;
  const uploaded = useCallback(
    (profile: ProfileResponse) => happened('uploaded', profile.profileImageKey),
    [happened],
  );
  const remove = useCallback(() => make('removed', null), [make]);
  const restore = useCallback((key: string) => make('restored', key), [make]);
  const undo = useCallback(async () => {
    if (last && last.kind !== 'undone') await make('undone', last.before);
  }, [last, make]);
  const retry = useCallback(async () => {
    if (failed) await make(failed.kind, failed.key);
  }, [failed, make]);
  const dismiss = useCallback(() => {
    setMade(null);
    setFailed(null);
  }, []);

  const error = failed?.error ?? null;
  return { isBusy, last, error, uploaded, remove, restore, undo, retry, dismiss };
}

/** A change that failed, and why. */
interface Failed {
  error: ApiError;
  kind: PhotoChange['kind'];
  key: string | null;
}

/** The shown key, and the one before it. */
interface Shown {
  now: string | null;
  before: string | null;
}

/** The photo that `after` replaced, even if the page learnt of it before the change returned. */
function keyBefore({ now, before }: Shown, after: string | null): string | null {
  return now === after ? before : now;
}
