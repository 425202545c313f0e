// The PUT use case on the in-memory adapters: only the given fields change, atomically.

import { caller, type MemoryPorts, newUser } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  countCommits,
  eventsOf,
  imageOf,
  JPEG,
  memoryPortsWithAgent,
  putLegacyUser,
  showOne,
  uploadOne,
} from '@/test/profile/start-states';
import { getProfile, readProfile } from './get-profile';
import { removeImage } from './remove-image';
import { updateProfile } from './update-profile';

const put = (memory: MemoryPorts, changes: Parameters<typeof updateProfile>[2]) =>
  updateProfile(memory, AGENT, changes, BY);

function messagesOf(memory: MemoryPorts): string[] {
  const messages: string[] = [];
  memory.log.info = (_fields, message) => void messages.push(message);
  return messages;
}

test('only the given name changes', async () => {
  const memory = memoryPortsWithAgent();
  expect(await put(memory, { nombre: 'Eva' })).toMatchObject({
    nombre: 'Eva',
    apellido: 'Ramírez',
  });
  expect(await put(memory, { apellido: 'Luna' })).toMatchObject({
    nombre: 'Eva',
    apellido: 'Luna',
  });
});

test('an empty request changes nothing', async () => {
  const memory = memoryPortsWithAgent();
  const commits = countCommits(memory);
  expect(await put(memory, {})).toMatchObject({ nombre: 'Ana', apellido: 'Ramírez' });
  expect(commits()).toBe(0);
});

test('the log lists the changed fields in the sentence of the original API', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  const messages = messagesOf(memory);
  await put(memory, { apellido: 'Luna', nombre: 'Eva', profileImageKey: image.key });
  expect(messages[0]).toBe(
    "Profile updated for user agente: ['nombre', 'apellido', 'profileImageKey']",
  );
  expect(messages[1]).toBe('Generated presigned GET URL for user agente');
});

test('an unknown user is not created', async () => {
  const memory = memoryPortsWithAgent();
  await expect(
    updateProfile(memory, 'nobody', { nombre: 'Eva' }, caller('nobody')),
  ).rejects.toMatchObject({ code: 'user_not_found' });
  expect(await readProfile(memory, 'nobody')).toBeNull();
});

test('an unknown key is not found, and no object is requested', async () => {
  const memory = memoryPortsWithAgent();
  memory.storage.read = () => Promise.reject(new Error('S3 was asked'));
  for (const key of ['x', 'profiles/agente/nada.png', '../../etc/passwd', 'constructor']) {
    await expect(put(memory, { profileImageKey: key, nombre: 'Eva' })).rejects.toMatchObject({
      code: 'image_not_found',
    });
  }
  expect((await agentOf(memory)).nombre).toBe('Ana');
});

test('another user’s image is not found, and no object is requested', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  memory.store.putUser(newUser('colega'));
  memory.storage.read = () => Promise.reject(new Error('S3 was asked'));
  await expect(
    updateProfile(memory, 'colega', { profileImageKey: image.key }, caller('colega')),
  ).rejects.toMatchObject({ code: 'image_not_found' });
});

test('a key that differs from the recorded one only in its extension is not found', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  await expect(
    put(memory, { profileImageKey: image.key.replace('.png', '.jpg') }),
  ).rejects.toMatchObject({ code: 'image_not_found' });
});

test('a kept image is restored, with names, in one transaction', async () => {
  const memory = memoryPortsWithAgent();
  const first = await showOne(memory);
  const second = await showOne(memory);
  const commits = countCommits(memory);
  const profile = await put(memory, { profileImageKey: first.key, nombre: 'Eva' });
  expect(commits()).toBe(1);
  expect(profile).toMatchObject({
    nombre: 'Eva',
    profileImageKey: first.key,
    profileImageStatus: 'shown',
    profileImageUpdatedAt: memory.clock.now().getTime() / 1000,
  });
  expect((await imageOf(memory, second.imageId)).state).toBe('kept');
  expect(eventsOf(memory, first)).toEqual(['issued', 'shown', 'replaced', 'restored']);
});

describe('restoring a legacy image that was never validated', () => {
  const key = `profiles/${AGENT}/vieja.jpg`;

  async function keptUnvalidated(object: Buffer): Promise<MemoryPorts> {
    const memory = memoryPortsWithAgent();
    putLegacyUser(memory, key);
    memory.storage.put(key, object, 'image/jpeg');
    await showOne(memory);
    return memory;
  }

  test('validates it', async () => {
    const memory = await keptUnvalidated(JPEG);
    const profile = await put(memory, { profileImageKey: key, nombre: 'Eva' });
    expect(profile).toMatchObject({ nombre: 'Eva', profileImageKey: key });
  });

  test('changes no name if that fails', async () => {
    const memory = await keptUnvalidated(Buffer.from('<svg/>'));
    await expect(put(memory, { profileImageKey: key, nombre: 'Eva' })).rejects.toMatchObject({
      code: 'image_rejected',
    });
    expect((await agentOf(memory)).nombre).toBe('Ana');
  });
});

test('restoring supersedes a pending upload', async () => {
  const memory = memoryPortsWithAgent();
  const first = await showOne(memory);
  await removeImage(memory, AGENT, BY);
  const waiting = await uploadOne(memory);
  await put(memory, { profileImageKey: first.key });
  await expect(put(memory, { profileImageKey: waiting.key })).rejects.toMatchObject({
    code: 'superseded',
  });
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(first.key);
});

test('concurrent restoring and removing are serialized', async () => {
  const memory = memoryPortsWithAgent();
  const first = await showOne(memory);
  await showOne(memory);
  await Promise.all([put(memory, { profileImageKey: first.key }), removeImage(memory, AGENT, BY)]);
  const { images } = await agentOf(memory);
  const shown = memory.store.images().filter(({ state }) => state === 'shown');
  expect(shown.map(({ imageId }) => imageId)).toEqual(images.shown ? [images.shown.imageId] : []);
  expect(images.imageSeq).toBe(4);
});

function countReads(memory: MemoryPorts): () => number {
  let reads = 0;
  const { readUser } = memory.store;
  memory.store.readUser = (userId) => {
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
    async (memory: MemoryPorts) => {
      await showOne(memory);
      return { nombre: 'Eva', profileImageKey: null };
    },
  ],
  [
    'an upload',
    async (memory: MemoryPorts) => ({ profileImageKey: (await uploadOne(memory)).key }),
  ],
  [
    'an upload with a name',
    async (memory: MemoryPorts) => {
      await showOne(memory);
      return { nombre: 'Eva', profileImageKey: (await uploadOne(memory)).key };
    },
  ],
  [
    'the shown photo again',
    async (memory: MemoryPorts) => ({ profileImageKey: (await showOne(memory)).key }),
  ],
  [
    'an earlier photo',
    async (memory: MemoryPorts) => {
      const earlier = await showOne(memory);
      await showOne(memory);
      return { profileImageKey: earlier.key };
    },
  ],
])('a request with %s reads the user once, and returns what is stored', async (_what, prepare) => {
  const memory = memoryPortsWithAgent();
  const changes = await prepare(memory);
  const reads = countReads(memory);
  const answer = await put(memory, changes);
  expect(reads()).toBe(1);
  expect((await readProfile(memory, AGENT))?.profile).toEqual(answer);
});
