// The photos that can be restored.
import { useCallback, useEffect, useRef, useState } from 'react';
import useSWR from 'swr';
import type { ImageHistoryItem, ImageHistoryResponse } from '@/lib/shared/profile-schema';
import { getImageHistory } from './api';
import type { ApiError } from './api-error';
import { keepGoodThumbnails, restorable, type TimedPhotos, timedPhotos } from './photo-urls';
import { type ImageRetry, useImageRetry } from './use-image-retry';

/** Photos to show before the user asks for all. */
const FIRST_SHOWN = 5;

/** Stop after this many pages of twenty images: the rest were never shown. */
const MAX_PAGES = 6;

interface KeptPhotos {
  /** Null until loaded. Newest first. */
  photos: ImageHistoryItem[] | null;
  /** True if there are more photos than the first few. */
  hasMore: boolean;
  isAll: boolean;
  setAll: (isAll: boolean) => void;
  error: ApiError | undefined;
  reload: () => void;
  /** For the `<img>`s: one that always fails must not cause endless requests. */
  thumbnail: Pick<ImageRetry, 'photoFailed' | 'attempt'>;
}

/** Reads as many pages as needed for `count` photos: a kept photo may be older than many failed uploads. */
async function readHistory(count: number): Promise<ImageHistoryResponse> {
  const answer = await getImageHistory();
  for (let page = 1; page < MAX_PAGES && answer.next !== null; page++) {
    if (restorable(answer.items).length >= count) break;
    const { items, next } = await getImageHistory(answer.next);
    answer.items.push(...items);
    answer.next = next;
  }
  return answer;
}

/**
 * @param shownKey the shown photo: when it changes, the history changes too
 * @param hasEarlierPhotos false if no photo was replaced or removed before the page was rendered: then there is nothing to read yet
 */
export function useImageHistory(
  userId: string,
  shownKey: string | null,
  hasEarlierPhotos: boolean,
): KeptPhotos {
  const latest = useRef<TimedPhotos>(null);
  const [isAll, setIsAll] = useState(false);
  const wanted = useRef(FIRST_SHOWN + 1);
  const { data, error, mutate } = useSWR<ImageHistoryItem[], ApiError>(
    ['image-history', userId],
    async () => {
      const answer = await readHistory(wanted.current);
      const now = Date.now();
      latest.current = keepGoodThumbnails(latest.current, timedPhotos(answer, now), now);
      return latest.current.photos;
    },
    {
      keepPreviousData: true,
      ...(!hasEarlierPhotos && { fallbackData: [], revalidateOnMount: false }),
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
  const thumbnail = useImageRetry(reload);

  const setAll = useCallback(
    (all: boolean) => {
      setIsAll(all);
      wanted.current = all ? Number.POSITIVE_INFINITY : FIRST_SHOWN + 1;
      if (all) void mutate();
    },
    [mutate],
  );

  // A photo that was restored stays in the history until that is read again.
  const earlier = data?.filter(({ key }) => key !== shownKey);
  return {
    photos: (isAll ? earlier : earlier?.slice(0, FIRST_SHOWN)) ?? null,
    hasMore: (earlier?.length ?? 0) > FIRST_SHOWN,
    isAll,
    setAll,
    error,
    reload: () => void reload(),
    thumbnail,
  };
}
