// Import: a key that another program wrote into the four attributes becomes an image with a record.

import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { imageHistory } from '@/lib/server/profile/use-cases/list-image-history';
import { removeImage } from '@/lib/server/profile/use-cases/remove-image';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { newUser, type World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentsWorld,
  BY,
  countCommits,
  eventsOf,
  imageOf,
  issueOne,
  putLegacyUser,
  showOne,
  uploadOne,
  writeElsewhere,
} from '@/test/profile/scenes';
import { findUser } from './find-user';

const KEY = `profiles/${AGENT}/vieja.jpg`;
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

test('an unknown user is not found', async () => {
  await expect(findUser(agentsWorld(), 'nobody', BY)).rejects.toMatchObject({
    code: 'user_not_found',
  });
});

test('a user whose images all have records costs one read and no write', async () => {
  const here = agentsWorld();
  await showOne(here);
  const commits = countCommits(here);
  await findUser(here, AGENT, BY);
  expect(commits()).toBe(0);
});

test('a legacy key is imported with its item, its map and its event, and keeps its time', async () => {
  const here = agentsWorld();
  putLegacyUser(here, KEY, 'image/png');
  const { images } = await findUser(here, AGENT, BY);
  const newest = {
    key: KEY,
    contentType: 'image/png',
    fileName: 'vieja.jpg',
    updatedAt: 1_700_000_000,
  };
  expect(images.shown).toMatchObject({ key: KEY, proven: null, updatedAt: 1_700_000_000 });
  expect(images.newest).toEqual(newest);
  const image = await imageOf(here, imageIdOfKey(AGENT, KEY));
  expect(image).toMatchObject({ state: 'shown', uploadKey: null, seq: 1, dueAt: null });
  expect(eventsOf(here, image)).toEqual(['adopted']);
});

test('two concurrent requests import it once', async () => {
  const here = agentsWorld();
  putLegacyUser(here, KEY);
  const [one, other] = await Promise.all([findUser(here, AGENT, BY), findUser(here, AGENT, BY)]);
  expect(one.images).toEqual(other.images);
  expect(here.store.events()).toHaveLength(1);
});

test.each([
  ['GET', (here: World) => getProfile(here, AGENT, BY)],
  ['POST', (here: World) => issueOne(here)],
  ['PUT', (here: World) => updateProfile(here, AGENT, { nombre: 'Eva' }, BY)],
  ['PUT of its key', (here: World) => updateProfile(here, AGENT, { profileImageKey: KEY }, BY)],
  ['DELETE', (here: World) => removeImage(here, AGENT, BY)],
  ['the history', (here: World) => imageHistory(here, AGENT, null, BY)],
])('%s imports it', async (_name, call) => {
  const here = agentsWorld();
  putLegacyUser(here, KEY);
  here.storage.put(KEY, JPEG, 'image/jpeg');
  await call(here);
  expect(eventsOf(here, { imageId: imageIdOfKey(AGENT, KEY) })[0]).toBe('adopted');
});

test('the old photo can be restored after a new one replaced it', async () => {
  const here = agentsWorld();
  putLegacyUser(here, KEY);
  here.storage.put(KEY, JPEG, 'image/jpeg');
  await getProfile(here, AGENT, BY);
  await showOne(here);
  const profile = await updateProfile(here, AGENT, { profileImageKey: KEY }, BY);
  expect(profile.profileImageKey).toBe(KEY);
});

test.each([
  'profiles/colega/suya.jpg',
  'profiles/agente2/suya.jpg',
  'uploads/agente/0.jpg',
  'facturas/2024.pdf',
  'profiles/agente/../colega/suya.jpg',
])('a key outside the user’s own folder is neither imported nor shown: %s', async (key) => {
  const here = agentsWorld();
  putLegacyUser(here, key);
  here.storage.put(key, JPEG, 'image/jpeg');
  const read: string[] = [];
  const { read: readObject } = here.storage;
  here.storage.read = (asked, most) => {
    read.push(asked);
    return readObject.call(here.storage, asked, most);
  };
  expect(await getProfile(here, AGENT, BY)).toMatchObject({
    profileImageKey: null,
    profileImageUrl: null,
    profileImageStatus: 'none',
  });
  await expect(updateProfile(here, AGENT, { profileImageKey: key }, BY)).rejects.toMatchObject({
    code: 'image_not_found',
  });
  const image = await uploadOne(here);
  await updateProfile(here, AGENT, { profileImageKey: image.key }, BY);
  expect((await getProfile(here, AGENT, BY)).profileImageKey).toBe(image.key);
  expect(read).not.toContain(key);
  expect(here.storage.keys()).toContain(key);
});

test('a newer key of another program replaces the shown photo, which is kept', async () => {
  const here = agentsWorld();
  const shown = await showOne(here);
  here.storage.put(KEY, JPEG, 'image/jpeg');
  writeElsewhere(here, { key: KEY });
  const { images } = await findUser(here, AGENT, BY);
  expect(images.shown?.key).toBe(KEY);
  expect((await imageOf(here, shown.imageId)).state).toBe('kept');
});

test('a key of another program supersedes a pending upload', async () => {
  const here = agentsWorld();
  const waiting = await uploadOne(here);
  writeElsewhere(here, { key: KEY });
  await expect(
    updateProfile(here, AGENT, { profileImageKey: waiting.key }, BY),
  ).rejects.toMatchObject({ code: 'superseded' });
});

test('a user of the original API without photo and names is valid', async () => {
  const here = agentsWorld();
  here.store.putUser({ ...newUser(AGENT), nombre: '', apellido: '', createdAt: '' });
  expect(await getProfile(here, AGENT, BY)).toMatchObject({ nombre: '', profileImageUrl: null });
});
