// The sweep, state by state, on the in-memory adapters.

import { claimForDeletion } from '@/lib/server/profile/domain/deletion-steps';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { lease } from '@/lib/server/profile/domain/upload-steps';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { UnavailableError } from '@/lib/server/shared/errors';
import { BAD, newUser, type World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  agentsWorld,
  BY,
  eventsOf,
  HOUR,
  imageOf,
  issueOne,
  putLegacyUser,
  showOne,
  uploadOne,
} from '@/test/profile/scenes';
import { storedKeys } from '@/test/profile/stored-keys';
import { getProfile } from './get-profile';
import { removeImage } from './remove-image';
import { LOOK_AHEAD, sweep } from './sweep-images';
import { updateProfile } from './update-profile';

const unavailable = () => Promise.reject(new UnavailableError('S3 cannot answer now'));
const stateOf = async (here: World, { imageId }: { imageId: string }) =>
  (await imageOf(here, imageId)).state;

test('an issued image is untouched for an hour, then expired and deleted', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  here.clock.advance(HOUR - 1);
  expect(await sweep(here)).toMatchObject({ expired: 0, deleted: 0 });
  expect(await sweep(here)).toMatchObject({ examined: 0 });
  expect(here.storage.keys()).toEqual([image.uploadKey]);
  here.clock.advance(1);
  expect(await sweep(here)).toMatchObject({ examined: 1, expired: 1, deleted: 1, failed: 0 });
  expect(here.storage.keys()).toEqual([]);
  expect(eventsOf(here, image)).toEqual(['issued', 'expired', 'deleting', 'deleted']);
  expect((await agentOf(here)).images).toMatchObject({ newest: null, request: null });
});

test('one sweep after its URL has expired, the row no longer names an upload, and it can still be confirmed', async () => {
  const here = agentsWorld();
  const shown = await showOne(here);
  const image = await uploadOne(here);
  here.clock.advance(300);
  await sweep(here);
  expect((await agentOf(here)).images.newest?.key).toBe(image.key);
  here.clock.advance(10);
  await sweep(here);
  expect((await agentOf(here)).images.newest).toMatchObject({
    key: shown.key,
    contentType: 'image/png',
    fileName: 'foto.png',
  });
  here.clock.advance(HOUR - 311);
  await updateProfile(here, AGENT, { profileImageKey: image.key }, BY);
  expect((await agentOf(here)).images.newest?.key).toBe(image.key);
});

test('the row stops naming an upload even if a process died while processing it', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  here.clock.advance(310);
  const until = here.clock.now().getTime() / 1000 + 30;
  await here.store.commit(lease(image, { token: 'dead', until }).change);
  await sweep(here);
  expect((await agentOf(here)).images.newest).toBeNull();
});

test('with a sweep every minute, no row names an upload for longer than 345 s', async () => {
  for (let phase = 0; phase < 60; phase++) {
    const here = agentsWorld();
    const { issuedAt } = await issueOne(here);
    const age = () => here.clock.now().getTime() / 1000 - issuedAt;
    const isNamed = async () => (await agentOf(here)).images.newest !== null;
    for (let turn = phase; await isNamed(); turn += 60) {
      here.clock.advance(turn - age());
      await sweep(here, { lookAhead: LOOK_AHEAD });
    }
    expect(age()).toBeGreaterThanOrEqual(300);
    expect(age()).toBeLessThanOrEqual(345);
  }
});

test('without a look-ahead it does not wait', async () => {
  const here = agentsWorld();
  await issueOne(here);
  here.clock.advance(309);
  const before = here.clock.now();
  expect(await sweep(here)).toMatchObject({ examined: 0 });
  expect(here.clock.now()).toEqual(before);
});

test('an issued image with a newer request is superseded, not expired', async () => {
  const here = agentsWorld();
  const image = await issueOne(here);
  here.clock.advance(1);
  await issueOne(here);
  here.clock.advance(HOUR - 1);
  expect(await sweep(here)).toMatchObject({ superseded: 1, expired: 0, deleted: 1 });
  expect(eventsOf(here, image)).toEqual(['issued', 'superseded', 'deleting', 'deleted']);
});

test('an image in processing when it expires is untouched, and is shown', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  here.clock.advance(HOUR - 5);
  const { validateImage } = here;
  here.validateImage = async (...upload) => {
    here.clock.advance(6);
    expect(await sweep(here)).toMatchObject({ examined: 1, expired: 0, deleted: 0 });
    return validateImage(...upload);
  };
  await updateProfile(here, AGENT, { profileImageKey: image.key }, BY);
  expect(await stateOf(here, image)).toBe('shown');
});

test('an abandoned lease only delays the sweep until it expires', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  here.clock.advance(HOUR);
  const until = here.clock.now().getTime() / 1000 + 30;
  await here.store.commit(lease(image, { token: 'dead', until }).change);
  here.clock.advance(29);
  expect(await sweep(here)).toMatchObject({ expired: 0 });
  here.clock.advance(1);
  expect(await sweep(here)).toMatchObject({ expired: 1, deleted: 1 });
});

test.each(['replaced', 'removed'] as const)(
  'an image that was %s is kept for the whole retention, then deleted',
  async (how) => {
    const here = agentsWorld();
    const image = await showOne(here);
    const at = here.clock.now().getTime() / 1000;
    if (how === 'removed') await removeImage(here, AGENT, BY);
    else await showOne(here);
    const retention = here.policy.imageRetention;
    here.clock.advance(at + retention - 1 - here.clock.now().getTime() / 1000);
    await sweep(here);
    expect(await stateOf(here, image)).toBe('kept');
    expect(here.storage.keys()).toEqual(expect.arrayContaining(storedKeys(image)));
    here.clock.advance(1);
    expect(await sweep(here)).toMatchObject({ deleted: 1 });
    const left = here.storage.keys();
    expect(storedKeys(image).filter((key) => left.includes(key))).toEqual([]);
    expect(eventsOf(here, image)).toEqual(['issued', 'shown', how, 'deleting', 'deleted']);
  },
);

test('an image that was restored in time is not deleted', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await removeImage(here, AGENT, BY);
  here.clock.advance(here.policy.imageRetention - 1);
  await updateProfile(here, AGENT, { profileImageKey: image.key }, BY);
  here.clock.advance(10 * here.policy.imageRetention);
  expect(await sweep(here)).toMatchObject({ deleted: 0, uploadsCleaned: 1 });
  expect(here.storage.keys().sort()).toEqual(storedKeys(image).sort());
});

test('the upload of a rejected image is deleted once its URL has expired', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here, BAD);
  await getProfile(here, AGENT, BY);
  expect(await stateOf(here, image)).toBe('rejected');
  here.storage.put(image.uploadKey ?? '', BAD, 'image/png');
  here.clock.advance(HOUR - 1);
  await sweep(here);
  expect(here.storage.keys()).toEqual([image.uploadKey]);
  here.clock.advance(1);
  expect(await sweep(here)).toMatchObject({ deleted: 1 });
  expect(here.storage.keys()).toEqual([]);
});

test('a late upload to the key of a shown image is deleted, and the image stays', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  here.storage.put(image.uploadKey ?? '', BAD, 'image/png');
  here.clock.advance(HOUR);
  expect(await sweep(here)).toMatchObject({ uploadsCleaned: 1, deleted: 0 });
  expect(here.storage.keys().sort()).toEqual(storedKeys(image).sort());
  expect(await sweep(here)).toMatchObject({ examined: 0 });
  expect((await getProfile(here, AGENT, BY)).profileImageKey).toBe(image.key);
});

test('an interrupted deletion is resumed', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await removeImage(here, AGENT, BY);
  here.clock.advance(here.policy.imageRetention);
  const now = here.clock.now().getTime() / 1000;
  const moment = { now, actor: BY, newId: here.newId, ...here.policy };
  const user = await agentOf(here);
  await here.store.commit(claimForDeletion(user, await imageOf(here, image.imageId), moment));
  expect(await sweep(here)).toMatchObject({ deleted: 1 });
  expect(here.storage.keys()).toEqual([]);
  expect(eventsOf(here, image).slice(-2)).toEqual(['deleting', 'deleted']);
});

test('an image in deletion can be neither restored nor confirmed', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await removeImage(here, AGENT, BY);
  here.clock.advance(here.policy.imageRetention);
  here.storage.delete = unavailable;
  await sweep(here);
  expect(await stateOf(here, image)).toBe('deleting');
  await expect(
    updateProfile(here, AGENT, { profileImageKey: image.key }, BY),
  ).rejects.toMatchObject({ code: 'image_not_found' });
});

test('two concurrent runs have the same result as one', async () => {
  const here = agentsWorld();
  const images = [await showOne(here), await showOne(here), await uploadOne(here)];
  await removeImage(here, AGENT, BY);
  here.clock.advance(2 * here.policy.imageRetention);
  await Promise.all([sweep(here), sweep(here), sweep(here)]);
  expect(here.storage.keys()).toEqual([]);
  for (const image of images) {
    const events = eventsOf(here, image);
    expect(events.filter((type) => type === 'deleting' || type === 'deleted')).toEqual([
      'deleting',
      'deleted',
    ]);
  }
});

test('the objects of many images are deleted by one request', async () => {
  const here = agentsWorld();
  const images = [];
  for (let count = 0; count < 20; count++) images.push(await uploadOne(here));
  here.clock.advance(HOUR);
  const { delete: remove } = here.storage;
  const requests: string[][] = [];
  here.storage.delete = (keys) => {
    requests.push(keys);
    return remove(keys);
  };
  expect(await sweep(here)).toMatchObject({ deleted: 20, failed: 0 });
  expect(requests).toHaveLength(1);
  expect(requests[0]).toEqual(expect.arrayContaining(images.map(({ uploadKey }) => uploadKey)));
  expect(here.storage.keys()).toEqual([]);
});

test('images that fail because of a service are counted, and finished by the next run', async () => {
  const here = agentsWorld();
  const first = await uploadOne(here);
  await uploadOne(here);
  here.clock.advance(HOUR);
  const remove = here.storage.delete;
  here.storage.delete = (keys) =>
    keys.includes(first.key) ? unavailable() : remove.call(here.storage, keys);
  expect(await sweep(here)).toMatchObject({ examined: 2, failed: 1, deleted: 1 });
  here.storage.delete = remove;
  expect(await sweep(here)).toMatchObject({ examined: 1, failed: 0, deleted: 1 });
  expect(here.storage.keys()).toEqual([]);
});

test('a permanent failure does not stop the other images, and is thrown', async () => {
  const here = agentsWorld();
  const first = await uploadOne(here);
  await uploadOne(here);
  here.clock.advance(HOUR);
  const { readImage } = here.store;
  here.store.readImage = async (userId, imageId) => {
    if (imageId === first.imageId) throw new Error('AccessDenied');
    return readImage(userId, imageId);
  };
  await expect(sweep(here)).rejects.toThrow('AccessDenied');
  expect(here.storage.keys()).toEqual([first.uploadKey]);
});

test('fails if the index cannot be read', async () => {
  const here = agentsWorld();
  here.store.listDue = unavailable;
  await expect(sweep(here)).rejects.toThrow(UnavailableError);
});

test('the index is only a hint: an image that is not due by its record is untouched', async () => {
  const here = agentsWorld();
  const shown = await showOne(here);
  const issued = await uploadOne(here);
  const names = [shown, issued, { imageId: 'gone' }].map(({ imageId }) => ({
    userId: AGENT,
    imageId,
  }));
  here.store.listDue = async () => ({ items: names, next: null });
  expect(await sweep(here)).toMatchObject({
    examined: 3,
    deleted: 0,
    expired: 0,
    uploadsCleaned: 0,
  });
  expect(await stateOf(here, shown)).toBe('shown');
  expect(await stateOf(here, issued)).toBe('issued');
});

test('images of an erased user are cleaned up too', async () => {
  const here = agentsWorld();
  await uploadOne(here);
  here.clock.advance(HOUR);
  here.store.readUser = async () => null;
  expect(await sweep(here)).toMatchObject({ expired: 1, deleted: 1 });
  expect(here.storage.keys()).toEqual([]);
});

test('the record of a deleted image expires together with its last event', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  here.clock.advance(HOUR);
  await sweep(here);
  const now = here.clock.now().getTime() / 1000;
  const last = here.store.events().at(-1);
  expect(last).toMatchObject({ type: 'deleted', expiresAt: now + here.policy.auditRetention });
  expect(await imageOf(here, image.imageId)).toMatchObject({
    dueAt: null,
    expiresAt: last?.expiresAt,
    proven: null,
  });
  expect(last?.by).toEqual({ userId: null, via: 'sweep', address: null });
});

test('a replaced imported image is deleted with its object, a shown one is not', async () => {
  const here = agentsWorld();
  const key = `profiles/${AGENT}/vieja.jpg`;
  putLegacyUser(here, key);
  here.storage.put(key, Buffer.from([0xff, 0xd8, 0xff]), 'image/jpeg');
  await findUser(here, AGENT, BY);
  here.clock.advance(1000 * HOUR);
  await sweep(here);
  expect(here.storage.keys()).toEqual([key]);
  await showOne(here);
  here.clock.advance(25 * HOUR);
  await sweep(here);
  expect(here.storage.keys()).not.toContain(key);
  expect(await stateOf(here, { imageId: imageIdOfKey(AGENT, key) })).toBe('deleted');
});

test('one run processes several batches, and reports whether more is left', async () => {
  const here = agentsWorld();
  here.policy.openUploads = 2000;
  for (let count = 0; count < 1051; count++) {
    const userId = `agente-${count}`;
    here.store.putUser(newUser(userId));
    const image = await issueOne(here);
    await here.store.commit({
      userId,
      images: [{ before: null, after: { ...image, userId, imageId: userId } }],
      events: [],
    });
    here.clock.advance(0.001);
  }
  here.clock.advance(HOUR);
  // Stop time, since a run also ends after a time limit.
  here.clock.sleep = async () => {};
  const { listDue } = here.store;
  here.store.listDue = (now, limit, from) => {
    expect(limit).toBeLessThanOrEqual(100);
    return listDue(now, limit, from);
  };
  const first = await sweep(here);
  expect(first).toMatchObject({ examined: 1000, more: true });
  expect((await sweep(here)).more).toBe(true);
  expect(await sweep(here)).toMatchObject({ examined: 102, more: false });
});

test('a stopped run finishes what it started, reports it, and that there is more', async () => {
  const here = agentsWorld();
  for (let count = 0; count < 20; count++) await issueOne(here);
  here.clock.advance(HOUR);
  const controller = new AbortController();
  const seen: number[] = [];
  const report = await sweep(here, {
    signal: controller.signal,
    onProgress: ({ examined }) => {
      seen.push(examined);
      controller.abort();
    },
  });
  // Once after the images, and once after their objects.
  expect(seen).toEqual([8, 8]);
  expect(report).toMatchObject({ examined: 8, deleted: 8, failed: 0, more: true });
  expect(await sweep(here)).toMatchObject({ examined: 12, deleted: 12, more: false });
});

test('at its time limit a run starts nothing new and reports that there is more, and the next one continues', async () => {
  const here = agentsWorld();
  const images = 20;
  for (let count = 0; count < images; count++) await issueOne(here);
  here.clock.advance(HOUR);
  const { commit } = here.store;
  here.store.commit = async (change) => {
    here.clock.advance(20);
    return commit(change);
  };
  const first = await sweep(here);
  expect(first).toMatchObject({ more: true, failed: 0 });
  expect(first.examined).toBeGreaterThan(0);
  expect(first.examined).toBeLessThan(images);
  expect(first.deleted).toBe(first.examined);
  let deleted = first.deleted;
  for (let report = first; report.more; deleted += report.deleted) report = await sweep(here);
  expect(deleted).toBe(images);
});
