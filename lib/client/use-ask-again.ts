// For photos whose `<img>` fails: their URLs are asked for anew, once until a photo has loaded again.
import { useCallback, useRef, useState } from 'react';

export interface AskAgain {
  photoFailed: () => void;
  photoLoaded: () => void;
  /**
   * How often the answer has come, as a `key` for what shows the photo: the answer of the same second has the same URL, and an
   * `<img>` whose `src` stays the same does not try again.
   */
  attempt: number;
}

/** @param ask asks for them; settles once they are on the page, or could not be had */
export function useAskAgain(ask: () => Promise<unknown>): AskAgain {
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
