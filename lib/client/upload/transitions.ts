// The transitions that the upload's reducers share.
import type { Failure, Job, Photo, RunnerState, Step, UploadState } from './upload-state';

/** Starts counting failures and refusals at zero. */
export function newJob(photo: Photo, ticket: Job['ticket']): Job {
  return { photo, ticket, failures: 0, refusals: 0 };
}

/** Starts a step. Without a ticket there is nothing to send or confirm, so it starts by requesting one. */
export function start(job: Job, step: Step): UploadState {
  const { ticket } = job;
  if (ticket === null || step === 'issuing')
    return { name: 'issuing', job: { ...job, ticket: null } };
  if (step === 'sending') return { name: 'sending', job: { ...job, ticket }, sent: 0 };
  return { name: 'confirming', job: { ...job, ticket } };
}

/** Continues a step after a pause, if it still may. */
export function check(job: Job, next: Step, paused: UploadState): RunnerState {
  return { name: 'checking', job, next, paused };
}

/** Ends the upload with a failure. */
export function fail(
  job: Job | null,
  next: Step,
  failure: Failure,
  canRetry: boolean,
): UploadState {
  return { name: 'failed', job, next, failure, canRetry };
}

/** Returns the running step of a state; null if nothing runs. */
export function stepOf(state: RunnerState): { job: Job; next: Step } | null {
  switch (state.name) {
    case 'checking':
      return { job: state.job, next: state.next };
    case 'issuing':
    case 'sending':
    case 'confirming':
      return { job: state.job, next: state.name };
    default:
      return null;
  }
}
