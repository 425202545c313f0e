// The deadline of a request. AsyncLocalStorage carries it to every service call of the request, so no function has to pass it on.
import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import { UnavailableError } from './errors';

/**
 * Keeps the process alive for work that continues after the response; a function is called once the response is sent. Returns false if
 * the host cannot do that.
 */
export type KeepAlive = (work: Promise<unknown> | (() => Promise<unknown>)) => boolean;

interface RequestState {
  /** Undefined beyond the deadline. */
  signal: AbortSignal | undefined;
  keepAlive: KeepAlive;
  /** The steps that are running now. */
  steps: Set<{ name: string }>;
}

const storage = new AsyncLocalStorage<RequestState>();

/** Aborts at the deadline of the current request; undefined outside of a request. */
export function deadlineSignal(): AbortSignal | undefined {
  return storage.getStore()?.signal;
}

/** Runs a step of a request that may take long: if the deadline passes meanwhile, the log has its name. */
export async function inStep<T>(name: string, work: () => Promise<T>): Promise<T> {
  const steps = storage.getStore()?.steps;
  const step = { name };
  steps?.add(step);
  try {
    return await work();
  } finally {
    steps?.delete(step);
  }
}

/**
 * Runs the work, and stops waiting for it when the signal aborts. From then on, every service call of the work fails; a
 * transaction that was already sent may have been applied.
 * @param keepAlive receives the promise of the remaining work, to keep the process alive until it has cleaned up; the outer one by default
 * @throws UnavailableError if the signal aborts first
 */
export async function underSignal<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  keepAlive: KeepAlive = storage.getStore()?.keepAlive ?? (() => false),
): Promise<T> {
  const request = storage.getStore();
  const outer = request?.signal;
  const steps: RequestState['steps'] = request?.steps ?? new Set();
  const both = outer ? AbortSignal.any([outer, signal]) : signal;
  // Each service call adds a listener, without a limit.
  setMaxListeners(0, both);
  const result = storage.run({ signal: both, keepAlive, steps }, work);
  let stopWaiting: () => void = () => {};
  const late = new Promise<never>((_, reject) => {
    stopWaiting = () => {
      const names = [...steps].map(({ name }) => name).join(', ');
      keepAlive(result.catch(() => {}));
      reject(new UnavailableError('The request took too long', new Error(`Waiting for: ${names}`)));
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
  keepAlive?: KeepAlive,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  try {
    return await underSignal(controller.signal, work, keepAlive);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs work without the deadline of the request, such as clean-up after it: its calls have only their own timeouts. */
export function beyondDeadline<T>(work: () => Promise<T>): Promise<T> {
  const steps = storage.getStore()?.steps ?? new Set();
  return storage.run({ signal: undefined, keepAlive: () => false, steps }, work);
}

/**
 * Runs work after the response of the current request, where the host allows that; elsewhere the response waits for the work.
 * @param work must not fail
 */
export async function afterResponse(work: () => Promise<void>): Promise<void> {
  const keepAlive = storage.getStore()?.keepAlive;
  const cleanUp = beyondDeadline(work);
  if (!keepAlive?.(cleanUp)) await cleanUp;
}

/**
 * Starts work once the response of the current request is sent, where the host allows that; elsewhere it does nothing.
 * @param work must not fail
 */
export function startAfterResponse(work: () => Promise<void>): void {
  storage.getStore()?.keepAlive(() => beyondDeadline(work));
}
