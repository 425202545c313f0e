// Tracks whether details were typed and not saved, and asks before the page is closed.
import { useCallback, useRef, useState } from 'react';
import { useAskBeforeUnload } from '@/lib/client/upload/use-page-events';

interface UnsavedDetails {
  isDirty: boolean;
  onDirtyChange: (isDirty: boolean) => void;
  /** Call it before leaving on purpose: the browser then does not ask. */
  abandon: () => void;
}

/** @param isOthers true if another user has signed in: the page is then replaced without asking */
export function useUnsavedDetails(isOthers: boolean): UnsavedDetails {
  const [isDirty, setDirty] = useState(false);
  const isAbandoned = useRef(false);
  const isNow = useCallback(() => !isAbandoned.current, []);
  useAskBeforeUnload(isDirty && !isOthers, isNow);
  const abandon = useCallback(() => {
    isAbandoned.current = true;
  }, []);
  return { isDirty, onDirtyChange: setDirty, abandon };
}
