// The upload as React sees it: its state, and what a person can do about it.
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { createBrowserPorts, type UploadOwner } from './browser-ports';
import { indexedDbKeptPhotos, judgeKeptPhoto } from './kept-photo';
import { createUploadRunner } from './run-upload';
import { holdUploadLock, isUploadLockHeld } from './upload-lock';
import type { Photo, UploadState } from './upload-state';

/** A photo as it comes from a person's hands. */
export type ChosenPhoto = Pick<Photo, 'blob' | 'contentType' | 'fileName'>;

export type PhotoUpload = {
  state: UploadState;
  /**
   * Starts with a photo, in place of whatever was on its way. The preview, if there is one, is shown at once, and the photo sent
   * when it has been made.
   */
  choose: (preview: string | null, photo: Promise<ChosenPhoto>) => void;
  cancel: () => void;
  retry: () => void;
};

/** States in which leaving the page would interrupt something. */
const UNDER_WAY = new Set<UploadState['name']>([
  'preparing',
  'issuing',
  'sending',
  'confirming',
  'waiting',
]);

export function usePhotoUpload(
  profile: ProfileResponse,
  confirmed: (profile: ProfileResponse) => Promise<void>,
): PhotoUpload {
  // The runner outlives renders; what it has to know of the newest render it reads here.
  const [owner] = useState<UploadOwner>(() => ({ profile, confirmed }));
  useEffect(() => {
    owner.profile = profile;
    owner.confirmed = confirmed;
  }, [owner, profile, confirmed]);
  const [runner] = useState(() => createUploadRunner(createBrowserPorts(owner)));
  const state = useSyncExternalStore(runner.subscribe, runner.getState, runner.getState);

  useEffect(() => void resumeKeptPhoto(owner, runner.dispatch), [owner, runner]);

  useEffect(() => {
    const online = () => runner.dispatch({ type: 'online' });
    window.addEventListener('online', online);
    return () => window.removeEventListener('online', online);
  }, [runner]);

  const hasJob = 'job' in state;
  const { userId } = profile;
  useEffect(() => (hasJob ? holdUploadLock(userId) : undefined), [hasJob, userId]);

  const isUnderWay = UNDER_WAY.has(state.name);
  useEffect(() => {
    if (!isUnderWay) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isUnderWay]);

  const choose = useCallback(
    (preview: string | null, photo: Promise<ChosenPhoto>) => {
      const making = { previewUrl: preview };
      const chosenAt = Date.now();
      const madeAgainst = owner.profile.profileImageUpdatedAt;
      runner.dispatch({ type: 'chosen', making });
      photo.then(
        (made) => {
          const previewUrl = preview ?? URL.createObjectURL(made.blob);
          const whole = { ...made, chosenAt, madeAgainst, previewUrl };
          runner.dispatch({ type: 'made', making, photo: whole });
        },
        () => runner.dispatch({ type: 'made', making, photo: null }),
      );
    },
    [owner, runner],
  );
  const cancel = useCallback(() => runner.dispatch({ type: 'cancel' }), [runner]);
  const retry = useCallback(() => runner.dispatch({ type: 'retry' }), [runner]);

  return useMemo(() => ({ state, choose, cancel, retry }), [state, choose, cancel, retry]);
}

/** Takes up a photo that an earlier visit did not finish, unless another tab is at it. */
async function resumeKeptPhoto(
  owner: UploadOwner,
  dispatch: ReturnType<typeof createUploadRunner>['dispatch'],
): Promise<void> {
  if (await isUploadLockHeld(owner.profile.userId)) return;
  const store = indexedDbKeptPhotos();
  const kept = await store.load().catch(() => null);
  if (kept === null) return;
  const { userId, profileImageKey, profileImageUpdatedAt } = owner.profile;
  const shown = { userId, key: profileImageKey, updatedAt: profileImageUpdatedAt };
  const verdict = judgeKeptPhoto(kept, shown, Date.now());
  if (verdict === 'drop') {
    await store.clear().catch(() => {});
    return;
  }
  const { userId: _, ticket, ...lasting } = kept;
  const photo = { ...lasting, previewUrl: URL.createObjectURL(kept.blob) };
  dispatch({ type: 'found', photo, ticket, newer: verdict === 'ask' });
}
