import { ERRORS, type ErrorCode } from '@/lib/shared/error-codes';
import { ApiError } from '../api-error';
import { MAX_FAILURES, reduceUpload } from './reduce-upload';
import type { Job, Photo, Ticket, UploadEvent, UploadState } from './upload-state';

const photo: Photo = {
  blob: new Blob(['x']),
  contentType: 'image/webp',
  fileName: 'yo.webp',
  chosenAt: 0,
  madeAgainst: null,
  previewUrl: 'blob:1',
};
const other: Photo = { ...photo, previewUrl: 'blob:2' };
const ticket: Ticket = {
  presignedUrl: 'https://s3/u',
  s3Key: 'profiles/a/1.webp',
  expiresIn: 300,
  headers: {},
};
const fresh: Job = { photo, ticket: null, failures: 0 };
const job = { photo, ticket, failures: 0 };

const making = { previewUrl: 'blob:2' };

const states: Record<UploadState['name'], UploadState> = {
  idle: { name: 'idle' },
  preparing: { name: 'preparing', making },
  asking: { name: 'asking', job },
  issuing: { name: 'issuing', job: fresh },
  sending: { name: 'sending', job, sent: 0.5 },
  confirming: { name: 'confirming', job },
  waiting: { name: 'waiting', job: { ...job, failures: 2 }, next: 'sending', retryAfter: null },
  offline: { name: 'offline', job, next: 'sending' },
  'signed-out': { name: 'signed-out', job },
  failed: { name: 'failed', job, next: 'sending', failure: { kind: 'network' }, canRetry: true },
  done: { name: 'done', photo },
};

const error = (code: ErrorCode, retryAfter: number | null = null) =>
  new ApiError(code, ERRORS[code].status, { retryAfter });

const events: Record<string, UploadEvent> = {
  chosen: { type: 'chosen', making: { previewUrl: null } },
  made: { type: 'made', making, photo: other },
  'could not be made': { type: 'made', making, photo: null },
  found: { type: 'found', photo: other, ticket, newer: false },
  'found, but a newer one is shown': { type: 'found', photo: other, ticket, newer: true },
  issued: { type: 'issued', ticket },
  progressed: { type: 'progressed', sent: 0.75 },
  stored: { type: 'put-ended', outcome: 'stored', online: true },
  confirmed: { type: 'confirmed' },
  'call failed': { type: 'call-failed', error: error('unavailable'), online: true },
  unreadable: { type: 'unreadable' },
  'time-up': { type: 'time-up' },
  online: { type: 'online' },
  retry: { type: 'retry' },
  cancel: { type: 'cancel' },
};

/** Where each event leads from each state; what is not listed changes nothing. */
const leads: Record<UploadState['name'], Partial<Record<string, UploadState['name']>>> = {
  idle: { chosen: 'preparing', found: 'sending', 'found, but a newer one is shown': 'asking' },
  preparing: {
    chosen: 'preparing',
    made: 'issuing',
    'could not be made': 'failed',
    cancel: 'idle',
  },
  asking: { chosen: 'preparing', retry: 'issuing', cancel: 'idle' },
  issuing: {
    chosen: 'preparing',
    issued: 'sending',
    'call failed': 'waiting',
    unreadable: 'failed',
    cancel: 'idle',
  },
  sending: { chosen: 'preparing', progressed: 'sending', stored: 'confirming', cancel: 'idle' },
  confirming: { chosen: 'preparing', confirmed: 'done', 'call failed': 'waiting' },
  waiting: {
    chosen: 'preparing',
    'time-up': 'sending',
    online: 'sending',
    retry: 'sending',
    cancel: 'idle',
  },
  offline: { chosen: 'preparing', online: 'sending', retry: 'sending', cancel: 'idle' },
  'signed-out': { chosen: 'preparing', retry: 'sending', cancel: 'idle' },
  failed: { chosen: 'preparing', online: 'sending', retry: 'sending', cancel: 'idle' },
  done: { chosen: 'preparing', cancel: 'idle' },
};

describe('every event in every state', () => {
  const cases = Object.values(states).flatMap((state) =>
    Object.keys(events).map((name) => [state.name, name, leads[state.name][name] ?? null] as const),
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

it('drops a photo that was made too late, when another had been chosen meanwhile', () => {
  const later: UploadState = { name: 'preparing', making: { previewUrl: 'blob:2' } };
  expect(reduceUpload(later, { type: 'made', making, photo: other })).toBe(later);
});

describe('a PUT that ends', () => {
  const sending: UploadState = { name: 'sending', job, sent: 0.9 };

  it('is confirmed when the object had been stored by an earlier try', () => {
    const next = reduceUpload(sending, { type: 'put-ended', outcome: 'exists', online: true });
    expect(next).toEqual({ name: 'confirming', job });
  });

  it('asks for a fresh URL at once when the old one has expired, and waits when that does not help', () => {
    const first = reduceUpload(sending, { type: 'put-ended', outcome: 'expired', online: true });
    expect(first).toEqual({ name: 'issuing', job: { photo, ticket: null, failures: 1 } });
    const again: UploadState = { name: 'sending', job: { ...job, failures: 1 }, sent: 0 };
    const second = reduceUpload(again, { type: 'put-ended', outcome: 'expired', online: true });
    expect(second).toMatchObject({ name: 'waiting', next: 'issuing', job: { ticket: null } });
  });

  it.each(['conflict', 'unavailable', 'network'] as const)(
    'is tried again after a wait: %s',
    (outcome) => {
      const next = reduceUpload(sending, { type: 'put-ended', outcome, online: true });
      expect(next).toMatchObject({
        name: 'waiting',
        next: 'sending',
        job: { ticket, failures: 1 },
      });
    },
  );

  it('waits for the connection when there is none', () => {
    const next = reduceUpload(sending, { type: 'put-ended', outcome: 'network', online: false });
    expect(next).toEqual({ name: 'offline', job, next: 'sending' });
  });

  it('leaves a refusal to the person, and starts over when they try again', () => {
    const refused = reduceUpload(sending, { type: 'put-ended', outcome: 'refused', online: true });
    expect(refused).toMatchObject({ name: 'failed', failure: { kind: 'refused' }, canRetry: true });
    expect(reduceUpload(refused, { type: 'retry' }).name).toBe('issuing');
  });

  it('gives up after so many failures in a row, and counts anew when the person tries again', () => {
    let state: UploadState = sending;
    for (let n = 1; n < MAX_FAILURES; n++) {
      state = reduceUpload(state, { type: 'put-ended', outcome: 'network', online: true });
      expect(state.name).toBe('waiting');
      state = reduceUpload(state, { type: 'time-up' });
    }
    state = reduceUpload(state, { type: 'put-ended', outcome: 'network', online: true });
    expect(state).toMatchObject({ name: 'failed', failure: { kind: 'network' }, canRetry: true });
    expect(reduceUpload(state, { type: 'retry' })).toMatchObject({ name: 'sending', job });
  });
});

describe('a call that fails', () => {
  const confirming: UploadState = { name: 'confirming', job };

  it.each<[ErrorCode, Partial<UploadState>]>([
    ['unauthenticated', { name: 'signed-out' }],
    ['not_uploaded', { name: 'waiting', next: 'sending' }],
    ['image_not_found', { name: 'waiting', next: 'issuing' }],
    ['superseded', { name: 'failed', canRetry: false, failure: { kind: 'superseded' } }],
    ['invalid_request', { name: 'failed', canRetry: true, failure: { kind: 'refused' } }],
    ['internal', { name: 'waiting', next: 'confirming' }],
  ])('%s', (code, expected) => {
    const next = reduceUpload(confirming, {
      type: 'call-failed',
      error: error(code),
      online: true,
    });
    expect(next).toMatchObject(expected);
  });

  it('says why an image was rejected, and offers no second try of the same bytes', () => {
    const rejected = new ApiError('image_rejected', 422, { reason: 'corrupt' });
    const next = reduceUpload(confirming, { type: 'call-failed', error: rejected, online: true });
    expect(next).toMatchObject({
      failure: { kind: 'rejected', reason: 'corrupt' },
      canRetry: false,
    });
    expect(reduceUpload(next, { type: 'retry' })).toBe(next);
  });

  it('waits as long as the server asks, if that is not too long', () => {
    const soon: UploadEvent = {
      type: 'call-failed',
      error: error('rate_limited', 5),
      online: true,
    };
    expect(reduceUpload(confirming, soon)).toMatchObject({ name: 'waiting', retryAfter: 5 });
    const late: UploadEvent = {
      type: 'call-failed',
      error: error('rate_limited', 3600),
      online: true,
    };
    expect(reduceUpload(confirming, late)).toMatchObject({
      name: 'failed',
      failure: { kind: 'rate_limited', retryAfter: 3600 },
    });
  });

  it('waits for the connection when there is none', () => {
    const lost: UploadEvent = {
      type: 'call-failed',
      error: new ApiError('network', 0),
      online: false,
    };
    expect(reduceUpload(confirming, lost)).toEqual({ name: 'offline', job, next: 'confirming' });
  });
});

it('leaves what only a person can decide alone when the connection is back', () => {
  const refused: UploadState = { ...states.failed, failure: { kind: 'refused' } } as UploadState;
  expect(reduceUpload(refused, { type: 'online' })).toBe(refused);
});
