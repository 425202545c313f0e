// The sweep, state by state, on the in-memory adapters.

import { claimForDeletion } from '@/lib/server/profile/domain/deletion-steps';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { lease } from '@/lib/server/profile/domain/upload-steps';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { UnavailableError } from '@/lib/server/shared/errors';
import { BAD, type MemoryPorts } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  eventsOf,
  HOUR,
  imageOf,
  issueOne,
  JPEG,
  memoryPortsWithAgent,
  putLegacyUser,
  showOne,
  uploadOne,
} from '@/test/profile/start-states';
import { storedKeys } from '@/test/profile/stored-keys';
import { getProfile } from './get-profile';
import { removeImage } from './remove-image';
import { LOOK_AHEAD, sweep } from './sweep-images';
import { updateProfile } from './update-profile';

const unavailable = () => Promise.reject(new UnavailableError('S3 cannot answer now'));
const stateOf = async (memory: MemoryPorts, { imageId }: { imageId: string }) =>
  (await imageOf(memory, imageId)).state;

test('an issued image is untouched for an hour, then expired and deleted', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  memory.clock.advance(HOUR - 1);
  expect(await sweep(memory)).toMatchObject({ expired: 0, deleted: 0 });
  expect(await sweep(memory)).toMatchObject({ examined: 0 });
  expect(memory.storage.keys()).toEqual([image.uploadKey]);
  memory.clock.advance(1);
  expect(await sweep(memory)).toMatchObject({ examined: 1, expired: 1, deleted: 1, failed: 0 });
  expect(memory.storage.keys()).toEqual([]);
  expect(eventsOf(memory, image)).toEqual(['issued', 'expired', 'deleting', 'deleted']);
  expect((await agentOf(memory)).images).toMatchObject({ newest: null, request: null });
});

test('one sweep after its URL has expired, the row no longer names an upload, and it can still be confirmed', async () => {
  const memory = memoryPortsWithAgent();
  const shown = await showOne(memory);
  const image = await uploadOne(memory);
  memory.clock.advance(300);
  await sweep(memory);
  expect((await agentOf(memory)).images.newest?.key).toBe(image.key);
  memory.clock.advance(10);
  await sweep(memory);
  expect((await agentOf(memory)).images.newest).toMatchObject({
    key: shown.key,
    contentType: 'image/png',
    fileName: 'foto.png',
  });
  memory.clock.advance(HOUR - 311);
  await updateProfile(memory, AGENT, { profileImageKey: image.key }, BY);
  expect((await agentOf(memory)).images.newest?.key).toBe(image.key);
});

test('the row stops naming an upload even if a process died while processing it', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  memory.clock.advance(310);
  const until = memory.clock.now().getTime() / 1000 + 30;
  await memory.store.commit(lease(image, { token: 'dead', until }).change);
  await sweep(memory);
  expect((await agentOf(memory)).images.newest).toBeNull();
});

test('with a sweep every minute, no row names an upload for longer than 345 s', async () => {
  for (let phase = 0; phase < 60; phase++) {
    const memory = memoryPortsWithAgent();
    const { issuedAt } = await issueOne(memory);
    const age = () => memory.clock.now().getTime() / 1000 - issuedAt;
    const isNamed = async () => (await agentOf(memory)).images.newest !== null;
    for (let turn = phase; await isNamed(); turn += 60) {
      memory.clock.advance(turn - age());
      await sweep(memory, { lookAhead: LOOK_AHEAD });
    }
    expect(age()).toBeGreaterThanOrEqual(300);
    expect(age()).toBeLessThanOrEqual(345);
  }
});

test('without a look-ahead it does not wait', async () => {
  const memory = memoryPortsWithAgent();
  await issueOne(memory);
  memory.clock.advance(309);
  const before = memory.clock.now();
  expect(await sweep(memory)).toMatchObject({ examined: 0 });
  expect(memory.clock.now()).toEqual(before);
});

test('an issued image with a newer request is superseded, not expired', async () => {
  const memory = memoryPortsWithAgent();
  const image = await issueOne(memory);
  memory.clock.advance(1);
  await issueOne(memory);
  memory.clock.advance(HOUR - 1);
  expect(await sweep(memory)).toMatchObject({ superseded: 1, expired: 0, deleted: 1 });
  expect(eventsOf(memory, image)).toEqual(['issued', 'superseded', 'deleting', 'deleted']);
});

test('an image that expires while it is processed is left alone, and is shown', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  memory.clock.advance(HOUR - 5);
  const { validateImage } = memory;
  memory.validateImage = async (...upload) => {
    memory.clock.advance(6);
    expect(await sweep(memory)).toMatchObject({ examined: 1, expired: 0, deleted: 0 });
    return validateImage(...upload);
  };
  await updateProfile(memory, AGENT, { profileImageKey: image.key }, BY);
  expect(await stateOf(memory, image)).toBe('shown');
});

test('an abandoned lease only delays the sweep until it expires', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  memory.clock.advance(HOUR);
  const until = memory.clock.now().getTime() / 1000 + 30;
  await memory.store.commit(lease(image, { token: 'dead', until }).change);
  memory.clock.advance(29);
  expect(await sweep(memory)).toMatchObject({ expired: 0 });
  memory.clock.advance(1);
  expect(await sweep(memory)).toMatchObject({ expired: 1, deleted: 1 });
});

test.each(['replaced', 'removed'] as const)(
  'an image that was %s is kept for the whole retention, then deleted',
  async (how) => {
    const memory = memoryPortsWithAgent();
    const image = await showOne(memory);
    const at = memory.clock.now().getTime() / 1000;
    if (how === 'removed') await removeImage(memory, AGENT, BY);
    else await showOne(memory);
    const retention = memory.policy.imageRetention;
    memory.clock.advance(at + retention - 1 - memory.clock.now().getTime() / 1000);
    await sweep(memory);
    expect(await stateOf(memory, image)).toBe('kept');
    expect(memory.storage.keys()).toEqual(expect.arrayContaining(storedKeys(image)));
    memory.clock.advance(1);
    expect(await sweep(memory)).toMatchObject({ deleted: 1 });
    const left = memory.storage.keys();
    expect(storedKeys(image).filter((key) => left.includes(key))).toEqual([]);
    expect(eventsOf(memory, image)).toEqual(['issued', 'shown', how, 'deleting', 'deleted']);
  },
);

test('an image that was restored in time is not deleted', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(memory.policy.imageRetention - 1);
  await updateProfile(memory, AGENT, { profileImageKey: image.key }, BY);
  memory.clock.advance(10 * memory.policy.imageRetention);
  expect(await sweep(memory)).toMatchObject({ deleted: 0, uploadsCleaned: 1 });
  expect(memory.storage.keys().sort()).toEqual(storedKeys(image).sort());
});

test('the upload of a rejected image is deleted once its URL has expired', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory, BAD);
  await getProfile(memory, AGENT, BY);
  expect(await stateOf(memory, image)).toBe('rejected');
  memory.storage.put(image.uploadKey ?? '', BAD, 'image/png');
  memory.clock.advance(HOUR - 1);
  await sweep(memory);
  expect(memory.storage.keys()).toEqual([image.uploadKey]);
  memory.clock.advance(1);
  expect(await sweep(memory)).toMatchObject({ deleted: 1 });
  expect(memory.storage.keys()).toEqual([]);
});

test('a late upload to the key of a shown image is deleted, and the image stays', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  memory.storage.put(image.uploadKey ?? '', BAD, 'image/png');
  memory.clock.advance(HOUR);
  expect(await sweep(memory)).toMatchObject({ uploadsCleaned: 1, deleted: 0 });
  expect(memory.storage.keys().sort()).toEqual(storedKeys(image).sort());
  expect(await sweep(memory)).toMatchObject({ examined: 0 });
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(image.key);
});

test('an interrupted deletion is resumed', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(memory.policy.imageRetention);
  const now = memory.clock.now().getTime() / 1000;
  const moment = { now, actor: BY, newId: memory.newId, ...memory.policy };
  const user = await agentOf(memory);
  await memory.store.commit(claimForDeletion(user, await imageOf(memory, image.imageId), moment));
  expect(await sweep(memory)).toMatchObject({ deleted: 1 });
  expect(memory.storage.keys()).toEqual([]);
  expect(eventsOf(memory, image).slice(-2)).toEqual(['deleting', 'deleted']);
});

test('an image in deletion can be neither restored nor confirmed', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(memory.policy.imageRetention);
  memory.storage.delete = unavailable;
  await sweep(memory);
  expect(await stateOf(memory, image)).toBe('deleting');
  await expect(
    updateProfile(memory, AGENT, { profileImageKey: image.key }, BY),
  ).rejects.toMatchObject({ code: 'image_not_found' });
});

test('the index is only a hint: an image that is not due by its record is untouched', async () => {
  const memory = memoryPortsWithAgent();
  const shown = await showOne(memory);
  const issued = await uploadOne(memory);
  const names = [shown, issued, { imageId: 'gone' }].map(({ imageId }) => ({
    userId: AGENT,
    imageId,
  }));
  memory.store.listDue = async () => ({ items: names, next: null });
  expect(await sweep(memory)).toMatchObject({
    examined: 3,
    deleted: 0,
    expired: 0,
    uploadsCleaned: 0,
  });
  expect(await stateOf(memory, shown)).toBe('shown');
  expect(await stateOf(memory, issued)).toBe('issued');
});

test('images of an erased user are cleaned up too', async () => {
  const memory = memoryPortsWithAgent();
  await uploadOne(memory);
  memory.clock.advance(HOUR);
  memory.store.readUser = async () => null;
  expect(await sweep(memory)).toMatchObject({ expired: 1, deleted: 1 });
  expect(memory.storage.keys()).toEqual([]);
});

test('the record of a deleted image expires together with its last event', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  memory.clock.advance(HOUR);
  await sweep(memory);
  const now = memory.clock.now().getTime() / 1000;
  const last = memory.store.events().at(-1);
  expect(last).toMatchObject({ type: 'deleted', expiresAt: now + memory.policy.auditRetention });
  expect(await imageOf(memory, image.imageId)).toMatchObject({
    dueAt: null,
    expiresAt: last?.expiresAt,
    processed: null,
  });
  expect(last?.by).toEqual({ userId: null, via: 'sweep', address: null });
});

test('a replaced imported image is deleted with its object, a shown one is not', async () => {
  const memory = memoryPortsWithAgent();
  const key = `profiles/${AGENT}/vieja.jpg`;
  putLegacyUser(memory, key);
  memory.storage.put(key, JPEG, 'image/jpeg');
  await findUser(memory, AGENT, BY);
  memory.clock.advance(1000 * HOUR);
  await sweep(memory);
  expect(memory.storage.keys()).toEqual([key]);
  await showOne(memory);
  memory.clock.advance(25 * HOUR);
  await sweep(memory);
  expect(memory.storage.keys()).not.toContain(key);
  expect(await stateOf(memory, { imageId: imageIdOfKey(AGENT, key) })).toBe('deleted');
});
