// The upload as React sees it: its state, and what a person can do about it.
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { openProfileChannel } from '@/lib/client/profile-channel';
import type { ProfileHandle } from '@/lib/client/use-profile';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { createBrowserPorts, forgetKeptPhotos } from './browser-ports';
import { createUploadRunner, type UploadRunner } from './run-upload';
import { takeUpKeptPhoto } from './take-up-kept-photo';
import { createUploadLock } from './upload-lock';
import type { Photo, UploadState } from './upload-state';
import { useAskBeforeUnload, useComeback } from './use-page-events';
import { sayWithdrawals } from './withdrawals';

/** A photo as it comes from a person's hands. */
export type ChosenPhoto = Pick<Photo, 'blob' | 'contentType' | 'fileName'>;

export interface PhotoUpload {
  state: UploadState;
  /** There is a photo that has not arrived, and would be lost. */
  isUnfinished: boolean;
  /**
   * Starts with a photo, in place of whatever was on its way. The preview, if there is one, is shown at once, and the photo sent
   * when it has been made.
   */
  choose: (preview: string | null, photo: Promise<ChosenPhoto>) => void;
  cancel: () => void;
  retry: () => void;
  /** For when the person has signed out: what they had on its way is forgotten, here and in other tabs. */
  leave: () => Promise<void>;
}

/** States in which leaving the page would interrupt something. */
const UNDER_WAY = new Set<UploadState['name']>([
  'preparing',
  'issuing',
  'sending',
  'confirming',
  'waiting',
]);

export function usePhotoUpload(
  { profile, look, show, isOthers }: Omit<ProfileHandle, 'error' | 'photo'>,
  confirmed: (profile: ProfileResponse) => Promise<void>,
): PhotoUpload {
  const { userId } = profile;
  // The runner outlives renders; what it has to know of the newest render it reads here.
  const [owner] = useState(() => ({ userId, profile, look, show, confirmed }));
  useEffect(() => {
    Object.assign(owner, { profile, look, show, confirmed });
  }, [owner, profile, look, show, confirmed]);
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
    // A tab that is at a photo may wait for a sign-in, which has happened by now.
    channel.announce('opened');
    const leaving = new AbortController();
    // A browser without locks or a store keeps nothing, and that is fine.
    takeUpKeptPhoto(owner, runner, lock, leaving.signal).catch(() => {});
    // Nor is there anyone to hear of what cannot be said even now.
    sayWithdrawals(userId).catch(() => {});
    return () => {
      leaving.abort();
      channel.close();
    };
  }, [userId, owner, runner, lock, dispatch, back]);

  useComeback(back);

  useEffect(() => {
    if (!isOthers) return;
    dispatch({ type: 'left' });
    window.location.reload();
  }, [isOthers, dispatch]);

  const isUnderWay = useCallback(() => UNDER_WAY.has(shownState(runner).name), [runner]);
  useAskBeforeUnload(UNDER_WAY.has(state.name), isUnderWay);

  const choose = useCallback(
    (preview: string | null, photo: Promise<ChosenPhoto>) => {
      const making = { previewUrl: preview };
      const chosenAt = Date.now();
      const madeAgainst = owner.profile.profileImageUpdatedAt;
      dispatch({ type: 'chosen', making });
      photo.then(
        (made) => {
          const now = runner.getState();
          if (now.name !== 'preparing' || now.making !== making) return;
          // A file as it was chosen is large to draw, and the browser may not even know how.
          const previewUrl = preview?.startsWith('data:')
            ? preview
            : URL.createObjectURL(made.blob);
          const whole = { ...made, chosenAt, madeAgainst, previewUrl };
          dispatch({ type: 'made', making, photo: whole });
        },
        () => dispatch({ type: 'made', making, photo: null }),
      );
    },
    [owner, runner, dispatch],
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

/** While it is being checked whether an upload may go on, the page shows what it rested in. */
function shownState(runner: UploadRunner): UploadState {
  const state = runner.getState();
  return state.name === 'checking' ? state.rest : state;
}
