// What happens to a page that matters to an upload: it comes back to life, or is about to go.
import { useEffect } from 'react';

/** Calls back when the connection is back, or the person is. */
export function useComeback(back: () => void): void {
  useEffect(() => {
    const ifSeen = () => {
      if (document.visibilityState === 'visible') back();
    };
    window.addEventListener('online', back);
    window.addEventListener('focus', back);
    document.addEventListener('visibilitychange', ifSeen);
    return () => {
      window.removeEventListener('online', back);
      window.removeEventListener('focus', back);
      document.removeEventListener('visibilitychange', ifSeen);
    };
  }, [back]);
}

/**
 * Asks before the page is left.
 * @param isNeeded whether it may have to; a page that never does can be brought back faster by the browser
 * @param isNow what is so at that very moment, when React may not know yet
 */
export function useAskBeforeUnload(isNeeded: boolean, isNow: () => boolean): void {
  useEffect(() => {
    if (!isNeeded) return;
    const ask = (event: BeforeUnloadEvent) => {
      if (isNow()) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isNeeded, isNow]);
}
