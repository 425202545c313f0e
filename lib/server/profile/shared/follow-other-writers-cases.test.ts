// What other programs do to a photo over several steps: they remove it, restore old rows, and upload. On the in-memory adapters.
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { imageHistory } from '@/lib/server/profile/use-cases/list-image-history';
import { processUpload } from '@/lib/server/profile/use-cases/process-upload';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { NO_PHOTO } from '@/test/profile/no-photo';
import {
  AGENT,
  agentOf,
  BY,
  eventsOf,
  imageOf,
  JPEG,
  memoryPortsWithAgent,
  showOne,
  uploadOne,
  writeElsewhere,
  writeKey,
} from '@/test/profile/start-states';

test('a photo that another program removed is kept, attributed to it, and can be restored', async () => {
  const memory = memoryPortsWithAgent();
  const { key, imageId } = await showOne(memory);
  writeKey(memory, null);
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
  writeKey(memory, null);
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
    writeKey(memory, null);
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
  writeKey(memory, first.key);
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
      writeKey(memory, first.key);
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
    lastIssue: null,
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
  writeKey(memory, key, memory.clock.now().getTime() / 1000);
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(shown.key);
  expect((await agentOf(memory)).images.newest?.key).toBe(key);
  memory.storage.put(key, JPEG, 'image/jpeg');
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(key);

  const late = `profiles/${AGENT}/tarde.jpg`;
  writeKey(memory, late, memory.clock.now().getTime() / 1000);
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
