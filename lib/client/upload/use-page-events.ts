// The page events that matter to an upload: the page becomes active, or is about to close.
import { useEffect } from 'react';

/** Calls back when the browser is online again, or the user returns to the page. */
export function useOnReturn(back: () => void): void {
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
 * Asks before the page is closed.
 * @param isNeeded registers the handler; pages without one restore faster from the back/forward cache
 * @param isNow decides at that moment, when React's state may be stale
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
