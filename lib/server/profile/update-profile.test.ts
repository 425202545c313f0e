// PUT /api/profile as a use case, in the world in memory: only what is given changes, and all of it or nothing.

import { caller, newUser, type World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  agentsWorld,
  BY,
  countCommits,
  eventsOf,
  imageOf,
  putLegacyUser,
  showOne,
  uploadOne,
} from '@/test/profile/scenes';
import { getProfile, readProfile } from './get-profile';
import { removeImage } from './remove-image';
import { updateProfile } from './update-profile';

const put = (here: World, changes: Parameters<typeof updateProfile>[2]) =>
  updateProfile(here, AGENT, changes, BY);

function messagesOf(here: World): string[] {
  const messages: string[] = [];
  here.log.info = (_fields, message) => void messages.push(message);
  return messages;
}

test('only the name that is given changes', async () => {
  const here = agentsWorld();
  expect(await put(here, { nombre: 'Eva' })).toMatchObject({ nombre: 'Eva', apellido: 'Ramírez' });
  expect(await put(here, { apellido: 'Luna' })).toMatchObject({ nombre: 'Eva', apellido: 'Luna' });
});

test('nothing given changes nothing', async () => {
  const here = agentsWorld();
  const commits = countCommits(here);
  expect(await put(here, {})).toMatchObject({ nombre: 'Ana', apellido: 'Ramírez' });
  expect(commits()).toBe(0);
});

test('the log tells the fields that changed, in the words of the contract', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  const messages = messagesOf(here);
  await put(here, { apellido: 'Luna', nombre: 'Eva', profileImageKey: image.key });
  expect(messages[0]).toBe(
    "Profile updated for user agente: ['nombre', 'apellido', 'profileImageKey']",
  );
  expect(messages[1]).toBe('Generated presigned GET URL for user agente');
});

test('a user who is not there is not made', async () => {
  const here = agentsWorld();
  await expect(
    updateProfile(here, 'nobody', { nombre: 'Eva' }, caller('nobody')),
  ).rejects.toMatchObject({ code: 'user_not_found' });
  expect(await readProfile(here, 'nobody')).toBeNull();
});

test('a key that is no image’s is not found, and no object is asked for', async () => {
  const here = agentsWorld();
  here.storage.read = () => Promise.reject(new Error('S3 was asked'));
  for (const key of ['x', 'profiles/agente/nada.png', '../../etc/passwd', 'constructor']) {
    await expect(put(here, { profileImageKey: key, nombre: 'Eva' })).rejects.toMatchObject({
      code: 'image_not_found',
    });
  }
  expect((await agentOf(here)).nombre).toBe('Ana');
});

test('another user’s image is not found, and no object is asked for', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  here.store.putUser(newUser('colega'));
  here.storage.read = () => Promise.reject(new Error('S3 was asked'));
  await expect(
    updateProfile(here, 'colega', { profileImageKey: image.key }, caller('colega')),
  ).rejects.toMatchObject({ code: 'image_not_found' });
});

test('a key that differs from the record’s by its ending alone is not found', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  await expect(
    put(here, { profileImageKey: image.key.replace('.png', '.jpg') }),
  ).rejects.toMatchObject({ code: 'image_not_found' });
});

test('a kept image is brought back, names with it, in one transaction', async () => {
  const here = agentsWorld();
  const first = await showOne(here);
  const second = await showOne(here);
  const commits = countCommits(here);
  const profile = await put(here, { profileImageKey: first.key, nombre: 'Eva' });
  expect(commits()).toBe(1);
  expect(profile).toMatchObject({
    nombre: 'Eva',
    profileImageKey: first.key,
    profileImageStatus: 'shown',
    profileImageUpdatedAt: here.clock.now().getTime() / 1000,
  });
  expect((await imageOf(here, second.imageId)).state).toBe('kept');
  expect(eventsOf(here, first)).toEqual(['issued', 'shown', 'replaced', 'restored']);
});

describe('bringing back a photo from before proofs that was never proven', () => {
  const key = `profiles/${AGENT}/vieja.jpg`;

  async function keptUnproven(object: Buffer): Promise<World> {
    const here = agentsWorld();
    putLegacyUser(here, key);
    here.storage.put(key, object, 'image/jpeg');
    await showOne(here);
    return here;
  }

  test('proves it', async () => {
    const here = await keptUnproven(Buffer.from([0xff, 0xd8, 0xff]));
    const profile = await put(here, { profileImageKey: key, nombre: 'Eva' });
    expect(profile).toMatchObject({ nombre: 'Eva', profileImageKey: key });
  });

  test('changes no name if that fails', async () => {
    const here = await keptUnproven(Buffer.from('<svg/>'));
    await expect(put(here, { profileImageKey: key, nombre: 'Eva' })).rejects.toMatchObject({
      code: 'image_rejected',
    });
    expect((await agentOf(here)).nombre).toBe('Ana');
  });
});

test('bringing one back overtakes an upload that waits for its proof', async () => {
  const here = agentsWorld();
  const first = await showOne(here);
  await removeImage(here, AGENT, BY);
  const waiting = await uploadOne(here);
  await put(here, { profileImageKey: first.key });
  await expect(put(here, { profileImageKey: waiting.key })).rejects.toMatchObject({
    code: 'superseded',
  });
  expect((await getProfile(here, AGENT, BY)).profileImageKey).toBe(first.key);
});

test('bringing back and removing at once come one after the other', async () => {
  const here = agentsWorld();
  const first = await showOne(here);
  await showOne(here);
  await Promise.all([put(here, { profileImageKey: first.key }), removeImage(here, AGENT, BY)]);
  const { images } = await agentOf(here);
  const shown = here.store.images().filter(({ state }) => state === 'shown');
  expect(shown.map(({ imageId }) => imageId)).toEqual(images.shown ? [images.shown.imageId] : []);
  expect(images.imageSeq).toBe(4);
});
