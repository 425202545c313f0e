// The upload as a pure function: a state and an event give the next state. An event that means nothing in a state gives
// back the very same object, which is how the runner knows that nothing changed.
import type { ApiError } from '../api-error';
import type { PutOutcome } from '../put-object';
import type { Failure, Job, Photo, Step, UploadEvent, UploadState } from './upload-state';

/** After so many failures in a row the upload stops trying by itself, and offers a button. */
export const MAX_FAILURES = 4;

/** The longest wait that is worth sitting out, in seconds, when the server says how long. */
const MAX_WAIT_SECONDS = 60;

export function reduceUpload(state: UploadState, event: UploadEvent): UploadState {
  switch (event.type) {
    case 'chosen':
      return { name: 'preparing', making: event.making };
    case 'made':
      return state.name === 'preparing' && state.making === event.making
        ? made(event.photo)
        : state;
    case 'found':
      return state.name === 'idle' ? found(event) : state;
    case 'cancel':
      return cancel(state);
    case 'retry':
      return retry(state);
    case 'online':
      return backOnline(state);
    case 'time-up':
      return state.name === 'waiting' ? start({ ...state.job }, state.next) : state;
    case 'issued':
      return state.name === 'issuing'
        ? start({ ...state.job, ticket: event.ticket }, 'sending')
        : state;
    case 'progressed':
      return state.name === 'sending' ? { ...state, sent: event.sent } : state;
    case 'put-ended':
      return state.name === 'sending' ? putEnded(state.job, event.outcome, event.online) : state;
    case 'confirmed':
      return state.name === 'confirming' ? { name: 'done', photo: state.job.photo } : state;
    case 'call-failed':
      return state.name === 'issuing' || state.name === 'confirming'
        ? callFailed(state.job, state.name, event.error, event.online)
        : state;
    case 'unreadable':
      return state.name === 'issuing'
        ? fail(state.job, 'issuing', { kind: 'unreadable' }, false)
        : state;
  }
}

/** Begins a step. Without a ticket there is nothing to send or confirm, so it begins by asking for one. */
function start(job: Job, step: Step): UploadState {
  const { ticket } = job;
  if (ticket === null || step === 'issuing')
    return { name: 'issuing', job: { ...job, ticket: null } };
  if (step === 'sending') return { name: 'sending', job: { ...job, ticket }, sent: 0 };
  return { name: 'confirming', job: { ...job, ticket } };
}

function made(photo: Photo | null): UploadState {
  return photo === null
    ? fail(null, 'issuing', { kind: 'unreadable' }, false)
    : start({ photo, ticket: null, failures: 0 }, 'issuing');
}

function found(event: Extract<UploadEvent, { type: 'found' }>): UploadState {
  const job: Job = { photo: event.photo, ticket: event.ticket, failures: 0 };
  return event.newer ? { name: 'asking', job } : start(job, 'sending');
}

/** Once the bytes are in S3 and being confirmed, there is nothing left to stop. */
function cancel(state: UploadState): UploadState {
  return state.name === 'idle' || state.name === 'confirming' ? state : { name: 'idle' };
}

function retry(state: UploadState): UploadState {
  switch (state.name) {
    case 'asking':
      // Another photo was shown after this one was asked for, so the old ticket would be out of turn.
      return start({ ...state.job, failures: 0 }, 'issuing');
    case 'signed-out':
      return start({ ...state.job, failures: 0 }, 'sending');
    case 'failed':
      return state.canRetry && state.job ? start({ ...state.job, failures: 0 }, state.next) : state;
    case 'waiting':
    case 'offline':
      return start({ ...state.job, failures: 0 }, state.next);
    default:
      return state;
  }
}

function backOnline(state: UploadState): UploadState {
  const lost = state.name === 'failed' && state.failure.kind === 'network';
  return state.name === 'offline' || state.name === 'waiting' || lost ? retry(state) : state;
}

function putEnded(job: Job, outcome: PutOutcome, online: boolean): UploadState {
  switch (outcome) {
    case 'stored':
    case 'exists':
      return start({ ...job, failures: 0 }, 'confirming');
    case 'expired':
      return again(
        { ...job, ticket: null },
        'issuing',
        { kind: 'refused' },
        { now: job.failures === 0 },
      );
    case 'network':
      return online
        ? again(job, 'sending', { kind: 'network' })
        : { name: 'offline', job, next: 'sending' };
    case 'conflict':
    case 'unavailable':
      return again(job, 'sending', { kind: 'unavailable' });
    case 'refused':
      return fail({ ...job, ticket: null }, 'issuing', { kind: 'refused' }, true);
    case 'aborted':
      return { name: 'idle' };
  }
}

function callFailed(job: Job, step: Step, error: ApiError, online: boolean): UploadState {
  const retryAfter = error.details.retryAfter ?? null;
  switch (error.code) {
    case 'network':
      return online ? again(job, step, { kind: 'network' }) : { name: 'offline', job, next: step };
    case 'unauthenticated':
      return { name: 'signed-out', job };
    case 'not_uploaded':
      return again(job, 'sending', { kind: 'unavailable' });
    case 'image_not_found':
      return again({ ...job, ticket: null }, 'issuing', { kind: 'refused' });
    case 'superseded':
      return fail({ ...job, ticket: null }, 'issuing', { kind: 'superseded' }, false);
    case 'image_rejected':
      return fail(job, step, { kind: 'rejected', reason: error.details.reason ?? null }, false);
    case 'rate_limited': {
      const failure: Failure = { kind: 'rate_limited', retryAfter };
      const isLong = retryAfter === null || retryAfter > MAX_WAIT_SECONDS;
      return isLong ? fail(job, step, failure, true) : again(job, step, failure, { retryAfter });
    }
    default:
      return error.status >= 500
        ? again(job, step, { kind: 'unavailable' }, { retryAfter })
        : fail(job, step, { kind: 'refused' }, true);
  }
}

/** Tries a step again, after a wait unless `now`; gives up after MAX_FAILURES in a row. */
function again(
  job: Job,
  step: Step,
  failure: Failure,
  { now = false, retryAfter = null }: { now?: boolean; retryAfter?: number | null } = {},
): UploadState {
  const next = { ...job, failures: job.failures + 1 };
  if (next.failures >= MAX_FAILURES) return fail(next, step, failure, true);
  return now ? start(next, step) : { name: 'waiting', job: next, next: step, retryAfter };
}

function fail(job: Job | null, next: Step, failure: Failure, canRetry: boolean): UploadState {
  return { name: 'failed', job, next, failure, canRetry };
}
