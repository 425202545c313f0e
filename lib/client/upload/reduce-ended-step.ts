// Reduces the outcome of an upload step: to the next step, a wait, a pause or an end.
import type { ApiError } from '@/lib/client/api-error';
import type { PutOutcome } from '@/lib/client/put-object';
import { check, fail, start, stepOf } from './transitions';
import type { Failure, Job, RunnerState, Step, UploadState } from './upload-state';

/**
 * Automatic retries while the network or the service is down. The longest waits are 10 to 20 s, so this lasts about ten minutes;
 * then the user must press a button.
 */
export const MAX_FAILURES = 40;

/** Automatic retries after a refusal, which rarely succeed. */
export const MAX_REFUSALS = 4;

/** The longest `Retry-After` of the API to wait for automatically, in seconds. */
const MAX_WAIT_SECONDS = 60;

/** @param online false if the browser reports that it has no connection */
export function putEnded(state: RunnerState, outcome: PutOutcome, online: boolean): RunnerState {
  if (state.name !== 'sending') return state;
  const { job } = state;
  switch (outcome) {
    case 'stored':
    case 'exists':
      return start(job, 'confirming');
    case 'expired': {
      const without = { ...job, ticket: null };
      // An expired URL is no failure: retry at once the first time.
      return job.refusals === 0
        ? check({ ...without, refusals: 1 }, 'issuing', state)
        : refused(without, 'issuing');
    }
    // Aborted by the browser: the outcome of our own aborts is discarded.
    case 'aborted':
    case 'network':
      return cut(job, 'sending', online);
    case 'conflict':
    case 'unavailable':
      return again(job, 'sending', { kind: 'unavailable' });
    case 'refused':
      return fail({ ...job, ticket: null }, 'issuing', { kind: 'refused' }, true);
  }
}

/** @param online false if the browser reports that it has no connection */
export function callFailed(state: RunnerState, error: ApiError, online: boolean): RunnerState {
  const step = stepOf(state);
  if (step === null) return state;
  const { job, next } = step;
  const retryAfter = error.details.retryAfter ?? null;
  const isLong = retryAfter !== null && retryAfter > MAX_WAIT_SECONDS;
  switch (error.code) {
    case 'network':
      return cut(job, next, online);
    case 'unauthenticated':
      return { name: 'signed-out', job, next };
    case 'not_uploaded':
      return refused(job, 'sending');
    case 'image_not_found':
      return refused({ ...job, ticket: null }, 'issuing');
    case 'superseded':
      return fail({ ...job, ticket: null }, 'issuing', { kind: 'superseded' }, true);
    case 'image_rejected':
      return fail(job, next, { kind: 'rejected', reason: error.details.reason ?? null }, false);
    case 'rate_limited': {
      const failure: Failure = { kind: 'rate_limited', retryAfter };
      return isLong || retryAfter === null
        ? fail(job, next, failure, true)
        : again(job, next, failure, retryAfter);
    }
    default: {
      if (error.status < 500) return fail(job, next, { kind: 'refused' }, true);
      const failure: Failure = { kind: 'unavailable' };
      return isLong ? fail(job, next, failure, true) : again(job, next, failure, retryAfter);
    }
  }
}

function cut(job: Job, next: Step, online: boolean): UploadState {
  return online ? again(job, next, { kind: 'network' }) : { name: 'offline', job, next };
}

/** Retries a step after a wait, a limited number of times. */
function again(
  job: Job,
  next: Step,
  failure: Failure,
  retryAfter: number | null = null,
): UploadState {
  const failed = { ...job, failures: job.failures + 1 };
  return failed.failures < MAX_FAILURES
    ? { name: 'waiting', job: failed, next, failure, retryAfter }
    : fail(failed, next, failure, true);
}

function refused(job: Job, next: Step): UploadState {
  const failed = { ...job, refusals: job.refusals + 1 };
  return failed.refusals < MAX_REFUSALS
    ? { name: 'waiting', job: failed, next, failure: { kind: 'refused' }, retryAfter: null }
    : fail({ ...failed, ticket: null }, 'issuing', { kind: 'refused' }, true);
}
