// Each step of the state machine is one atomic change with conditions and an event. interleavings.test.ts tests combinations of steps.
import { eachField } from '@/lib/shared/person-fields';
import { START } from '@/test/profile/memory-ports';
import { claimForDeletion, finishDeletion, uploadCleaned } from './deletion-steps';
import type { Moment } from './image-life';
import { isDisposable } from './image-states';
import { acceptImported, hide, importLegacy } from './legacy-steps';
import type { Change, ImageRecord, ImageState, UserRecord } from './model';
import { remove, restore, show } from './photo-steps';
import { expire, issue, lease, reject, release, scheduleExpiry, supersede } from './upload-steps';

const processed = { width: 10, height: 10, variants: [], placeholder: 'AAAA' };
const asked = {
  imageId: 'new',
  key: 'profiles/agente/new.png',
  uploadKey: 'uploads/agente/new.png',
  contentType: 'image/png' as const,
  fileName: 'foto.png',
  declaredSize: null,
  declaredSha256: null,
};

let ids = 0;
const moment: Moment = {
  now: START,
  actor: { userId: 'agente', via: 'api', address: '192.0.2.1' },
  newId: () => `event-${++ids}`,
  imageRetention: 86_400,
  auditRetention: 1_000_000,
};

function image(state: ImageState, more: Partial<ImageRecord> = {}): ImageRecord {
  return {
    ...asked,
    imageId: state,
    key: `profiles/agente/${state}.png`,
    userId: 'agente',
    seq: 3,
    state,
    reason: null,
    issuedAt: START - 100,
    processed: state === 'issued' ? null : processed,
    lease: { token: 'mine', until: START + 30 },
    attempts: 1,
    dueAt: START + 50,
    expiresAt: null,
    rev: 7,
    ...more,
  };
}

const shown = image('shown');
const user: UserRecord = {
  userId: 'agente',
  email: '',
  ...eachField(() => ''),
  nombre: 'Ana',
  createdAt: '',
  sessionsValidFrom: 0,
  images: {
    imageSeq: 3,
    lastIssue: null,
    rev: 9,
    newest: {
      key: 'profiles/agente/issued.png',
      contentType: 'image/png',
      fileName: 'f',
      updatedAt: 1,
    },
    shown: {
      imageId: 'shown',
      key: shown.key,
      contentType: 'image/png',
      fileName: 's',
      updatedAt: 2,
      processed,
    },
    request: {
      imageId: 'issued',
      key: 'profiles/agente/issued.png',
      state: 'pending',
      reason: null,
      namedUntil: START + 210,
    },
    link: null,
  },
};

/** A user into whose row another program has written the key to import. */
const written: UserRecord = {
  ...user,
  images: {
    ...user.images,
    newest: { key: asked.key, contentType: '', fileName: '', updatedAt: null },
  },
};

/** The step, the resulting states of its images, and its event types. */
const steps: [string, () => Change, string[], string[]][] = [
  ['issue', () => issue(user, asked, moment), ['issued'], ['issued']],
  [
    'show',
    () => show(user, image('issued'), processed, shown, moment),
    ['shown', 'kept'],
    ['shown', 'replaced'],
  ],
  [
    'restore',
    () => restore(user, image('kept'), shown, moment),
    ['shown', 'kept'],
    ['restored', 'replaced'],
  ],
  ['remove', () => remove(user, shown, moment), ['kept'], ['removed']],
  ['remove of nothing shown', () => remove(user, null, moment), [], []],
  ['reject', () => reject(user, image('issued'), 'corrupt', moment), ['rejected'], ['rejected']],
  ['supersede', () => supersede(user, image('issued'), moment), ['superseded'], ['superseded']],
  ['expire', () => expire(user, image('issued'), moment), ['expired'], ['expired']],
  ['expire without a user', () => expire(null, image('issued'), moment), ['expired'], ['expired']],
  [
    'importLegacy',
    () => importLegacy(written, { ...asked, uploadKey: null }, shown, moment),
    ['shown', 'kept'],
    ['adopted', 'replaced'],
  ],
  [
    'acceptImported',
    () =>
      acceptImported(
        user,
        { ...shown, processed: null },
        { processed, contentType: 'image/png', modifiedAt: START - 9 },
        moment,
      ),
    ['shown'],
    ['proven'],
  ],
  ['hide', () => hide(user, shown, 'corrupt', moment), ['hidden'], ['hidden']],
  [
    'claimForDeletion',
    () => claimForDeletion(user, image('kept'), moment),
    ['deleting'],
    ['deleting'],
  ],
  ['finishDeletion', () => finishDeletion(image('deleting'), moment), ['deleted'], ['deleted']],
  ['lease', () => lease(image('issued'), { token: 't', until: 1 }).change, ['issued'], []],
  ['release', () => release(image('issued'), false), ['issued'], []],
  ['uploadCleaned', () => uploadCleaned(shown), ['shown'], []],
  ['scheduleExpiry', () => scheduleExpiry(image('issued')), ['issued'], []],
];

describe.each(steps)('%s', (_name, step, states, types) => {
  test('leads to its states, with one event per change', () => {
    const change = step();
    expect(change.images.map(({ after }) => after.state)).toEqual(states);
    expect(change.events.map(({ type }) => type)).toEqual(types);
    expect(new Set(change.events.map(({ eventId }) => eventId)).size).toBe(types.length);
  });

  test('is conditional on what it read: increments the revision of each record and of the user', () => {
    const { images, user: ofUser } = step();
    for (const { before, after } of images) expect(after.rev).toBe((before?.rev ?? 0) + 1);
    if (ofUser?.images) expect(ofUser.images.after.rev).toBe(ofUser.images.before.rev + 1);
  });

  test('records the actor, the time, and the expiry of the event', () => {
    for (const event of step().events) {
      const { now: at, actor: by, auditRetention } = moment;
      expect(event).toMatchObject({ at, by, userId: 'agente', expiresAt: at + auditRetention });
    }
  });

  test('keeps one shown image, and the four attributes name the newest request or the shown image', () => {
    const { images, user: ofUser } = step();
    const after = ofUser?.images?.after;
    if (!after) return;
    for (const { after: record } of images) {
      expect(record.imageId === after.shown?.imageId).toBe(record.state === 'shown');
    }
    const named = after.request?.state === 'pending' ? after.request : after.shown;
    const isHidden = types.includes('hidden');
    if (!isHidden) expect(after.newest?.key).toBe(named?.key);
  });
});

test.each([
  ['issue', () => issue(user, asked, moment)],
  ['restore', () => restore(user, image('kept'), shown, moment)],
  ['remove', () => remove(user, shown, moment)],
  ['importLegacy', () => importLegacy(user, asked, shown, moment)],
])('%s takes the next sequence number', (_name, step) => {
  expect(step().user?.images?.after.imageSeq).toBe(4);
});

test.each([
  ['kept', () => remove(user, shown, moment), START + moment.imageRetention],
  ['kept', () => remove(user, { ...shown, issuedAt: START + 90_000 }, moment), START + 93_600],
  ['rejected', () => reject(user, image('issued'), 'corrupt', moment), START - 100 + 3600],
  ['shown', () => show(user, image('issued'), processed, null, moment), START - 100 + 3600],
  [
    'shown',
    () => show(user, image('issued', { issuedAt: START - 9999 }), processed, null, moment),
    START,
  ],
])(
  'an image that became %s is due once its upload key can receive nothing more',
  (_state, step, dueAt) => {
    expect(step().images[0]?.after.dueAt).toBe(dueAt);
  },
);

test('every final step ends the lease', () => {
  const { images } = show(user, image('issued'), processed, shown, moment);
  expect(images.map(({ after }) => after.lease)).toEqual([null, null]);
});

test('only images that can never be shown again may be deleted', () => {
  const states: ImageState[] = [
    'issued',
    'shown',
    'kept',
    'rejected',
    'superseded',
    'expired',
    'deleting',
    'deleted',
    'hidden',
  ];
  expect(states.filter(isDisposable)).toEqual(['kept', 'rejected', 'superseded', 'expired']);
});

test('ending an image that is not the newest request does not change the user', () => {
  const other = image('issued', { imageId: 'other' });
  for (const step of [supersede, expire]) expect(step(user, other, moment).user).toBeUndefined();
});
