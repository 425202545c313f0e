// The profile as the page knows it: what the server rendered first, then whatever the API last said. It renews the photo's URLs
// before they end, and asks again when the window comes back, when the connection does, and when another tab changed something.
// What the API says of another person is never shown.
import { useCallback, useEffect, useRef, useState } from 'react';
import useSWR from 'swr';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { getProfile, PROFILE_PATH } from './api';
import { ApiError } from './api-error';
import { keepGoodUrls, renewalDelay, type TimedProfile, timed } from './photo-urls';
import { openProfileChannel, type ProfileChannel } from './profile-channel';
import { sayWithdrawals } from './upload/withdrawals';
import { type AskAgain, useAskAgain } from './use-ask-again';

export interface ProfileHandle {
  profile: ProfileResponse;
  /** What the last look ended in, if it failed. */
  error: ApiError | undefined;
  /** Another person has signed in meanwhile: this page has to go. */
  isOthers: boolean;
  /**
   * Reads the profile as it is now, of whoever is signed in, without showing it.
   * @throws ApiError
   */
  look: () => Promise<ProfileResponse>;
  /** Shows an answer of the API that changed the profile, here and in the other tabs. */
  show: (profile: ProfileResponse) => Promise<void>;
  /** For the `<img>` of the photo. */
  photo: AskAgain;
}

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

  const look = useCallback(async () => {
    await sayWithdrawals(userId);
    const answer = await getProfile();
    isTheirs(answer);
    return answer;
  }, [userId, isTheirs]);

  const { data, error, mutate } = useSWR<TimedProfile, ApiError>(
    [PROFILE_PATH, userId],
    async () => {
      const answer = await look();
      if (!isTheirs(answer)) throw new ApiError('unauthenticated', 401);
      return accept(answer);
    },
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

  const askAgain = useCallback(() => {
    latest.current = { ...latest.current, goodUntil: 0 };
    return mutate();
  }, [mutate]);
  const photo = useAskAgain(askAgain);

  return { profile: current.profile, error, isOthers, look, show, photo };
}
