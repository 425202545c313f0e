// DELETE /api/profile/image, and the equivalent PUT with null, on the in-memory adapters.

import type { World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  agentsWorld,
  BY,
  countCommits,
  eventsOf,
  showOne,
  uploadOne,
} from '@/test/profile/scenes';
import { getProfile } from './get-profile';
import { removeImage } from './remove-image';
import { updateProfile } from './update-profile';

const put = (here: World, changes: Parameters<typeof updateProfile>[2]) =>
  updateProfile(here, AGENT, changes, BY);

test.each([
  ['DELETE', (here: World) => removeImage(here, AGENT, BY)],
  ['PUT null', (here: World) => put(here, { profileImageKey: null })],
])(
  '%s removes the photo, also from the four attributes, and it can be restored',
  async (_name, remove) => {
    const here = agentsWorld();
    const image = await showOne(here);
    const profile = await remove(here);
    expect(profile).toMatchObject({
      profileImageKey: null,
      profileImageUrl: null,
      profileImageUrlExpiresIn: null,
      profileImageUpdatedAt: null,
      profileImageContentType: null,
      profileImageFileName: null,
      profileImageVariants: [],
      profileImagePlaceholder: null,
      profileImageStatus: 'none',
    });
    expect((await agentOf(here)).images.newest).toBeNull();
    expect(eventsOf(here, image).at(-1)).toBe('removed');
    expect((await put(here, { profileImageKey: image.key })).profileImageKey).toBe(image.key);
  },
);

test('removes the photo and changes names in one transaction', async () => {
  const here = agentsWorld();
  await showOne(here);
  const commits = countCommits(here);
  await put(here, { profileImageKey: null, nombre: 'Eva' });
  expect(commits()).toBe(1);
  expect(await agentOf(here)).toMatchObject({ nombre: 'Eva', images: { shown: null } });
});

test('removing without a photo changes only the names', async () => {
  const here = agentsWorld();
  const commits = countCommits(here);
  await removeImage(here, AGENT, BY);
  expect(commits()).toBe(0);
  expect((await put(here, { profileImageKey: null, nombre: 'Eva' })).nombre).toBe('Eva');
  expect((await agentOf(here)).images.imageSeq).toBe(0);
});

test('removing supersedes a pending upload', async () => {
  const here = agentsWorld();
  const waiting = await uploadOne(here);
  await removeImage(here, AGENT, BY);
  await expect(put(here, { profileImageKey: waiting.key })).rejects.toMatchObject({
    code: 'superseded',
  });
  expect((await getProfile(here, AGENT, BY)).profileImageStatus).toBe('none');
});
