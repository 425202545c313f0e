// The photos that can still be gone back to.
import { useCallback, useEffect, useRef } from 'react';
import useSWR from 'swr';
import type { ImageHistoryItem } from '@/lib/shared/profile-schema';
import { getImageHistory } from './api';
import type { ApiError } from './api-error';
import { keepGoodThumbnails, type TimedPhotos, timedPhotos } from './photo-urls';
import { type AskAgain, useAskAgain } from './use-ask-again';

/** The API's pages hold twenty images each; what is kept for a day is among the newest. */
const MAX_SHOWN = 12;

export type KeptPhotos = {
  /** Null until they are known. The newest first. */
  photos: ImageHistoryItem[] | null;
  error: ApiError | undefined;
  reload: () => void;
  /** For the `<img>`s of the photos: one of them that cannot be had at all must not have the others asked for without end. */
  thumbnail: Pick<AskAgain, 'photoFailed' | 'attempt'>;
};

/** @param shownKey the photo shown now: when it changes, so has the history */
export function useImageHistory(userId: string, shownKey: string | null): KeptPhotos {
  const latest = useRef<TimedPhotos>(null);
  const { data, error, mutate } = useSWR<ImageHistoryItem[], ApiError>(
    ['image-history', userId],
    async () => {
      const answer = await getImageHistory();
      const now = Date.now();
      latest.current = keepGoodThumbnails(latest.current, timedPhotos(answer, now), now);
      return latest.current.photos;
    },
    {
      keepPreviousData: true,
      shouldRetryOnError: (failure) => failure.code === 'network' || failure.status >= 500,
    },
  );
  const knownKey = useRef(shownKey);
  useEffect(() => {
    if (knownKey.current === shownKey) return;
    knownKey.current = shownKey;
    void mutate();
  }, [shownKey, mutate]);

  const reload = useCallback(() => {
    latest.current = null;
    return mutate();
  }, [mutate]);
  const thumbnail = useAskAgain(reload);

  return {
    photos: data?.slice(0, MAX_SHOWN) ?? null,
    error,
    reload: () => void reload(),
    thumbnail,
  };
}
