// Runs an upload: holds its state, starts what the state calls for, and feeds what comes of it back as events. Whatever the
// upload does to the world it does through the ports, so tests need neither network nor clock.
import { ApiError } from '@/lib/client/api-error';
import type { PutObject, PutOutcome } from '@/lib/client/put-object';
import { backoffMs } from './backoff';
import { reduceUpload } from './reduce-upload';
import type { Job, Photo, RunnerState, Ticket, UploadEvent, Verdict } from './upload-state';

export interface UploadPorts {
  checksum: (blob: Blob) => Promise<string>;
  /** Reads the profile, and judges whether the upload may go on. If it is done, the page comes to know the profile. */
  check: (job: Job, signal: AbortSignal) => Promise<{ verdict: Verdict; shownAt: number | null }>;
  issue: (photo: Photo, checksumSha256: string, signal: AbortSignal) => Promise<Ticket>;
  put: (request: PutObject) => Promise<PutOutcome>;
  /** Confirms, and lets the page know the profile that results. */
  confirm: (s3Key: string, signal: AbortSignal) => Promise<void>;
  /** Says that an upload is not wanted any more: `now`, or when the person is next signed in. Nothing waits for it, and it never rejects. */
  withdraw: (s3Key: string, when: 'now' | 'later') => void;
  /** Remembers the photo for the next visit, until `forget`. Meanwhile no other tab takes it up. */
  keep: (job: Job) => void;
  /** Resolves once what was last to be kept is, or after a moment in which it could not be. */
  kept: () => Promise<void>;
  forget: (photo: Photo) => void;
  /** Leaves what is kept to other tabs. */
  letGo: () => void;
  /** A preview that is shown no more. */
  revoke: (url: string) => void;
  isOnline: () => boolean;
  /** Resolves after so many milliseconds, or never once aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1. */
  random: () => number;
  /** An error that nobody foresaw. */
  report: (error: unknown) => void;
}

export interface UploadRunner {
  getState: () => RunnerState;
  /** Calls back after each change; returns the way to stop that. */
  subscribe: (listener: () => void) => () => void;
  /** Does nothing while it is stopped. */
  dispatch: (event: UploadEvent) => void;
  /** Lets it run, until what it returns is called: that aborts what runs, and nothing is heard of it. */
  start: () => () => void;
}

export function createUploadRunner(ports: UploadPorts): UploadRunner {
  let state: RunnerState = { name: 'idle' };
  let running: AbortController | null = null;
  const listeners = new Set<() => void>();

  function dispatch(event: UploadEvent) {
    if (running === null) return;
    const before = state;
    state = reduceUpload(before, event);
    if (state === before) return;
    tidy(ports, before, state, event);
    if (state.name !== before.name || jobOf(state) !== jobOf(before)) {
      running.abort();
      running = new AbortController();
      void run(state, running.signal);
    }
    for (const listener of listeners) listener();
  }

  /** Does what the state calls for. Once the state has moved on, what still comes of it is dropped. */
  async function run(current: RunnerState, signal: AbortSignal) {
    const tell = (event: UploadEvent) => {
      if (!signal.aborted) dispatch(event);
    };
    try {
      await perform(current, ports, signal, tell);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError) {
        tell({ type: 'call-failed', error, online: ports.isOnline() });
      } else {
        ports.report(error);
        tell({ type: 'broke' });
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
      ports.letGo();
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
  tell: (event: UploadEvent) => void,
): Promise<void> {
  switch (state.name) {
    case 'checking':
      return tell({ type: 'checked', ...(await ports.check(state.job, signal)) });
    case 'issuing': {
      const { photo } = state.job;
      const checksum = await ports.checksum(photo.blob).catch(() => null);
      if (checksum === null) return tell({ type: 'unreadable' });
      return tell({ type: 'issued', ticket: await ports.issue(photo, checksum, signal) });
    }
    case 'sending': {
      const { photo, ticket } = state.job;
      // Not a byte before the key is kept: the next visit could not know the photo that these bytes become for its own.
      await ports.kept();
      if (signal.aborted) return;
      const outcome = await ports.put({
        url: ticket.presignedUrl,
        headers: ticket.headers,
        body: photo.blob,
        signal,
        onProgress: (sent) => tell({ type: 'progressed', sent }),
      });
      return tell({ type: 'put-ended', outcome, online: ports.isOnline() });
    }
    case 'confirming':
      await ports.confirm(state.job.ticket.s3Key, signal);
      return tell({ type: 'confirmed' });
    case 'waiting': {
      const { failures, refusals } = state.job;
      await ports.wait(backoffMs(failures + refusals, state.retryAfter, ports.random()), signal);
      return tell({ type: 'time-up' });
    }
  }
}

/** After each change: remembers what is needed, and lets go of what is not. */
function tidy(ports: UploadPorts, before: RunnerState, after: RunnerState, event: UploadEvent) {
  const oldJob = jobOf(before);
  const job = jobOf(after);
  // A photo that can still arrive is kept for the next visit; one that has, or never can, is not.
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
  if (state.name === 'preparing') return state.making.previewUrl;
  return (state.name === 'done' ? state.photo : jobOf(state)?.photo)?.previewUrl ?? null;
}
