// The photos that can be restored.
import { useCallback, useEffect, useRef } from 'react';
import useSWR from 'swr';
import type { ImageHistoryItem, ImageHistoryResponse } from '@/lib/shared/profile-schema';
import { getImageHistory } from './api';
import type { ApiError } from './api-error';
import { keepGoodThumbnails, type TimedPhotos, timedPhotos } from './photo-urls';
import { type AskAgain, useAskAgain } from './use-ask-again';

const MAX_SHOWN = 12;

/** Stop after this many pages of twenty images: the rest were never shown. */
const MAX_PAGES = 6;

export interface KeptPhotos {
  /** Null until loaded. Newest first. */
  photos: ImageHistoryItem[] | null;
  error: ApiError | undefined;
  reload: () => void;
  /** For the `<img>`s: one that always fails must not cause endless requests. */
  thumbnail: Pick<AskAgain, 'photoFailed' | 'attempt'>;
}

/** Reads as many pages as needed: a kept photo may be older than many failed uploads. */
async function readHistory(): Promise<ImageHistoryResponse> {
  const answer = await getImageHistory();
  for (let page = 1; page < MAX_PAGES && answer.next !== null; page++) {
    if (answer.items.filter(({ state }) => state === 'kept').length >= MAX_SHOWN) break;
    const { items, next } = await getImageHistory(answer.next);
    answer.items.push(...items);
    answer.next = next;
  }
  return answer;
}

/** @param shownKey the shown photo: when it changes, the history changes too */
export function useImageHistory(userId: string, shownKey: string | null): KeptPhotos {
  const latest = useRef<TimedPhotos>(null);
  const { data, error, mutate } = useSWR<ImageHistoryItem[], ApiError>(
    ['image-history', userId],
    async () => {
      const answer = await readHistory();
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
