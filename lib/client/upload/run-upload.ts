// Runs an upload: holds its state, starts what the state calls for, and feeds what comes of it back as events. Whatever the
// upload does to the world it does through the ports, so tests need neither network nor clock.
import { ApiError } from '../api-error';
import type { PutObject, PutOutcome } from '../put-object';
import { backoffMs } from './backoff';
import { reduceUpload } from './reduce-upload';
import type { Job, Photo, Ticket, UploadEvent, UploadState } from './upload-state';

export type UploadPorts = {
  checksum: (blob: Blob) => Promise<string>;
  issue: (photo: Photo, checksumSha256: string, signal: AbortSignal) => Promise<Ticket>;
  put: (request: PutObject) => Promise<PutOutcome>;
  /** Confirms, and lets the page know the profile that results. */
  confirm: (s3Key: string, signal: AbortSignal) => Promise<void>;
  /** Says that an upload is not wanted any more. Nothing waits for it, and it never rejects. */
  withdraw: (s3Key: string) => void;
  /** Remembers the photo for the next visit, until `forget`. */
  keep: (job: Job) => void;
  forget: () => void;
  isOnline: () => boolean;
  /** Resolves after so many milliseconds, or never once aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1. */
  random: () => number;
};

export type UploadRunner = {
  getState: () => UploadState;
  /** Calls back after each change; returns the way to stop that. */
  subscribe: (listener: () => void) => () => void;
  dispatch: (event: UploadEvent) => void;
};

export function createUploadRunner(ports: UploadPorts): UploadRunner {
  let state: UploadState = { name: 'idle' };
  let running = new AbortController();
  const listeners = new Set<() => void>();

  function dispatch(event: UploadEvent) {
    const before = state;
    state = reduceUpload(before, event);
    if (state === before) return;
    rememberJob(ports, before, state);
    // The bytes may have reached S3 already, and would be shown the next time that the profile is read.
    const ticket = jobOf(before)?.ticket;
    if (event.type === 'cancel' && ticket) ports.withdraw(ticket.s3Key);
    if (state.name !== before.name || jobOf(state) !== jobOf(before)) {
      running.abort();
      running = new AbortController();
      void run(state, running.signal);
    }
    for (const listener of listeners) listener();
  }

  /** Does what the state calls for. Once the state has moved on, what still comes of it is dropped. */
  async function run(current: UploadState, signal: AbortSignal) {
    const tell = (event: UploadEvent) => {
      if (!signal.aborted) dispatch(event);
    };
    try {
      await perform(current, ports, signal, tell);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      tell({ type: 'call-failed', error, online: ports.isOnline() });
    }
  }

  return {
    getState: () => state,
    dispatch,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function perform(
  state: UploadState,
  ports: UploadPorts,
  signal: AbortSignal,
  tell: (event: UploadEvent) => void,
): Promise<void> {
  switch (state.name) {
    case 'issuing': {
      const { photo } = state.job;
      const checksum = await ports.checksum(photo.blob).catch(() => null);
      if (checksum === null) return tell({ type: 'unreadable' });
      return tell({ type: 'issued', ticket: await ports.issue(photo, checksum, signal) });
    }
    case 'sending': {
      const { photo, ticket } = state.job;
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
    case 'waiting':
      await ports.wait(backoffMs(state.job.failures, state.retryAfter, ports.random()), signal);
      return tell({ type: 'time-up' });
  }
}

/** A photo that can still arrive is kept for the next visit; one that has, or never can, is not. */
function rememberJob(ports: UploadPorts, before: UploadState, after: UploadState) {
  const job = jobOf(after);
  const isHopeless = after.name === 'failed' && !after.canRetry;
  if (job === null || isHopeless) {
    if (jobOf(before) !== null) ports.forget();
  } else if (job !== jobOf(before)) {
    ports.keep(job);
  }
}

function jobOf(state: UploadState): Job | null {
  return 'job' in state ? state.job : null;
}
