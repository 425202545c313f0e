// The profile as the page knows it: what the server rendered first, then whatever the API last said. It renews the photo's URLs
// before they end, and asks again when the window comes back, when the connection does, and when another tab changed something.
import { useCallback, useEffect, useRef, useState } from 'react';
import useSWR from 'swr';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { getProfile, PROFILE_PATH } from './api';
import type { ApiError } from './api-error';
import { keepGoodUrls, renewalDelay, type TimedProfile, timed } from './photo-urls';
import { announceProfileChange, onProfileChange } from './profile-channel';

export type ProfileHandle = {
  profile: ProfileResponse;
  /** What the last look ended in, if it failed. */
  error: ApiError | undefined;
  /** Shows an answer of the API that changed the profile, here and in the other tabs. */
  show: (profile: ProfileResponse) => Promise<void>;
  /** For an `<img>` that failed: asks for fresh URLs, once until one has loaded again. */
  photoFailed: () => void;
  photoLoaded: () => void;
};

export function useProfile(rendered: ProfileResponse): ProfileHandle {
  const [first] = useState(() => timed(rendered, Date.now()));
  const latest = useRef<TimedProfile>(first);
  const hasAskedAgain = useRef(false);
  const { userId } = rendered;

  const accept = useCallback((answer: ProfileResponse) => {
    const now = Date.now();
    latest.current = keepGoodUrls(latest.current, timed(answer, now), now);
    return latest.current;
  }, []);

  const { data, error, mutate } = useSWR<TimedProfile, ApiError>(
    [PROFILE_PATH, userId],
    async () => accept(await getProfile()),
    {
      fallbackData: first,
      // The page has just rendered the truth, unless an upload waits to be proven: pages prove nothing, the API does.
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

  useEffect(() => onProfileChange(userId, () => void mutate()), [userId, mutate]);

  const show = useCallback(
    async (profile: ProfileResponse) => {
      await mutate(accept(profile), { revalidate: false });
      announceProfileChange(userId);
    },
    [accept, mutate, userId],
  );

  const photoFailed = useCallback(() => {
    if (hasAskedAgain.current) return;
    hasAskedAgain.current = true;
    latest.current = { ...latest.current, goodUntil: 0 };
    void mutate();
  }, [mutate]);

  const photoLoaded = useCallback(() => {
    hasAskedAgain.current = false;
  }, []);

  return { profile: current.profile, error, show, photoFailed, photoLoaded };
}
