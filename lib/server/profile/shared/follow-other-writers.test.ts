// What happens when another program writes the four attributes, in every state of an image: the table of
// docs/decisions/0010-other-writers.md, row by row.

import type { ImageEvent, ImageState } from '@/lib/server/profile/domain/model';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { getProfile, readProfile } from '@/lib/server/profile/use-cases/get-profile';
import { removeImage } from '@/lib/server/profile/use-cases/remove-image';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { withdrawUpload } from '@/lib/server/profile/use-cases/withdraw-upload';
import { UnavailableError } from '@/lib/server/shared/errors';
import { checkAuditTrail } from '@/test/profile/check-audit-trail';
import { BAD, type MemoryPorts } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  countCommits,
  HOUR,
  imageOf,
  issueOne,
  JPEG,
  memoryPortsWithAgent,
  putLegacyUser,
  showOne,
  uploadOne,
  writeKey,
} from '@/test/profile/start-states';
import { findUser } from './find-user';

const OTHER_WRITER = { userId: null, via: 'other-writer', address: null };

/** What another program may write: each kind of key, or none. */
interface Keys {
  nothing: null;
  shown: string | null;
  pending: string | null;
  kept: string;
  rejected: string;
  superseded: string;
  expired: string;
  deleting: string;
  deleted: string;
  hidden: string;
  overtaken: string;
  otherExtension: string;
  colleague: string;
  foreign: string;
  newKey: string;
  newWithoutObject: string;
}
type Kind = keyof Keys;

const STATES = ['none', 'shown', 'pending', 'shown+pending', 'shown+late', 'late'] as const;
type State = (typeof STATES)[number];

/** Creates a user with an image in every state, and then brings it into the given state. */
async function scene(state: State): Promise<{ memory: MemoryPorts; keys: Keys }> {
  const memory = memoryPortsWithAgent();
  const hidden = `profiles/${AGENT}/oculta.jpg`;
  putLegacyUser(memory, hidden);
  memory.storage.put(hidden, BAD, 'image/jpeg');
  await getProfile(memory, AGENT, BY);

  const deleted = await showOne(memory);
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(25 * HOUR);
  await sweep(memory);
  const deleting = await showOne(memory);
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(25 * HOUR);
  const { delete: remove } = memory.storage;
  memory.storage.delete = () => Promise.reject(new UnavailableError('S3 cannot answer now'));
  await sweep(memory);
  memory.storage.delete = remove;

  const expired = await issueOne(memory);
  memory.clock.advance(HOUR);
  await getProfile(memory, AGENT, BY);
  const rejected = await uploadOne(memory, BAD);
  await getProfile(memory, AGENT, BY);
  const superseded = await issueOne(memory);
  await withdrawUpload(memory, AGENT, superseded.key, BY);
  const overtaken = await issueOne(memory);
  const kept = await showOne(memory);

  let shown: string | null = null;
  let pending: string | null = null;
  if (state.startsWith('shown')) shown = (await showOne(memory)).key;
  else await removeImage(memory, AGENT, BY);
  if (state.endsWith('pending')) pending = (await issueOne(memory)).key;
  if (state.endsWith('late')) {
    pending = (await issueOne(memory)).key;
    memory.clock.advance(310);
    await findUser(memory, AGENT, BY);
  }

  const newKey = `profiles/${AGENT}/nueva.jpg`;
  memory.storage.put(newKey, JPEG, 'image/jpeg');
  const keys: Keys = {
    nothing: null,
    shown,
    pending,
    kept: kept.key,
    rejected: rejected.key,
    superseded: superseded.key,
    expired: expired.key,
    deleting: deleting.key,
    deleted: deleted.key,
    hidden,
    overtaken: overtaken.key,
    otherExtension: kept.key.replace('.png', '.jpg'),
    colleague: 'profiles/colega/suya.jpg',
    foreign: 'facturas/2024.pdf',
    newKey,
    newWithoutObject: `profiles/${AGENT}/nada.jpg`,
  };
  const states: [string, ImageState][] = [
    ...(['kept', 'rejected', 'superseded', 'expired'] as const).map(
      (name): [string, ImageState] => [keys[name], name],
    ),
    ...(['deleting', 'deleted', 'hidden'] as const).map((name): [string, ImageState] => [
      keys[name],
      name,
    ]),
    [keys.overtaken, 'issued'],
  ];
  for (const [key, is] of states) {
    expect((await imageOf(memory, imageIdOfKey(AGENT, key))).state).toBe(is);
  }
  return { memory, keys };
}

/** The final kind of key in row and profile. `isPending`: the upload can still be confirmed. */
type Outcome = { row: Kind; shown: Kind; isPending: boolean } | null;

const back = (shown: Kind, isPending = false): Outcome => ({ row: shown, shown, isPending });
const left = (row: Kind, shown: Kind, isPending = false): Outcome => ({ row, shown, isPending });
/** The row is set back to the shown image; nothing else changes. */
const GOES_BACK = [
  back('nothing'),
  back('shown'),
  back('nothing', true),
  back('shown', true),
  back('shown', true),
  back('nothing', true),
];
/** The same, but if nothing is shown, the row is left as written. */
const IS_LEFT_IF_NOTHING_SHOWN = (kind: Kind) => [
  left(kind, 'nothing'),
  back('shown'),
  left(kind, 'nothing', true),
  back('shown', true),
  back('shown', true),
  left(kind, 'nothing', true),
];
const TAKES_ITS_PLACE = (kind: Kind) => STATES.map(() => back(kind));

/** The outcome of each kind of key in each of STATES; null if there is no such key. */
const TABLE: Record<Kind, Outcome[]> = {
  nothing: [
    back('nothing'),
    back('nothing'),
    back('nothing'),
    back('nothing'),
    back('nothing'),
    back('nothing', true),
  ],
  shown: [null, back('shown'), null, back('shown'), back('shown', true), null],
  pending: [
    null,
    null,
    left('pending', 'nothing', true),
    left('pending', 'shown', true),
    back('shown', true),
    back('nothing', true),
  ],
  kept: TAKES_ITS_PLACE('kept'),
  rejected: GOES_BACK,
  superseded: GOES_BACK,
  expired: GOES_BACK,
  deleting: GOES_BACK,
  deleted: GOES_BACK,
  hidden: IS_LEFT_IF_NOTHING_SHOWN('hidden'),
  overtaken: GOES_BACK,
  otherExtension: GOES_BACK,
  colleague: IS_LEFT_IF_NOTHING_SHOWN('colleague'),
  foreign: IS_LEFT_IF_NOTHING_SHOWN('foreign'),
  newKey: TAKES_ITS_PLACE('newKey'),
  newWithoutObject: [
    left('newWithoutObject', 'nothing'),
    back('shown'),
    left('newWithoutObject', 'nothing'),
    back('shown', true),
    back('shown', true),
    left('newWithoutObject', 'nothing'),
  ],
};

const cases = Object.entries(TABLE).flatMap(([kind, outcomes]) =>
  outcomes.flatMap((outcome, index) => {
    const state = STATES[index];
    return outcome && state ? [{ kind: kind as Kind, state, outcome }] : [];
  }),
);

test.each(cases)('$state, and $kind is written', async ({ kind, state, outcome }) => {
  const { memory, keys } = await scene(state);
  const isWritten = (await agentOf(memory)).images.newest?.key !== keys[kind];
  writeKey(memory, keys[kind]);
  const before = memory.store.events().length;
  const profile = await getProfile(memory, AGENT, BY);
  const { images } = await agentOf(memory);

  expect(profile.profileImageKey).toBe(keys[outcome.shown]);
  expect(images.newest?.key ?? null).toBe(keys[outcome.row]);
  const pending = keys.pending && (await imageOf(memory, imageIdOfKey(AGENT, keys.pending)));
  if (pending) {
    expect(pending.state === 'issued' && pending.seq === images.imageSeq).toBe(outcome.isPending);
    expect(images.request?.imageId === pending.imageId).toBe(outcome.isPending);
  }

  // The resulting events have the other program as actor, except those of validating a new key, which have the caller.
  const told: ImageEvent[] = memory.store.events().slice(before);
  for (const { type, by } of told.filter((event) => event.type !== 'proven')) {
    expect([type, by]).toEqual([type, OTHER_WRITER]);
  }
  const isShownAnew = isWritten && ['kept', 'newKey', 'shown'].includes(kind);
  const wasRemoved = kind === 'nothing' && state.startsWith('shown');
  if (isShownAnew || wasRemoved) expect(told.length).toBeGreaterThan(0);

  // It is followed only once, and all records are consistent.
  const commits = countCommits(memory);
  await findUser(memory, AGENT, BY);
  expect(commits()).toBe(0);
  checkAuditTrail(memory.store.images(), memory.store.events());
  const shown = memory.store.images().filter((image) => image.state === 'shown');
  expect(shown.map(({ imageId }) => imageId)).toEqual(images.shown ? [images.shown.imageId] : []);
});

test.each(['newKey', 'kept', 'rejected', 'nothing'] as const)(
  'reading for a page follows it too: %s',
  async (kind) => {
    const { memory, keys } = await scene('shown');
    writeKey(memory, keys[kind]);
    const profile = (await readProfile(memory, AGENT))?.profile;
    const expected = { newKey: null, kept: keys.kept, rejected: keys.shown, nothing: null }[kind];
    expect(profile?.profileImageKey).toBe(expected);
  },
);
