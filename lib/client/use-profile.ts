// The profile on the page: the server-rendered one first, then the API's newest. Renews the photo's URLs before they expire, and reads
// the profile again on focus, on reconnect and after changes in other tabs. Never shows another user's profile.
import { useCallback, useEffect, useRef, useState } from 'react';
import useSWR from 'swr';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { getProfile, PROFILE_PATH } from './api';
import { ApiError } from './api-error';
import { keepGoodUrls, renewalDelay, type TimedProfile, timed } from './photo-urls';
import { openProfileChannel, type ProfileChannel } from './profile-channel';
import { sendWithdrawals } from './upload/withdrawals';
import { type ImageRetry, useImageRetry } from './use-image-retry';

export interface ProfileHandle {
  profile: ProfileResponse;
  /** The error of the last read, if it failed. */
  error: ApiError | undefined;
  /** True if another user has signed in: this page must be replaced. */
  isOthers: boolean;
  /**
   * Reads the current profile of the signed-in user, without showing it.
   * @throws ApiError
   */
  fetchProfile: () => Promise<ProfileResponse>;
  /** Shows a changed profile, here and in the other tabs. */
  show: (profile: ProfileResponse) => Promise<void>;
  /** For the `<img>` of the photo. */
  photo: ImageRetry;
}

/** Keeps the profile current while the page is mounted. @param rendered the server-rendered profile */
export function useProfile(rendered: ProfileResponse): ProfileHandle {
  const [first] = useState(() => timed(rendered, Date.now()));
  const latest = useRef<TimedProfile>(first);
  const channel = useRef<ProfileChannel>(null);
  const { userId } = rendered;

  const accept = useCallback((answer: ProfileResponse) => {
    const now = Date.now();
    latest.current = keepGoodUrls(latest.current, timed(answer, now), now);
    return latest.current;
  }, []);

  const [isOthers, setOthers] = useState(false);
  const isTheirs = useCallback(
    (answer: ProfileResponse) => {
      if (answer.userId !== userId) setOthers(true);
      return answer.userId === userId;
    },
    [userId],
  );

  const fetchProfile = useCallback(async () => {
    await sendWithdrawals(userId);
    const answer = await getProfile();
    isTheirs(answer);
    return answer;
  }, [userId, isTheirs]);

  const { data, error, mutate } = useSWR<TimedProfile, ApiError>(
    [PROFILE_PATH, userId],
    async () => {
      const answer = await fetchProfile();
      if (!isTheirs(answer)) throw new ApiError('unauthenticated', 401);
      return accept(answer);
    },
    {
      fallbackData: first,
      // The rendered profile is current, unless an upload is pending: only the API processes uploads.
      revalidateOnMount: rendered.profileImageStatus === 'pending',
      shouldRetryOnError: (failure) => failure.code === 'network' || failure.status >= 500,
    },
  );
  const current = data ?? first;

  useEffect(() => {
    const delay = renewalDelay(current, Date.now());
    if (delay === 0) return;
    const timer = setTimeout(() => void mutate(), delay);
    return () => clearTimeout(timer);
  }, [current, mutate]);

  useEffect(() => {
    const opened = openProfileChannel(userId, { changed: () => void mutate() });
    channel.current = opened;
    return () => {
      channel.current = null;
      opened.close();
    };
  }, [userId, mutate]);

  const show = useCallback(
    async (profile: ProfileResponse) => {
      if (!isTheirs(profile)) return;
      await mutate(accept(profile), { revalidate: false });
      channel.current?.announce('changed');
    },
    [accept, isTheirs, mutate],
  );

  const retryImage = useCallback(() => {
    latest.current = { ...latest.current, goodUntil: 0 };
    return mutate();
  }, [mutate]);
  const photo = useImageRetry(retryImage);

  return { profile: current.profile, error, isOthers, fetchProfile, show, photo };
}
