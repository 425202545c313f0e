// DELETE /api/profile/image, and the equivalent PUT with null, on the in-memory adapters.

import type { MemoryPorts } from '@/test/profile/memory-ports';
import { NO_PHOTO } from '@/test/profile/no-photo';
import {
  AGENT,
  agentOf,
  BY,
  countCommits,
  eventsOf,
  memoryPortsWithAgent,
  showOne,
  uploadOne,
} from '@/test/profile/start-states';
import { getProfile } from './get-profile';
import { removeImage } from './remove-image';
import { updateProfile } from './update-profile';

const put = (memory: MemoryPorts, changes: Parameters<typeof updateProfile>[2]) =>
  updateProfile(memory, AGENT, changes, BY);

test.each([
  ['DELETE', (memory: MemoryPorts) => removeImage(memory, AGENT, BY)],
  ['PUT null', (memory: MemoryPorts) => put(memory, { profileImageKey: null })],
])(
  '%s removes the photo, also from the four attributes, and it can be restored',
  async (_name, remove) => {
    const memory = memoryPortsWithAgent();
    const image = await showOne(memory);
    const profile = await remove(memory);
    expect(profile).toMatchObject({
      ...NO_PHOTO,
    });
    expect((await agentOf(memory)).images.newest).toBeNull();
    expect(eventsOf(memory, image).at(-1)).toBe('removed');
    expect((await put(memory, { profileImageKey: image.key })).profileImageKey).toBe(image.key);
  },
);

test('removes the photo and changes names in one transaction', async () => {
  const memory = memoryPortsWithAgent();
  await showOne(memory);
  const commits = countCommits(memory);
  await put(memory, { profileImageKey: null, nombre: 'Eva' });
  expect(commits()).toBe(1);
  expect(await agentOf(memory)).toMatchObject({ nombre: 'Eva', images: { shown: null } });
});

test('removing without a photo changes only the names', async () => {
  const memory = memoryPortsWithAgent();
  const commits = countCommits(memory);
  await removeImage(memory, AGENT, BY);
  expect(commits()).toBe(0);
  expect((await put(memory, { profileImageKey: null, nombre: 'Eva' })).nombre).toBe('Eva');
  expect((await agentOf(memory)).images.imageSeq).toBe(0);
});

test('removing supersedes a pending upload', async () => {
  const memory = memoryPortsWithAgent();
  const waiting = await uploadOne(memory);
  await removeImage(memory, AGENT, BY);
  await expect(put(memory, { profileImageKey: waiting.key })).rejects.toMatchObject({
    code: 'superseded',
  });
  expect((await getProfile(memory, AGENT, BY)).profileImageStatus).toBe('none');
});
