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
import { BAD, type World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  agentsWorld,
  BY,
  countCommits,
  eventsOf,
  HOUR,
  imageOf,
  issueOne,
  putLegacyUser,
  showOne,
  uploadOne,
  writeElsewhere,
} from '@/test/profile/scenes';
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
async function scene(state: State): Promise<{ here: World; keys: Keys }> {
  const here = agentsWorld();
  const hidden = `profiles/${AGENT}/oculta.jpg`;
  putLegacyUser(here, hidden);
  here.storage.put(hidden, BAD, 'image/jpeg');
  await getProfile(here, AGENT, BY);

  const deleted = await showOne(here);
  await removeImage(here, AGENT, BY);
  here.clock.advance(25 * HOUR);
  await sweep(here);
  const deleting = await showOne(here);
  await removeImage(here, AGENT, BY);
  here.clock.advance(25 * HOUR);
  const { delete: remove } = here.storage;
  here.storage.delete = () => Promise.reject(new UnavailableError('S3 cannot answer now'));
  await sweep(here);
  here.storage.delete = remove;

  const expired = await issueOne(here);
  here.clock.advance(HOUR);
  await getProfile(here, AGENT, BY);
  const rejected = await uploadOne(here, BAD);
  await getProfile(here, AGENT, BY);
  const superseded = await issueOne(here);
  await withdrawUpload(here, AGENT, superseded.key, BY);
  const overtaken = await issueOne(here);
  const kept = await showOne(here);

  let shown: string | null = null;
  let pending: string | null = null;
  if (state.startsWith('shown')) shown = (await showOne(here)).key;
  else await removeImage(here, AGENT, BY);
  if (state.endsWith('pending')) pending = (await issueOne(here)).key;
  if (state.endsWith('late')) {
    pending = (await issueOne(here)).key;
    here.clock.advance(310);
    await findUser(here, AGENT, BY);
  }

  const newKey = `profiles/${AGENT}/nueva.jpg`;
  here.storage.put(newKey, JPEG, 'image/jpeg');
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
    expect((await imageOf(here, imageIdOfKey(AGENT, key))).state).toBe(is);
  }
  return { here, keys };
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

function write(here: World, key: string | null, updatedAt = 1_700_000_001): void {
  writeElsewhere(here, key === null ? null : { key, updatedAt });
}

test.each(cases)('$state, and $kind is written', async ({ kind, state, outcome }) => {
  const { here, keys } = await scene(state);
  const isWritten = (await agentOf(here)).images.newest?.key !== keys[kind];
  write(here, keys[kind]);
  const before = here.store.events().length;
  const profile = await getProfile(here, AGENT, BY);
  const { images } = await agentOf(here);

  expect(profile.profileImageKey).toBe(keys[outcome.shown]);
  expect(images.newest?.key ?? null).toBe(keys[outcome.row]);
  const pending = keys.pending && (await imageOf(here, imageIdOfKey(AGENT, keys.pending)));
  if (pending) {
    expect(pending.state === 'issued' && pending.seq === images.imageSeq).toBe(outcome.isPending);
    expect(images.request?.imageId === pending.imageId).toBe(outcome.isPending);
  }

  // The resulting events have the other program as actor, except those of validating a new key, which have the caller.
  const told: ImageEvent[] = here.store.events().slice(before);
  for (const { type, by } of told.filter((event) => event.type !== 'proven')) {
    expect([type, by]).toEqual([type, OTHER_WRITER]);
  }
  const isShownAnew = isWritten && ['kept', 'newKey', 'shown'].includes(kind);
  const wasRemoved = kind === 'nothing' && state.startsWith('shown');
  if (isShownAnew || wasRemoved) expect(told.length).toBeGreaterThan(0);

  // It is followed only once, and all records are consistent.
  const commits = countCommits(here);
  await findUser(here, AGENT, BY);
  expect(commits()).toBe(0);
  checkLife(here.store.images(), here.store.events());
  const shown = here.store.images().filter((image) => image.state === 'shown');
  expect(shown.map(({ imageId }) => imageId)).toEqual(images.shown ? [images.shown.imageId] : []);
});

test.each(['newKey', 'kept', 'rejected', 'nothing'] as const)(
  'reading for a page follows it too: %s',
  async (kind) => {
    const { here, keys } = await scene('shown');
    write(here, keys[kind]);
    const profile = (await readProfile(here, AGENT))?.profile;
    const expected = { newKey: null, kept: keys.kept, rejected: keys.shown, nothing: null }[kind];
    expect(profile?.profileImageKey).toBe(expected);
  },
);

test('a photo that another program removed is kept, attributed to it, and can be restored', async () => {
  const here = agentsWorld();
  const { key, imageId } = await showOne(here);
  write(here, null);
  expect(await getProfile(here, AGENT, BY)).toMatchObject({
    profileImageKey: null,
    profileImageUrl: null,
    profileImageUrlExpiresIn: null,
    profileImageUpdatedAt: null,
    profileImageContentType: null,
    profileImageFileName: null,
    profileImageVariants: [],
    profileImagePlaceholder: null,
    profileImageStatus: 'none',
    profileImagePending: null,
  });
  const [item] = (await imageHistory(here, AGENT, null, BY)).items;
  expect(item).toMatchObject({ key, state: 'kept', restorableUntil: expect.any(Number) });
  expect(item?.events[0]).toMatchObject({ type: 'removed', via: 'other-writer' });
  const back = await updateProfile(here, AGENT, { profileImageKey: key }, BY);
  expect(back.profileImageKey).toBe(key);
  expect(eventsOf(here, { imageId })).toEqual(['issued', 'shown', 'removed', 'restored']);
});

test('removing the key during an upload supersedes the upload', async () => {
  const here = agentsWorld();
  await showOne(here);
  const waiting = await uploadOne(here);
  write(here, null);
  expect(await processUpload(here, waiting.uploadKey ?? '')).toBe('superseded');
  expect(await getProfile(here, AGENT, BY)).toMatchObject({
    profileImageKey: null,
    profileImageStatus: 'none',
  });
});

test('removing the key during validation supersedes the upload too', async () => {
  const here = agentsWorld();
  const waiting = await uploadOne(here);
  const { validateImage } = here;
  here.validateImage = async (...upload) => {
    write(here, null);
    return validateImage(...upload);
  };
  await expect(
    updateProfile(here, AGENT, { profileImageKey: waiting.key }, BY),
  ).rejects.toMatchObject({ code: 'superseded' });
});

test('a photo that is restored just before it is due is not deleted', async () => {
  const here = agentsWorld();
  const first = await showOne(here);
  await showOne(here);
  here.clock.advance(here.policy.imageRetention);
  write(here, first.key);
  await sweep(here);
  expect((await imageOf(here, first.imageId)).state).toBe('shown');
  expect((await getProfile(here, AGENT, BY)).profileImageKey).toBe(first.key);
});

test('a photo that is restored while the sweep processes it is not deleted', async () => {
  const here = agentsWorld();
  const first = await showOne(here);
  await showOne(here);
  here.clock.advance(here.policy.imageRetention);
  const { commit } = here.store;
  let isPutBack = false;
  here.store.commit = async (change) => {
    const isClaim = change.events.some(({ type }) => type === 'deleting');
    if (isClaim && !isPutBack) {
      isPutBack = true;
      write(here, first.key);
    }
    await commit(change);
  };
  await sweep(here);
  expect(isPutBack).toBe(true);
  expect((await imageOf(here, first.imageId)).state).toBe('shown');
  expect(here.storage.keys()).toContain(first.key);
});

test('restoring an old row does not cause the deletion of the photo it names', async () => {
  const here = agentsWorld();
  const first = await showOne(here);
  const row = await agentOf(here);
  await showOne(here);
  here.store.putUser(row);
  here.clock.advance(here.policy.imageRetention);
  await sweep(here);
  await sweep(here);
  expect((await imageOf(here, first.imageId)).state).toBe('shown');
  expect(here.storage.keys()).toContain(first.key);
  expect((await getProfile(here, AGENT, BY)).profileImageKey).toBe(first.key);
});

test('a photo that an old row has replaced can be requested by its key', async () => {
  const here = agentsWorld();
  await showOne(here);
  const row = await agentOf(here);
  const second = await showOne(here);
  here.store.putUser(row);
  const profile = await updateProfile(here, AGENT, { profileImageKey: second.key }, BY);
  expect(profile.profileImageKey).toBe(second.key);
  expect((await agentOf(here)).images.newest?.key).toBe(second.key);
});

test('a row rewritten with only the four attributes keeps its photo', async () => {
  const here = agentsWorld();
  const { key } = await showOne(here);
  const row = await agentOf(here);
  const images = {
    imageSeq: 0,
    rev: 0,
    newest: row.images.newest,
    shown: null,
    request: null,
    link: null,
  };
  here.store.putUser({ ...row, images });
  expect((await getProfile(here, AGENT, BY)).profileImageKey).toBe(key);
  const next = await showOne(here);
  expect((await getProfile(here, AGENT, BY)).profileImageKey).toBe(next.key);
});

test('another program that uploads as in the original API has as much time as our own uploads', async () => {
  const here = agentsWorld();
  const shown = await showOne(here);
  const key = `profiles/${AGENT}/nueva.jpg`;
  write(here, key, here.clock.now().getTime() / 1000);
  expect((await getProfile(here, AGENT, BY)).profileImageKey).toBe(shown.key);
  expect((await agentOf(here)).images.newest?.key).toBe(key);
  here.storage.put(key, JPEG, 'image/jpeg');
  expect((await getProfile(here, AGENT, BY)).profileImageKey).toBe(key);

  const late = `profiles/${AGENT}/tarde.jpg`;
  write(here, late, here.clock.now().getTime() / 1000);
  here.clock.advance(310);
  expect((await getProfile(here, AGENT, BY)).profileImageKey).toBe(key);
  expect((await agentOf(here)).images.newest?.key).toBe(key);
});

test('a time and a file name written beside the shown key are returned', async () => {
  const here = agentsWorld();
  const { key } = await showOne(here);
  writeElsewhere(here, { key, fileName: 'Foto Oficina.jpg', updatedAt: 1_711_111_111 });
  expect(await getProfile(here, AGENT, BY)).toMatchObject({
    profileImageKey: key,
    profileImageFileName: 'Foto Oficina.jpg',
    profileImageUpdatedAt: 1_711_111_111,
    profileImageContentType: 'image/png',
  });
  writeElsewhere(here, { key, fileName: '', updatedAt: null });
  expect(await getProfile(here, AGENT, BY)).toMatchObject({
    profileImageFileName: 'Foto Oficina.jpg',
    profileImageUpdatedAt: 1_711_111_111,
  });
});
