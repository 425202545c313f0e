// Runs an upload: holds its state, starts the step the state requires, and feeds the outcome back as an event. All effects go
// through ports, so tests need neither network nor clock.
import { ApiError } from '@/lib/client/api-error';
import type { PutObject, PutOutcome } from '@/lib/client/put-object';
import { backoffMs } from './backoff';
import { reduceUpload } from './reduce-upload';
import type { Job, Photo, RunnerState, Ticket, UploadEvent, Verdict } from './upload-state';

export interface UploadPorts {
  checksum: (blob: Blob) => Promise<string>;
  /** Reads the profile and decides whether the upload may continue. If it is done already, passes the profile to the page. */
  check: (job: Job, signal: AbortSignal) => Promise<{ verdict: Verdict; shownAt: number | null }>;
  issue: (photo: Photo, checksumSha256: string, signal: AbortSignal) => Promise<Ticket>;
  put: (request: PutObject) => Promise<PutOutcome>;
  /** Confirms the upload and passes the resulting profile to the page. */
  confirm: (job: Job & { ticket: Ticket }, signal: AbortSignal) => Promise<void>;
  /** Withdraws an upload, `now` or when the user is next signed in. Runs in the background and never rejects. */
  withdraw: (s3Key: string, when: 'now' | 'later') => void;
  /** Keeps the photo for the next visit until `forget`, and keeps other tabs from resuming it. */
  keep: (job: Job) => void;
  /** Resolves once the last `keep` has been stored, or after a short timeout. */
  whenKept: () => Promise<void>;
  forget: (photo: Photo) => void;
  /** Lets other tabs resume the kept photo. */
  releaseLock: () => void;
  /** Releases a preview that is no longer shown. */
  revoke: (url: string) => void;
  isOnline: () => boolean;
  /** Resolves after the given milliseconds, or never if aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1. */
  random: () => number;
  /** Reports an unexpected error. */
  report: (error: unknown) => void;
}

export interface UploadRunner {
  getState: () => RunnerState;
  /** Calls back after each change; returns a function that unsubscribes. */
  subscribe: (listener: () => void) => () => void;
  /** Ignored while stopped. */
  dispatch: (event: UploadEvent) => void;
  /** Starts the upload; call the returned function to stop it. */
  start: () => () => void;
}

/** Creates a stopped runner without an upload. */
export function createUploadRunner(ports: UploadPorts): UploadRunner {
  let state: RunnerState = { name: 'idle' };
  let running: AbortController | null = null;
  const listeners = new Set<() => void>();

  function dispatch(event: UploadEvent) {
    if (running === null) return;
    const before = state;
    state = reduceUpload(before, event);
    if (state === before) return;
    cleanUp(ports, before, state, event);
    if (state.name !== before.name || jobOf(state) !== jobOf(before)) {
      running.abort();
      running = new AbortController();
      void run(state, running.signal);
    }
    for (const listener of listeners) listener();
  }

  /** Starts the step that the state requires. Drops its outcome if the state changes meanwhile. */
  async function run(current: RunnerState, signal: AbortSignal) {
    const emit = (event: UploadEvent) => {
      if (!signal.aborted) dispatch(event);
    };
    try {
      await perform(current, ports, signal, emit);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError) {
        emit({ type: 'call-failed', error, online: ports.isOnline() });
      } else {
        ports.report(error);
        emit({ type: 'broke' });
      }
    }
  }

  function start() {
    running = new AbortController();
    void run(state, running.signal);
    return () => {
      running?.abort();
      running = null;
      const preview = previewOf(state);
      if (preview !== null) ports.revoke(preview);
      ports.releaseLock();
    };
  }

  return {
    getState: () => state,
    dispatch,
    start,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function perform(
  state: RunnerState,
  ports: UploadPorts,
  signal: AbortSignal,
  emit: (event: UploadEvent) => void,
): Promise<void> {
  switch (state.name) {
    case 'checking':
      return emit({ type: 'checked', ...(await ports.check(state.job, signal)) });
    case 'issuing': {
      const { photo } = state.job;
      const checksum = await ports.checksum(photo.blob).catch(() => null);
      if (checksum === null) return emit({ type: 'unreadable' });
      return emit({ type: 'issued', ticket: await ports.issue(photo, checksum, signal) });
    }
    case 'sending': {
      const { photo, ticket } = state.job;
      // Store the key before sending any byte: otherwise the next visit could not recognise the resulting photo as its own.
      await ports.whenKept();
      if (signal.aborted) return;
      const outcome = await ports.put({
        url: ticket.presignedUrl,
        headers: ticket.headers,
        body: photo.blob,
        signal,
        onProgress: (sent) => emit({ type: 'progressed', sent }),
      });
      return emit({ type: 'put-ended', outcome, online: ports.isOnline() });
    }
    case 'confirming':
      await ports.confirm(state.job, signal);
      return emit({ type: 'confirmed' });
    case 'waiting': {
      const { failures, refusals } = state.job;
      await ports.wait(backoffMs(failures + refusals, state.retryAfter, ports.random()), signal);
      return emit({ type: 'time-up' });
    }
  }
}

/** Runs after each change: keeps the photo while needed, and releases resources. */
function cleanUp(ports: UploadPorts, before: RunnerState, after: RunnerState, event: UploadEvent) {
  const oldJob = jobOf(before);
  const job = jobOf(after);
  // Keep the photo while its upload can still succeed; forget it once that has succeeded or failed for good.
  const isHopeless = after.name === 'failed' && !after.canRetry;
  if (job !== null && !isHopeless) {
    if (job !== oldJob) ports.keep(job);
  } else if (oldJob !== null) {
    ports.forget(oldJob.photo);
  }
  // The bytes may have reached S3 already, and would be shown the next time that the profile is read.
  if (oldJob?.ticket && ['cancel', 'chosen', 'left'].includes(event.type)) {
    ports.withdraw(oldJob.ticket.s3Key, event.type === 'left' ? 'later' : 'now');
  }
  const preview = previewOf(before);
  if (preview !== null && preview !== previewOf(after)) ports.revoke(preview);
}

function jobOf(state: RunnerState): Job | null {
  return 'job' in state ? state.job : null;
}

function previewOf(state: RunnerState): string | null {
  if (state.name === 'preparing') return state.encoding.previewUrl;
  return (state.name === 'done' ? state.photo : jobOf(state)?.photo)?.previewUrl ?? null;
}
