// The upload's state machine as a pure reducer. An event that does not apply returns the same object, which tells the runner that
// nothing changed.
import { callFailed, putEnded } from './reduce-ended-step';
import { check, fail, newJob, start, stepOf } from './transitions';
import type { Job, Photo, RunnerState, UploadEvent, UploadState } from './upload-state';

/** Returns the next state. */
export function reduceUpload(state: RunnerState, event: UploadEvent): RunnerState {
  switch (event.type) {
    case 'chosen':
      return { name: 'preparing', encoding: event.encoding };
    case 'encoded':
      return state.name === 'preparing' && state.encoding === event.encoding
        ? encoded(event.photo)
        : state;
    case 'found':
      return state.name === 'idle'
        ? check(newJob(event.photo, event.ticket), 'sending', state)
        : state;
    case 'checked':
      return checked(state, event);
    case 'cancel':
      // Nothing to cancel once the bytes are in S3 and being confirmed.
      return state.name === 'confirming' ? state : idle(state);
    case 'left':
      return idle(state);
    case 'retry':
      return retry(state);
    case 'back':
      return isHealing(state) ? retry(state) : state;
    case 'time-up':
      return state.name === 'waiting' ? check(state.job, state.next, state) : state;
    case 'issued':
      return state.name === 'issuing'
        ? start({ ...state.job, ticket: event.ticket }, 'sending')
        : state;
    case 'progressed':
      return state.name === 'sending' ? { ...state, sent: event.sent } : state;
    case 'put-ended':
      return putEnded(state, event.outcome, event.online);
    case 'confirmed':
      return state.name === 'confirming' ? { name: 'done', photo: state.job.photo } : state;
    case 'call-failed':
      return callFailed(state, event.error, event.online);
    case 'unreadable':
      return state.name === 'issuing'
        ? fail(state.job, 'issuing', { kind: 'unreadable' }, false)
        : state;
    case 'broke': {
      const step = stepOf(state);
      return step ? fail(step.job, step.next, { kind: 'broken' }, true) : state;
    }
  }
}

function checked(
  state: RunnerState,
  { verdict, shownAt }: Extract<UploadEvent, { type: 'checked' }>,
): RunnerState {
  if (state.name !== 'checking') return state;
  const { job, next } = state;
  switch (verdict) {
    case 'drop':
      return { name: 'idle' };
    case 'done':
      return { name: 'done', photo: job.photo };
    case 'ask':
      return { name: 'asking', job };
    case 'resume':
      return start({ ...job, photo: { ...job.photo, baseUpdatedAt: shownAt } }, next);
  }
}

function encoded(photo: Photo | null): UploadState {
  return photo === null
    ? fail(null, 'issuing', { kind: 'unreadable' }, false)
    : start(newJob(photo, null), 'issuing');
}

function idle(state: RunnerState): RunnerState {
  return state.name === 'idle' ? state : { name: 'idle' };
}

function retry(state: RunnerState): RunnerState {
  switch (state.name) {
    case 'asking':
      return check(insist(state.job), 'issuing', state);
    case 'waiting':
      return state.retryAfter === null ? check(anew(state.job), state.next, state) : state;
    case 'offline':
    case 'signed-out':
      return check(anew(state.job), state.next, state);
    case 'failed': {
      const { job, next, failure, canRetry } = state;
      if (job === null || !canRetry) return state;
      return check(failure.kind === 'superseded' ? insist(job) : anew(job), next, state);
    }
    default:
      return state;
  }
}

function anew(job: Job): Job {
  return newJob(job.photo, job.ticket);
}

/** The user prefers this photo to the newer one. The old ticket would be superseded. */
function insist(job: Job): Job {
  return newJob({ ...job.photo, baseUpdatedAt: Number.POSITIVE_INFINITY }, null);
}

/** True for a pause that may end when the connection or the user returns. */
function isHealing(state: RunnerState): boolean {
  if (state.name === 'failed')
    return state.failure.kind === 'network' || state.failure.kind === 'unavailable';
  return state.name !== 'asking';
}
