// The keys that paste, as they are labelled on this device's keyboard.
import { useSyncExternalStore } from 'react';

const never = () => () => {};

export function usePasteKeys(): string {
  return useSyncExternalStore(
    never,
    () => (/^mac/i.test(navigator.platform) ? 'Cmd+V' : 'Ctrl+V'),
    () => 'Ctrl+V',
  );
}
