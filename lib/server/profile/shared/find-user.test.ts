// Import: a key that another program wrote into the four attributes becomes an image with a record.

import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { imageHistory } from '@/lib/server/profile/use-cases/list-image-history';
import { removeImage } from '@/lib/server/profile/use-cases/remove-image';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { type MemoryPorts, newUser } from '@/test/profile/memory-ports';
import {
  AGENT,
  BY,
  countCommits,
  eventsOf,
  imageOf,
  issueOne,
  JPEG,
  memoryPortsWithAgent,
  putLegacyUser,
  showOne,
  uploadOne,
  writeElsewhere,
} from '@/test/profile/start-states';
import { findUser } from './find-user';

const KEY = `profiles/${AGENT}/vieja.jpg`;

test('an unknown user is not found', async () => {
  await expect(findUser(memoryPortsWithAgent(), 'nobody', BY)).rejects.toMatchObject({
    code: 'user_not_found',
  });
});

test('a user whose images all have records costs one read and no write', async () => {
  const memory = memoryPortsWithAgent();
  await showOne(memory);
  const commits = countCommits(memory);
  await findUser(memory, AGENT, BY);
  expect(commits()).toBe(0);
});

test('a legacy key is imported with its item, its map and its event, and keeps its time', async () => {
  const memory = memoryPortsWithAgent();
  putLegacyUser(memory, KEY, 'image/png');
  const { images } = await findUser(memory, AGENT, BY);
  const newest = {
    key: KEY,
    contentType: 'image/png',
    fileName: 'vieja.jpg',
    updatedAt: 1_700_000_000,
  };
  expect(images.shown).toMatchObject({ key: KEY, processed: null, updatedAt: 1_700_000_000 });
  expect(images.newest).toEqual(newest);
  const image = await imageOf(memory, imageIdOfKey(AGENT, KEY));
  expect(image).toMatchObject({ state: 'shown', uploadKey: null, seq: 1, dueAt: null });
  expect(eventsOf(memory, image)).toEqual(['adopted']);
});

test('two concurrent requests import it once', async () => {
  const memory = memoryPortsWithAgent();
  putLegacyUser(memory, KEY);
  const [one, other] = await Promise.all([
    findUser(memory, AGENT, BY),
    findUser(memory, AGENT, BY),
  ]);
  expect(one.images).toEqual(other.images);
  expect(memory.store.events()).toHaveLength(1);
});

test.each([
  ['GET', (memory: MemoryPorts) => getProfile(memory, AGENT, BY)],
  ['POST', (memory: MemoryPorts) => issueOne(memory)],
  ['PUT', (memory: MemoryPorts) => updateProfile(memory, AGENT, { nombre: 'Eva' }, BY)],
  [
    'PUT of its key',
    (memory: MemoryPorts) => updateProfile(memory, AGENT, { profileImageKey: KEY }, BY),
  ],
  ['DELETE', (memory: MemoryPorts) => removeImage(memory, AGENT, BY)],
  ['the history', (memory: MemoryPorts) => imageHistory(memory, AGENT, null, BY)],
])('%s imports it', async (_name, call) => {
  const memory = memoryPortsWithAgent();
  putLegacyUser(memory, KEY);
  memory.storage.put(KEY, JPEG, 'image/jpeg');
  await call(memory);
  expect(eventsOf(memory, { imageId: imageIdOfKey(AGENT, KEY) })[0]).toBe('adopted');
});

test('the old photo can be restored after a new one replaced it', async () => {
  const memory = memoryPortsWithAgent();
  putLegacyUser(memory, KEY);
  memory.storage.put(KEY, JPEG, 'image/jpeg');
  await getProfile(memory, AGENT, BY);
  await showOne(memory);
  const profile = await updateProfile(memory, AGENT, { profileImageKey: KEY }, BY);
  expect(profile.profileImageKey).toBe(KEY);
});

test.each([
  'profiles/colega/suya.jpg',
  'profiles/agente2/suya.jpg',
  'uploads/agente/0.jpg',
  'facturas/2024.pdf',
  'profiles/agente/../colega/suya.jpg',
])('a key outside the user’s own folder is neither imported nor shown: %s', async (key) => {
  const memory = memoryPortsWithAgent();
  putLegacyUser(memory, key);
  memory.storage.put(key, JPEG, 'image/jpeg');
  const read: string[] = [];
  const { read: readObject } = memory.storage;
  memory.storage.read = (asked, most) => {
    read.push(asked);
    return readObject.call(memory.storage, asked, most);
  };
  expect(await getProfile(memory, AGENT, BY)).toMatchObject({
    profileImageKey: null,
    profileImageUrl: null,
    profileImageStatus: 'none',
  });
  await expect(updateProfile(memory, AGENT, { profileImageKey: key }, BY)).rejects.toMatchObject({
    code: 'image_not_found',
  });
  const image = await uploadOne(memory);
  await updateProfile(memory, AGENT, { profileImageKey: image.key }, BY);
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(image.key);
  expect(read).not.toContain(key);
  expect(memory.storage.keys()).toContain(key);
});

test('a newer key of another program replaces the shown photo, which is kept', async () => {
  const memory = memoryPortsWithAgent();
  const shown = await showOne(memory);
  memory.storage.put(KEY, JPEG, 'image/jpeg');
  writeElsewhere(memory, { key: KEY });
  const { images } = await findUser(memory, AGENT, BY);
  expect(images.shown?.key).toBe(KEY);
  expect((await imageOf(memory, shown.imageId)).state).toBe('kept');
});

test('a key of another program supersedes a pending upload', async () => {
  const memory = memoryPortsWithAgent();
  const waiting = await uploadOne(memory);
  writeElsewhere(memory, { key: KEY });
  await expect(
    updateProfile(memory, AGENT, { profileImageKey: waiting.key }, BY),
  ).rejects.toMatchObject({ code: 'superseded' });
});

test('a user of the original API without photo and names is valid', async () => {
  const memory = memoryPortsWithAgent();
  memory.store.putUser({ ...newUser(AGENT), nombre: '', apellido: '', createdAt: '' });
  expect(await getProfile(memory, AGENT, BY)).toMatchObject({ nombre: '', profileImageUrl: null });
});
