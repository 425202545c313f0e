// What happens when another program writes the four attributes, in every state of an image: the table of
// docs/decisions/0010-other-writers.md, row by row.

import type { ImageEvent, ImageState } from '@/lib/server/profile/domain/model';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { getProfile, readProfile } from '@/lib/server/profile/use-cases/get-profile';
import { imageHistory } from '@/lib/server/profile/use-cases/list-image-history';
import { processUpload } from '@/lib/server/profile/use-cases/process-upload';
import { removeImage } from '@/lib/server/profile/use-cases/remove-image';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { withdrawUpload } from '@/lib/server/profile/use-cases/withdraw-upload';
import { UnavailableError } from '@/lib/server/shared/errors';
import { checkLife } from '@/test/profile/check-life';
import { BAD, type MemoryPorts } from '@/test/profile/memory-ports';
import { NO_PHOTO } from '@/test/profile/no-photo';
import {
  AGENT,
  agentOf,
  BY,
  countCommits,
  eventsOf,
  HOUR,
  imageOf,
  issueOne,
  memoryPortsWithAgent,
  putLegacyUser,
  showOne,
  uploadOne,
  writeElsewhere,
} from '@/test/profile/start-states';
import { findUser } from './find-user';

const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
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

function write(memory: MemoryPorts, key: string | null, updatedAt = 1_700_000_001): void {
  writeElsewhere(memory, key === null ? null : { key, updatedAt });
}

test.each(cases)('$state, and $kind is written', async ({ kind, state, outcome }) => {
  const { memory, keys } = await scene(state);
  const isWritten = (await agentOf(memory)).images.newest?.key !== keys[kind];
  write(memory, keys[kind]);
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
  checkLife(memory.store.images(), memory.store.events());
  const shown = memory.store.images().filter((image) => image.state === 'shown');
  expect(shown.map(({ imageId }) => imageId)).toEqual(images.shown ? [images.shown.imageId] : []);
});

test.each(['newKey', 'kept', 'rejected', 'nothing'] as const)(
  'reading for a page follows it too: %s',
  async (kind) => {
    const { memory, keys } = await scene('shown');
    write(memory, keys[kind]);
    const profile = (await readProfile(memory, AGENT))?.profile;
    const expected = { newKey: null, kept: keys.kept, rejected: keys.shown, nothing: null }[kind];
    expect(profile?.profileImageKey).toBe(expected);
  },
);

test('a photo that another program removed is kept, attributed to it, and can be restored', async () => {
  const memory = memoryPortsWithAgent();
  const { key, imageId } = await showOne(memory);
  write(memory, null);
  expect(await getProfile(memory, AGENT, BY)).toMatchObject({
    ...NO_PHOTO,
    profileImagePending: null,
  });
  const [item] = (await imageHistory(memory, AGENT, null, BY)).items;
  expect(item).toMatchObject({ key, state: 'kept', restorableUntil: expect.any(Number) });
  expect(item?.events[0]).toMatchObject({ type: 'removed', via: 'other-writer' });
  const back = await updateProfile(memory, AGENT, { profileImageKey: key }, BY);
  expect(back.profileImageKey).toBe(key);
  expect(eventsOf(memory, { imageId })).toEqual(['issued', 'shown', 'removed', 'restored']);
});

test('removing the key during an upload supersedes the upload', async () => {
  const memory = memoryPortsWithAgent();
  await showOne(memory);
  const waiting = await uploadOne(memory);
  write(memory, null);
  expect(await processUpload(memory, waiting.uploadKey ?? '')).toBe('superseded');
  expect(await getProfile(memory, AGENT, BY)).toMatchObject({
    profileImageKey: null,
    profileImageStatus: 'none',
  });
});

test('removing the key during validation supersedes the upload too', async () => {
  const memory = memoryPortsWithAgent();
  const waiting = await uploadOne(memory);
  const { validateImage } = memory;
  memory.validateImage = async (...upload) => {
    write(memory, null);
    return validateImage(...upload);
  };
  await expect(
    updateProfile(memory, AGENT, { profileImageKey: waiting.key }, BY),
  ).rejects.toMatchObject({ code: 'superseded' });
});

test('a photo that is restored just before it is due is not deleted', async () => {
  const memory = memoryPortsWithAgent();
  const first = await showOne(memory);
  await showOne(memory);
  memory.clock.advance(memory.policy.imageRetention);
  write(memory, first.key);
  await sweep(memory);
  expect((await imageOf(memory, first.imageId)).state).toBe('shown');
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(first.key);
});

test('a photo that is restored while the sweep processes it is not deleted', async () => {
  const memory = memoryPortsWithAgent();
  const first = await showOne(memory);
  await showOne(memory);
  memory.clock.advance(memory.policy.imageRetention);
  const { commit } = memory.store;
  let isPutBack = false;
  memory.store.commit = async (change) => {
    const isClaim = change.events.some(({ type }) => type === 'deleting');
    if (isClaim && !isPutBack) {
      isPutBack = true;
      write(memory, first.key);
    }
    await commit(change);
  };
  await sweep(memory);
  expect(isPutBack).toBe(true);
  expect((await imageOf(memory, first.imageId)).state).toBe('shown');
  expect(memory.storage.keys()).toContain(first.key);
});

test('restoring an old row does not cause the deletion of the photo it names', async () => {
  const memory = memoryPortsWithAgent();
  const first = await showOne(memory);
  const row = await agentOf(memory);
  await showOne(memory);
  memory.store.putUser(row);
  memory.clock.advance(memory.policy.imageRetention);
  await sweep(memory);
  await sweep(memory);
  expect((await imageOf(memory, first.imageId)).state).toBe('shown');
  expect(memory.storage.keys()).toContain(first.key);
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(first.key);
});

test('a photo that an old row has replaced can be requested by its key', async () => {
  const memory = memoryPortsWithAgent();
  await showOne(memory);
  const row = await agentOf(memory);
  const second = await showOne(memory);
  memory.store.putUser(row);
  const profile = await updateProfile(memory, AGENT, { profileImageKey: second.key }, BY);
  expect(profile.profileImageKey).toBe(second.key);
  expect((await agentOf(memory)).images.newest?.key).toBe(second.key);
});

test('a row rewritten with only the four attributes keeps its photo', async () => {
  const memory = memoryPortsWithAgent();
  const { key } = await showOne(memory);
  const row = await agentOf(memory);
  const images = {
    imageSeq: 0,
    rev: 0,
    newest: row.images.newest,
    shown: null,
    request: null,
    link: null,
  };
  memory.store.putUser({ ...row, images });
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(key);
  const next = await showOne(memory);
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(next.key);
});

test('another program that uploads as in the original API has as much time as our own uploads', async () => {
  const memory = memoryPortsWithAgent();
  const shown = await showOne(memory);
  const key = `profiles/${AGENT}/nueva.jpg`;
  write(memory, key, memory.clock.now().getTime() / 1000);
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(shown.key);
  expect((await agentOf(memory)).images.newest?.key).toBe(key);
  memory.storage.put(key, JPEG, 'image/jpeg');
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(key);

  const late = `profiles/${AGENT}/tarde.jpg`;
  write(memory, late, memory.clock.now().getTime() / 1000);
  memory.clock.advance(310);
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(key);
  expect((await agentOf(memory)).images.newest?.key).toBe(key);
});

test('a time and a file name written beside the shown key are returned', async () => {
  const memory = memoryPortsWithAgent();
  const { key } = await showOne(memory);
  writeElsewhere(memory, { key, fileName: 'Foto Oficina.jpg', updatedAt: 1_711_111_111 });
  expect(await getProfile(memory, AGENT, BY)).toMatchObject({
    profileImageKey: key,
    profileImageFileName: 'Foto Oficina.jpg',
    profileImageUpdatedAt: 1_711_111_111,
    profileImageContentType: 'image/png',
  });
  writeElsewhere(memory, { key, fileName: '', updatedAt: null });
  expect(await getProfile(memory, AGENT, BY)).toMatchObject({
    profileImageFileName: 'Foto Oficina.jpg',
    profileImageUpdatedAt: 1_711_111_111,
  });
});
