// The upload as a React hook: its state, and the user's actions.
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { openProfileChannel } from '@/lib/client/profile-channel';
import type { ProfileHandle } from '@/lib/client/use-profile';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { createBrowserPorts, type FramingListener, forgetKeptPhotos } from './browser-ports';
import { resumeKeptPhoto } from './resume-kept-photo';
import { createUploadRunner, type UploadRunner } from './run-upload';
import { createUploadLock } from './upload-lock';
import type { Photo, UploadState } from './upload-state';
import { useAskBeforeUnload, useOnReturn } from './use-page-events';
import { sendWithdrawals } from './withdrawals';

/** A photo that the user chose. */
export type ChosenPhoto = Pick<Photo, 'blob' | 'contentType' | 'fileName' | 'framing'>;

export interface PhotoUpload {
  state: UploadState;
  /** True if leaving now would lose a photo. */
  isUnfinished: boolean;
  /**
   * Starts the upload of a photo and drops any other. Shows the preview, a `data:` URL, at once, and sends the photo once it has been
   * encoded.
   */
  choose: (preview: string, photo: Promise<ChosenPhoto>) => void;
  cancel: () => void;
  retry: () => void;
  /** Drops the upload after signing out, here and in other tabs. */
  leave: () => Promise<void>;
}

/** States in which closing the page would interrupt the upload. */
const UNDER_WAY = new Set<UploadState['name']>([
  'preparing',
  'issuing',
  'sending',
  'confirming',
  'waiting',
]);

/** Runs the upload while mounted, and resumes a kept photo. */
export function usePhotoUpload(
  { profile, fetchProfile, show, isOthers }: Omit<ProfileHandle, 'error' | 'photo'>,
  privacyNotice: string | null,
  confirmed: (profile: ProfileResponse) => Promise<void>,
  framing: FramingListener,
): PhotoUpload {
  const { userId } = profile;
  // The runner outlives renders, so it reads the newest values here.
  const [owner] = useState(() => ({
    ...{ userId, privacyNotice, profile, fetchProfile, show, confirmed, framing },
  }));
  useEffect(() => {
    Object.assign(owner, { privacyNotice, profile, fetchProfile, show, confirmed, framing });
  }, [owner, privacyNotice, profile, fetchProfile, show, confirmed, framing]);
  const [lock] = useState(() => createUploadLock(userId));
  const [runner] = useState(() => createUploadRunner(createBrowserPorts(owner, lock)));
  const { dispatch } = runner;
  const getState = () => shownState(runner);
  const state = useSyncExternalStore(runner.subscribe, getState, getState);

  const back = useCallback(() => dispatch({ type: 'back' }), [dispatch]);

  useEffect(() => runner.start(), [runner]);

  useEffect(() => {
    const channel = openProfileChannel(userId, {
      'signed-out': () => dispatch({ type: 'left' }),
      opened: back,
    });
    // Another tab may be waiting for this sign-in.
    channel.announce('opened');
    const leaving = new AbortController();
    // Without locks or a store, nothing is kept.
    resumeKeptPhoto(owner, runner, lock, leaving.signal).catch(() => {});
    // Errors of the retry are ignored too.
    sendWithdrawals(userId).catch(() => {});
    return () => {
      leaving.abort();
      channel.close();
    };
  }, [userId, owner, runner, lock, dispatch, back]);

  useOnReturn(back);

  useEffect(() => {
    if (!isOthers) return;
    dispatch({ type: 'left' });
    window.location.reload();
  }, [isOthers, dispatch]);

  const isUnderWay = useCallback(() => UNDER_WAY.has(shownState(runner).name), [runner]);
  useAskBeforeUnload(UNDER_WAY.has(state.name), isUnderWay);

  const choose = useCallback(
    (previewUrl: string, photo: Promise<ChosenPhoto>) => {
      const encoding = { previewUrl };
      const chosenAt = Date.now();
      const baseUpdatedAt = owner.profile.profileImageUpdatedAt;
      dispatch({ type: 'chosen', encoding });
      photo.then(
        (photo) =>
          dispatch({
            type: 'encoded',
            encoding,
            photo: { ...photo, chosenAt, baseUpdatedAt, previewUrl },
          }),
        () => dispatch({ type: 'encoded', encoding, photo: null }),
      );
    },
    [owner, dispatch],
  );
  const cancel = useCallback(() => dispatch({ type: 'cancel' }), [dispatch]);
  const retry = useCallback(() => dispatch({ type: 'retry' }), [dispatch]);
  const leave = useCallback(() => {
    dispatch({ type: 'left' });
    const channel = openProfileChannel(userId);
    channel.announce('signed-out');
    channel.close();
    return forgetKeptPhotos();
  }, [userId, dispatch]);

  const isUnfinished =
    state.name === 'failed' ? state.canRetry : state.name === 'preparing' || 'job' in state;
  return useMemo(
    () => ({ state, isUnfinished, choose, cancel, retry, leave }),
    [state, isUnfinished, choose, cancel, retry, leave],
  );
}

/** While the runner checks whether an upload may continue, the page shows the pause. */
function shownState(runner: UploadRunner): UploadState {
  const state = runner.getState();
  return state.name === 'checking' ? state.paused : state;
}
