'use client';
// Loads code on demand, and can retry after a failure. `React.lazy` caches its first failure and unmounts the page.
import { useCallback, useEffect, useState } from 'react';

export interface Loaded<Part> {
  /** Null until it is loaded. */
  part: Part | null;
  hasFailed: boolean;
  retry: () => void;
}

/** @param load must be the same function at every render: a new one loads again */
export function useLoaded<Part>(load: () => Promise<Part>): Loaded<Part> {
  // Wrapped: a component is a function, which `useState` would call.
  const [state, setState] = useState<{ part: Part | null; hasFailed: boolean }>(WAITING);
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt loads again
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
