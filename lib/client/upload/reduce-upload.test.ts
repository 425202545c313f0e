import { ApiError } from '@/lib/client/api-error';
import type { PutOutcome } from '@/lib/client/put-object';
import { ERRORS, type ErrorCode } from '@/lib/shared/error-codes';
import { PHOTO as photo } from '@/test/client/upload-photo';
import { MAX_FAILURES, MAX_REFUSALS } from './reduce-ended-step';
import { reduceUpload } from './reduce-upload';
import type {
  Failure,
  Job,
  Photo,
  RunnerState,
  Ticket,
  UploadEvent,
  Verdict,
} from './upload-state';

const other: Photo = { ...photo, previewUrl: 'blob:2' };
const ticket: Ticket = {
  presignedUrl: 'https://s3/u',
  s3Key: 'profiles/a/1.webp',
  expiresIn: 300,
  headers: {},
};
const fresh: Job = { photo, ticket: null, failures: 0, refusals: 0 };
const job = { photo, ticket, failures: 0, refusals: 0 };
const worn = { ...job, failures: 2, refusals: 1 };

const encoding = { previewUrl: 'blob:2' };

const offline: RunnerState = { name: 'offline', job: worn, next: 'sending' };

const states: Record<RunnerState['name'], RunnerState> = {
  idle: { name: 'idle' },
  preparing: { name: 'preparing', encoding },
  checking: { name: 'checking', job, next: 'sending', paused: offline },
  asking: { name: 'asking', job: worn },
  issuing: { name: 'issuing', job: fresh },
  sending: { name: 'sending', job, sent: 0.5 },
  confirming: { name: 'confirming', job },
  waiting: waiting(),
  offline,
  'signed-out': { name: 'signed-out', job: worn, next: 'sending' },
  failed: failed({ kind: 'network' }),
  done: { name: 'done', photo },
};

function waiting(retryAfter: number | null = null): RunnerState {
  const failure = { kind: 'network' } as const;
  return { name: 'waiting', job: worn, next: 'sending', failure, retryAfter };
}

function failed(failure: Failure, canRetry = true): RunnerState {
  return { name: 'failed', job: worn, next: 'sending', failure, canRetry };
}

const error = (code: ErrorCode, retryAfter: number | null = null) =>
  new ApiError(code, ERRORS[code].status, { retryAfter });
const verdict = (given: Verdict): UploadEvent => ({
  type: 'checked',
  verdict: given,
  shownAt: 7,
});

const events: Record<string, UploadEvent> = {
  chosen: { type: 'chosen', encoding: { previewUrl: 'data:,' } },
  made: { type: 'encoded', encoding, photo: other },
  'could not be made': { type: 'encoded', encoding, photo: null },
  found: { type: 'found', photo: other, ticket },
  'checked: resume': verdict('resume'),
  'checked: drop': verdict('drop'),
  'checked: done': verdict('done'),
  'checked: ask': verdict('ask'),
  issued: { type: 'issued', ticket },
  progressed: { type: 'progressed', sent: 0.75 },
  stored: { type: 'put-ended', outcome: 'stored', online: true },
  confirmed: { type: 'confirmed' },
  'call failed': { type: 'call-failed', error: error('unavailable'), online: true },
  unreadable: { type: 'unreadable' },
  broke: { type: 'broke' },
  'time-up': { type: 'time-up' },
  back: { type: 'back' },
  retry: { type: 'retry' },
  cancel: { type: 'cancel' },
  left: { type: 'left' },
};

/** The events that have the same result in every state with a photo. */
const anywhere = { chosen: 'preparing', left: 'idle' } as const;
const stoppable = { ...anywhere, cancel: 'idle' } as const;
const paused = { ...stoppable, back: 'checking', retry: 'checking' } as const;
const call = { 'call failed': 'waiting', broke: 'failed' } as const;

/** The next state for each event in each state; unlisted events change nothing. */
const transitions: Record<RunnerState['name'], Partial<Record<string, RunnerState['name']>>> = {
  idle: { chosen: 'preparing', found: 'checking' },
  preparing: { ...stoppable, made: 'issuing', 'could not be made': 'failed' },
  checking: {
    ...stoppable,
    ...call,
    'checked: resume': 'sending',
    'checked: drop': 'idle',
    'checked: done': 'done',
    'checked: ask': 'asking',
  },
  asking: { ...stoppable, retry: 'checking' },
  issuing: { ...stoppable, ...call, issued: 'sending', unreadable: 'failed' },
  sending: { ...stoppable, ...call, progressed: 'sending', stored: 'confirming' },
  confirming: { ...anywhere, ...call, confirmed: 'done' },
  waiting: { ...paused, 'time-up': 'checking' },
  offline: paused,
  'signed-out': paused,
  failed: paused,
  done: stoppable,
};

describe('every event in every state', () => {
  const cases = Object.values(states).flatMap((state) =>
    Object.keys(events).map(
      (name) => [state.name, name, transitions[state.name][name] ?? null] as const,
    ),
  );

  it.each(cases)('%s, %s: %s', (from, name, to) => {
    const state = states[from];
    const event = events[name];
    if (!event) throw new Error(name);
    const next = reduceUpload(state, event);
    if (to === null) expect(next).toBe(state);
    else expect(next.name).toBe(to);
  });
});

it('ignores a photo whose encoding ends after another was chosen', () => {
  const later: RunnerState = { name: 'preparing', encoding: { previewUrl: 'blob:2' } };
  expect(reduceUpload(later, { type: 'encoded', encoding, photo: other })).toBe(later);
});

describe('continuing after a pause', () => {
  it.each(['offline', 'signed-out', 'failed', 'waiting'] as const)(
    'from %s: shows the pause during the check, and resets the count of failures',
    (name) => {
      const state = reduceUpload(states[name], { type: 'retry' });
      expect(state).toEqual({ name: 'checking', job, next: 'sending', paused: states[name] });
    },
  );

  it('keeps the count of failures when a wait ends by itself', () => {
    expect(reduceUpload(waiting(), { type: 'time-up' })).toMatchObject({ job: worn });
  });

  it.each(['issuing', 'sending', 'confirming'] as const)('continues with %s', (next) => {
    const checking: RunnerState = { name: 'checking', job, next, paused: offline };
    expect(reduceUpload(checking, verdict('resume')).name).toBe(next);
  });

  it('is then based on the photo that the check found', () => {
    const state = reduceUpload(states.checking, verdict('resume'));
    expect(state).toMatchObject({ job: { photo: { baseUpdatedAt: 7 }, ticket } });
  });

  it.each([states.asking, failed({ kind: 'superseded' })])(
    'does not ask again, and starts over, if the user insists in %j',
    (state) => {
      expect(reduceUpload(state, { type: 'retry' })).toMatchObject({
        name: 'checking',
        next: state.name === 'asking' ? 'issuing' : 'sending',
        job: { photo: { baseUpdatedAt: Number.POSITIVE_INFINITY }, ticket: null, failures: 0 },
      });
    },
  );

  it.each(['refused', 'superseded', 'broken', 'rate_limited'] as const)(
    'is not automatic after %s',
    (kind) => {
      const state = failed(kind === 'rate_limited' ? { kind, retryAfter: 600 } : { kind });
      expect(reduceUpload(state, { type: 'back' })).toBe(state);
      expect(reduceUpload(state, { type: 'retry' }).name).toBe('checking');
    },
  );

  it('waits at least for Retry-After', () => {
    const state = waiting(30);
    expect(reduceUpload(state, { type: 'back' })).toBe(state);
    expect(reduceUpload(state, { type: 'retry' })).toBe(state);
    expect(reduceUpload(state, { type: 'time-up' }).name).toBe('checking');
  });
});

describe('a PUT that ends', () => {
  const ended = (outcome: PutOutcome, online = true): UploadEvent => ({
    type: 'put-ended',
    outcome,
    online,
  });

  it('is confirmed if an earlier try has stored the object', () => {
    expect(reduceUpload(states.sending, ended('exists'))).toEqual({ name: 'confirming', job });
  });

  it('requests a new URL at once if the old one has expired, and waits if that does not help', () => {
    expect(reduceUpload(states.sending, ended('expired'))).toEqual({
      name: 'checking',
      next: 'issuing',
      job: { ...fresh, refusals: 1 },
      paused: states.sending,
    });
    const again: RunnerState = { name: 'sending', job: worn, sent: 0 };
    expect(reduceUpload(again, ended('expired'))).toMatchObject({
      name: 'waiting',
      next: 'issuing',
      failure: { kind: 'refused' },
      job: { ticket: null, refusals: 2 },
    });
  });

  it.each([
    ['conflict', 'unavailable'],
    ['unavailable', 'unavailable'],
    ['network', 'network'],
    ['aborted', 'network'],
  ] as const)('is tried again after a wait: %s', (outcome, kind) => {
    expect(reduceUpload(states.sending, ended(outcome))).toMatchObject({
      name: 'waiting',
      next: 'sending',
      failure: { kind },
      job: { ticket, failures: 1 },
    });
  });

  it('waits for the connection when there is none', () => {
    const next = reduceUpload(states.sending, ended('network', false));
    expect(next).toEqual({ name: 'offline', job, next: 'sending' });
  });

  it('fails after a refusal, and starts over on a manual retry', () => {
    const refused = reduceUpload(states.sending, ended('refused'));
    expect(refused).toMatchObject({ name: 'failed', failure: { kind: 'refused' }, canRetry: true });
    const again = reduceUpload(refused, { type: 'retry' });
    expect(reduceUpload(again, verdict('resume')).name).toBe('issuing');
  });
});

/** Repeats an outcome until the upload fails; returns the number of waits before that. */
function rounds(end: (state: RunnerState) => RunnerState): { waits: number; state: RunnerState } {
  let state = states.sending;
  for (let waits = 0; waits < 100; waits++) {
    state = end(state);
    if (state.name === 'failed') return { waits, state };
    state = reduceUpload(state, { type: 'time-up' });
    state = reduceUpload(state, verdict('resume'));
    if (state.name === 'issuing') state = reduceUpload(state, { type: 'issued', ticket });
  }
  throw new Error('It never fails.');
}

describe('automatic retries', () => {
  it('continue for about ten minutes without a connection or a service', () => {
    const { waits, state } = rounds((sending) =>
      reduceUpload(sending, { type: 'put-ended', outcome: 'network', online: true }),
    );
    expect(waits).toBe(MAX_FAILURES - 1);
    expect(state).toMatchObject({ name: 'failed', failure: { kind: 'network' }, canRetry: true });
  });

  it('stop after a few refusals: expired URLs and missing objects', () => {
    const expired = rounds((sending) =>
      reduceUpload(sending, { type: 'put-ended', outcome: 'expired', online: true }),
    );
    expect(expired.waits).toBe(MAX_REFUSALS - 1);
    const notThere = rounds((sending) =>
      reduceUpload(reduceUpload(sending, { type: 'put-ended', outcome: 'stored', online: true }), {
        type: 'call-failed',
        error: error('not_uploaded'),
        online: true,
      }),
    );
    expect(notThere.waits).toBe(MAX_REFUSALS - 1);
    expect(notThere.state).toMatchObject({ failure: { kind: 'refused' }, job: { ticket: null } });
  });

  it('continue after a URL has expired during a long wait for the connection', () => {
    const state: RunnerState = { name: 'sending', job: { ...job, failures: 30 }, sent: 0 };
    const next = reduceUpload(state, { type: 'put-ended', outcome: 'expired', online: true });
    expect(next).toMatchObject({ name: 'checking', next: 'issuing' });
  });
});

describe('a call that fails', () => {
  const confirming = states.confirming;
  const ended = (error: ApiError, online = true): UploadEvent => ({
    type: 'call-failed',
    error,
    online,
  });

  it.each<[ErrorCode, Partial<RunnerState>]>([
    ['unauthenticated', { name: 'signed-out', next: 'confirming' }],
    ['not_uploaded', { name: 'waiting', next: 'sending' }],
    ['image_not_found', { name: 'waiting', next: 'issuing' }],
    ['superseded', { name: 'failed', canRetry: true, failure: { kind: 'superseded' } }],
    ['invalid_request', { name: 'failed', canRetry: true, failure: { kind: 'refused' } }],
    ['internal', { name: 'waiting', next: 'confirming', failure: { kind: 'unavailable' } }],
  ])('%s', (code, expected) => {
    expect(reduceUpload(confirming, ended(error(code)))).toMatchObject(expected);
  });

  it('counts as a failure of the following step if it was the check', () => {
    const state = reduceUpload(states.checking, ended(error('unauthenticated')));
    expect(state).toEqual({ name: 'signed-out', job, next: 'sending' });
  });

  it('has the reason of a rejected image, and offers no retry', () => {
    const rejected = new ApiError('image_rejected', 422, { reason: 'corrupt' });
    const next = reduceUpload(confirming, ended(rejected));
    expect(next).toMatchObject({
      failure: { kind: 'rejected', reason: 'corrupt' },
      canRetry: false,
    });
    expect(reduceUpload(next, { type: 'retry' })).toBe(next);
  });

  it('waits for Retry-After, unless it is too long', () => {
    for (const code of ['rate_limited', 'unavailable'] as const) {
      const soon = reduceUpload(confirming, ended(error(code, 5)));
      expect(soon).toMatchObject({ name: 'waiting', retryAfter: 5, failure: { kind: code } });
    }
    expect(reduceUpload(confirming, ended(error('unavailable', 3600)))).toMatchObject({
      name: 'failed',
      failure: { kind: 'unavailable' },
      canRetry: true,
    });
    expect(reduceUpload(confirming, ended(error('rate_limited', 3600)))).toMatchObject({
      name: 'failed',
      failure: { kind: 'rate_limited', retryAfter: 3600 },
    });
  });

  it('waits for the connection when there is none', () => {
    const lost = ended(new ApiError('network', 0), false);
    expect(reduceUpload(confirming, lost)).toEqual({ name: 'offline', job, next: 'confirming' });
  });
});
