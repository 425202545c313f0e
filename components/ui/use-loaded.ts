'use client';
// Loads code on demand, and can retry after a failure. `React.lazy` caches its first failure and unmounts the page.
import { useCallback, useEffect, useState } from 'react';

export interface Loaded<Part> {
  /** Null until it is loaded. */
  part: Part | null;
  hasFailed: boolean;
  retry: () => void;
}

/** Loads a part. `loaded` is the part once that has succeeded, if it is always the same. */
export interface Load<Part> {
  (): Promise<Part>;
  loaded?: Part;
}

/** Makes a dynamic import remember its part, so that the next use shows it in its first render. */
export function loadOnce<Part>(load: () => Promise<Part>): Load<Part> {
  const once: Load<Part> = async () => {
    once.loaded = await load();
    return once.loaded;
  };
  return once;
}

/** @param load must be the same function at every render: a new one loads again */
export function useLoaded<Part>(load: Load<Part>): Loaded<Part> {
  // Wrapped: a component is a function, which `useState` would call.
  const [state, setState] = useState<{ part: Part | null; hasFailed: boolean }>(() =>
    load.loaded === undefined ? WAITING : { part: load.loaded, hasFailed: false },
  );
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt loads again
  useEffect(() => {
    if (load.loaded !== undefined && load.loaded === state.part) return;
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
