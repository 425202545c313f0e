// The time limit of a whole request, carried to every call of a service that the request makes without passing it from function
// to function.
import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import { UnavailableError } from './errors';

const storage = new AsyncLocalStorage<AbortSignal>();

/** Aborts when the request that is being answered is out of time; undefined outside of any. */
export function deadlineSignal(): AbortSignal | undefined {
  return storage.getStore();
}

/**
 * Does the work, and stops waiting for it once the signal aborts. From then on every call of a service fails that the work has
 * made or still makes; a transaction that had been sent by then may have been applied.
 * @param outlive is given what is left of the work, to keep the process alive until it has cleaned up
 * @throws UnavailableError if the signal aborts first
 */
export async function underSignal<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  outlive: (rest: Promise<unknown>) => void = () => {},
): Promise<T> {
  const outer = deadlineSignal();
  const both = outer ? AbortSignal.any([outer, signal]) : signal;
  // Each call listens to it, however many there are.
  setMaxListeners(0, both);
  const result = storage.run(both, work);
  let stopWaiting: () => void = () => {};
  const late = new Promise<never>((_, reject) => {
    stopWaiting = () => {
      outlive(result.catch(() => {}));
      reject(new UnavailableError('The request took too long'));
    };
    if (both.aborted) stopWaiting();
    else both.addEventListener('abort', stopWaiting, { once: true });
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    both.removeEventListener('abort', stopWaiting);
  }
}

/** `underSignal`, with a signal that aborts after so many milliseconds. */
export async function withinDeadline<T>(
  milliseconds: number,
  work: () => Promise<T>,
  outlive?: (rest: Promise<unknown>) => void,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  try {
    return await underSignal(controller.signal, work, outlive);
  } finally {
    clearTimeout(timer);
  }
}

/** Cleans up after work that may be out of time: its calls have the time limits of single calls alone. */
export function beyondDeadline<T>(work: () => Promise<T>): Promise<T> {
  return storage.exit(work);
}
