// The PUT use case on the in-memory adapters: only the given fields change, atomically.

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

test('only the given name changes', async () => {
  const here = agentsWorld();
  expect(await put(here, { nombre: 'Eva' })).toMatchObject({ nombre: 'Eva', apellido: 'Ramírez' });
  expect(await put(here, { apellido: 'Luna' })).toMatchObject({ nombre: 'Eva', apellido: 'Luna' });
});

test('an empty request changes nothing', async () => {
  const here = agentsWorld();
  const commits = countCommits(here);
  expect(await put(here, {})).toMatchObject({ nombre: 'Ana', apellido: 'Ramírez' });
  expect(commits()).toBe(0);
});

test('the log lists the changed fields in the sentence of the original API', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  const messages = messagesOf(here);
  await put(here, { apellido: 'Luna', nombre: 'Eva', profileImageKey: image.key });
  expect(messages[0]).toBe(
    "Profile updated for user agente: ['nombre', 'apellido', 'profileImageKey']",
  );
  expect(messages[1]).toBe('Generated presigned GET URL for user agente');
});

test('an unknown user is not created', async () => {
  const here = agentsWorld();
  await expect(
    updateProfile(here, 'nobody', { nombre: 'Eva' }, caller('nobody')),
  ).rejects.toMatchObject({ code: 'user_not_found' });
  expect(await readProfile(here, 'nobody')).toBeNull();
});

test('an unknown key is not found, and no object is requested', async () => {
  const here = agentsWorld();
  here.storage.read = () => Promise.reject(new Error('S3 was asked'));
  for (const key of ['x', 'profiles/agente/nada.png', '../../etc/passwd', 'constructor']) {
    await expect(put(here, { profileImageKey: key, nombre: 'Eva' })).rejects.toMatchObject({
      code: 'image_not_found',
    });
  }
  expect((await agentOf(here)).nombre).toBe('Ana');
});

test('another user’s image is not found, and no object is requested', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  here.store.putUser(newUser('colega'));
  here.storage.read = () => Promise.reject(new Error('S3 was asked'));
  await expect(
    updateProfile(here, 'colega', { profileImageKey: image.key }, caller('colega')),
  ).rejects.toMatchObject({ code: 'image_not_found' });
});

test('a key that differs from the recorded one only in its extension is not found', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  await expect(
    put(here, { profileImageKey: image.key.replace('.png', '.jpg') }),
  ).rejects.toMatchObject({ code: 'image_not_found' });
});

test('a kept image is restored, with names, in one transaction', async () => {
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

describe('restoring a legacy image that was never validated', () => {
  const key = `profiles/${AGENT}/vieja.jpg`;

  async function keptUnproven(object: Buffer): Promise<World> {
    const here = agentsWorld();
    putLegacyUser(here, key);
    here.storage.put(key, object, 'image/jpeg');
    await showOne(here);
    return here;
  }

  test('validates it', async () => {
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

test('restoring supersedes a pending upload', async () => {
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

test('concurrent restoring and removing are serialized', async () => {
  const here = agentsWorld();
  const first = await showOne(here);
  await showOne(here);
  await Promise.all([put(here, { profileImageKey: first.key }), removeImage(here, AGENT, BY)]);
  const { images } = await agentOf(here);
  const shown = here.store.images().filter(({ state }) => state === 'shown');
  expect(shown.map(({ imageId }) => imageId)).toEqual(images.shown ? [images.shown.imageId] : []);
  expect(images.imageSeq).toBe(4);
});

function countReads(here: World): () => number {
  let reads = 0;
  const { readUser } = here.store;
  here.store.readUser = (userId) => {
    reads += 1;
    return readUser(userId);
  };
  return () => reads;
}

test.each([
  ['nothing', async () => ({})],
  ['a name', async () => ({ nombre: 'Eva' })],
  [
    'the removal of the photo',
    async (here: World) => {
      await showOne(here);
      return { nombre: 'Eva', profileImageKey: null };
    },
  ],
  ['an upload', async (here: World) => ({ profileImageKey: (await uploadOne(here)).key })],
  [
    'an upload with a name',
    async (here: World) => {
      await showOne(here);
      return { nombre: 'Eva', profileImageKey: (await uploadOne(here)).key };
    },
  ],
  [
    'the shown photo again',
    async (here: World) => ({ profileImageKey: (await showOne(here)).key }),
  ],
  [
    'an earlier photo',
    async (here: World) => {
      const earlier = await showOne(here);
      await showOne(here);
      return { profileImageKey: earlier.key };
    },
  ],
])('a request with %s reads the user once, and returns what is stored', async (_what, prepare) => {
  const here = agentsWorld();
  const changes = await prepare(here);
  const reads = countReads(here);
  const answer = await put(here, changes);
  expect(reads()).toBe(1);
  expect((await readProfile(here, AGENT))?.profile).toEqual(answer);
});
