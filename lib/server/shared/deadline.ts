// The deadline of a request. AsyncLocalStorage carries it to every service call of the request, so no function has to pass it on.
import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import { UnavailableError } from './errors';

const storage = new AsyncLocalStorage<AbortSignal>();

/** Aborts at the deadline of the current request; undefined outside of a request. */
export function deadlineSignal(): AbortSignal | undefined {
  return storage.getStore();
}

/**
 * Runs the work, and stops waiting for it when the signal aborts. From then on, every service call of the work fails; a
 * transaction that was already sent may have been applied.
 * @param outlive receives the promise of the remaining work, to keep the process alive until it has cleaned up
 * @throws UnavailableError if the signal aborts first
 */
export async function underSignal<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  outlive: (rest: Promise<unknown>) => void = () => {},
): Promise<T> {
  const outer = deadlineSignal();
  const both = outer ? AbortSignal.any([outer, signal]) : signal;
  // Each service call adds a listener, without a limit.
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

/** `underSignal` with a timeout in milliseconds. */
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

/** Cleans up after work whose deadline may have passed: its calls have only their own timeouts. */
export function beyondDeadline<T>(work: () => Promise<T>): Promise<T> {
  return storage.exit(work);
}
