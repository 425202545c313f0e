// What can be done to the photo besides uploading one: remove it, go back to an earlier one, and undo any change.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { removePhoto, updateProfile } from './api';
import { ApiError } from './api-error';

/** A change that has happened: the key shown until then, and the one shown since; null for no photo. */
export interface PhotoChange {
  kind: 'uploaded' | 'removed' | 'restored' | 'undone';
  before: string | null;
  after: string | null;
}

export interface PhotoChanges {
  isBusy: boolean;
  /** The last change, as long as what it made is what is shown, and none is under way. */
  last: PhotoChange | null;
  error: ApiError | null;
  /** To be told of an upload that was confirmed, before the page shows it. */
  uploaded: (profile: ProfileResponse) => void;
  remove: () => Promise<void>;
  restore: (key: string) => Promise<void>;
  /** Takes back the last change. */
  undo: () => Promise<void>;
  /** Tries again what failed. */
  retry: () => Promise<void>;
  /** Forgets the last change and its error. */
  dismiss: () => void;
}

/** @param begin called as a change begins: what was on its way has been overtaken by it */
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

/** A change that did not come about, and why. */
interface Failed {
  error: ApiError;
  kind: PhotoChange['kind'];
  key: string | null;
}

/** The key that is shown, and the one that was before it. */
interface Shown {
  now: string | null;
  before: string | null;
}

/** What `after` took the place of, also where the page had heard of it before whoever made the change did. */
function keyBefore({ now, before }: Shown, after: string | null): string | null {
  return now === after ? before : now;
}
