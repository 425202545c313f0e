// Requests new URLs when an `<img>` fails, once until a photo has loaded again.
import { useCallback, useRef, useState } from 'react';

export interface ImageRetry {
  photoFailed: () => void;
  photoLoaded: () => void;
  /**
   * Counts the responses; use it as the `key` of the `<img>`: a response of the same second has the same URL, and an `<img>` with the
   * same `src` does not retry.
   */
  attempt: number;
}

/** @param ask requests new URLs; its promise ends once they are on the page or the request failed */
export function useImageRetry(ask: () => Promise<unknown>): ImageRetry {
  const hasAsked = useRef(false);
  const [attempt, setAttempt] = useState(0);

  const photoFailed = useCallback(() => {
    if (hasAsked.current) return;
    hasAsked.current = true;
    const tryAgain = () => setAttempt((before) => before + 1);
    ask().then(tryAgain, tryAgain);
  }, [ask]);

  const photoLoaded = useCallback(() => {
    hasAsked.current = false;
  }, []);

  return { photoFailed, photoLoaded, attempt };
}
