// The photos that can still be gone back to.
import { useEffect, useRef } from 'react';
import useSWR from 'swr';
import type { ImageHistoryItem } from '@/lib/shared/profile-schema';
import { getImageHistory } from './api';
import type { ApiError } from './api-error';

/** The API's pages hold twenty images each; what is kept for a day is among the newest. */
const MAX_SHOWN = 12;

export type KeptPhotos = {
  /** Null until they are known. The newest first. */
  photos: ImageHistoryItem[] | null;
  error: ApiError | undefined;
  reload: () => void;
};

/** @param shownKey the photo shown now: when it changes, so has the history */
export function useImageHistory(userId: string, shownKey: string | null): KeptPhotos {
  const { data, error, mutate } = useSWR<ImageHistoryItem[], ApiError>(
    ['image-history', userId],
    async () => {
      const { items } = await getImageHistory();
      return items.filter(({ state, thumbnailUrl }) => state === 'kept' && thumbnailUrl !== null);
    },
    { keepPreviousData: true },
  );
  const knownKey = useRef(shownKey);
  useEffect(() => {
    if (knownKey.current === shownKey) return;
    knownKey.current = shownKey;
    void mutate();
  }, [shownKey, mutate]);

  return { photos: data?.slice(0, MAX_SHOWN) ?? null, error, reload: () => void mutate() };
}
