// The profile as the page knows it: what the server rendered first, then whatever the API last said. It renews the photo's URLs
// before they end, and asks again when the window comes back, when the connection does, and when another tab changed something.
import { useCallback, useEffect, useRef, useState } from 'react';
import useSWR from 'swr';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { getProfile, PROFILE_PATH } from './api';
import type { ApiError } from './api-error';
import { keepGoodUrls, renewalDelay, type TimedProfile, timed } from './photo-urls';
import { openProfileChannel, type ProfileChannel } from './profile-channel';
import { type AskAgain, useAskAgain } from './use-ask-again';

export type ProfileHandle = {
  profile: ProfileResponse;
  /** What the last look ended in, if it failed. */
  error: ApiError | undefined;
  /** Shows an answer of the API that changed the profile, here and in the other tabs. */
  show: (profile: ProfileResponse) => Promise<void>;
  /** For the `<img>` of the photo. */
  photo: AskAgain;
};

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

  useEffect(() => {
    const opened = openProfileChannel(userId, () => void mutate());
    channel.current = opened;
    return () => {
      channel.current = null;
      opened.close();
    };
  }, [userId, mutate]);

  const show = useCallback(
    async (profile: ProfileResponse) => {
      await mutate(accept(profile), { revalidate: false });
      channel.current?.announce();
    },
    [accept, mutate],
  );

  const askAgain = useCallback(() => {
    latest.current = { ...latest.current, goodUntil: 0 };
    return mutate();
  }, [mutate]);
  const photo = useAskAgain(askAgain);

  return { profile: current.profile, error, show, photo };
}
