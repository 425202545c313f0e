'use client';
// Code that is loaded on use, over a network that may fail: another try is another load. `React.lazy` would keep its first failure
// for as long as the page lasts, and take the page away with it.
import { useCallback, useEffect, useState } from 'react';

export type Loaded<Part> = {
  /** Null until it is there. */
  part: Part | null;
  hasFailed: boolean;
  retry: () => void;
};

/** @param load the same function at every render: another one is loaded anew */
export function useLoaded<Part>(load: () => Promise<Part>): Loaded<Part> {
  // In a box: a component is a function, which `useState` would call.
  const [state, setState] = useState<{ part: Part | null; hasFailed: boolean }>(WAITING);
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another load
  useEffect(() => {
    let isCurrent = true;
    setState(WAITING);
    load().then(
      (part) => isCurrent && setState({ part, hasFailed: false }),
      () => isCurrent && setState({ part: null, hasFailed: true }),
    );
    return () => {
      isCurrent = false;
    };
  }, [load, attempt]);

  return { ...state, retry: useCallback(() => setAttempt((count) => count + 1), []) };
}

const WAITING = { part: null, hasFailed: false };
