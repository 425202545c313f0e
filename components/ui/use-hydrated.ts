// Whether the page's script has taken over: until then nothing hears a press, and on a slow line that takes seconds.
import { useSyncExternalStore } from 'react';

const never = () => () => {};

export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
