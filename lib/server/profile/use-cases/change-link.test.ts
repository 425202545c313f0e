// The lasting link on the in-memory adapters: who may change it, and its target after each change of the photo or the names.

import { initialsKey } from '@/lib/server/profile/domain/object-keys';
import type { LinkRequest } from '@/lib/shared/link-schema';
import { type MemoryPorts, newUser } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  countCommits,
  memoryPortsWithAgent,
  showOne,
  uploadOne,
  writeElsewhere,
} from '@/test/profile/start-states';
import { changeLink, removeLink } from './change-link';
import { eraseUser } from './erase-user';
import { exportProfile } from './export-profile';
import { followLink } from './follow-link';
import { getProfile } from './get-profile';
import { removeImage } from './remove-image';
import { sweep } from './sweep-images';
import { updateProfile } from './update-profile';

const ORIGIN = 'https://perfil.example.com';

const ask = (memory: MemoryPorts, asked: LinkRequest = { audience: 'anyone' }) =>
  changeLink(memory, AGENT, asked, ORIGIN, BY);

/** Returns the target of the link; null without one. */
async function follow(memory: MemoryPorts, token = 'token-1', side = 648): Promise<string | null> {
  const found = await followLink(memory, token, side, async () => false);
  return found?.url.replace('memory:', '').replace('?shared', '') ?? null;
}

const linkEvents = (memory: MemoryPorts) =>
  memory.store
    .events()
    .map(({ type }) => type)
    .filter((type) => type.startsWith('link'));

test('is off until the person turns it on', async () => {
  const memory = memoryPortsWithAgent();
  await showOne(memory);
  expect((await getProfile(memory, AGENT, BY)).profileImageLink).toBeNull();
  expect(await follow(memory)).toBeNull();
  const { profileImageLink } = await ask(memory);
  expect(profileImageLink).toEqual({ url: `${ORIGIN}/f/token-1.jpg`, audience: 'anyone' });
  expect((await getProfile(memory, AGENT, BY)).profileImageLink).toEqual(profileImageLink);
});

test('leads to the JPEG for documents, and for up to 240 pixels to the one for e-mail', async () => {
  const memory = memoryPortsWithAgent();
  const { imageId } = await showOne(memory);
  await ask(memory);
  const folder = `profiles/${AGENT}/${imageId}`;
  for (const side of [241, 648]) {
    expect(await follow(memory, 'token-1', side)).toBe(`${folder}/document.jpg`);
  }
  for (const side of [40, 240]) {
    expect(await follow(memory, 'token-1', side)).toBe(`${folder}/email.jpg`);
  }
});

test('leads to the photo itself if it has no JPEG yet', async () => {
  const memory = memoryPortsWithAgent();
  memory.policy.imageVariants = memory.policy.imageVariants.filter(({ name }) => name === 'medium');
  const { key } = await showOne(memory);
  await ask(memory);
  expect(await follow(memory)).toBe(key);
});

test('follows each change of the photo in the commit that makes it', async () => {
  const memory = memoryPortsWithAgent();
  const first = await showOne(memory);
  await ask(memory);
  const documentOf = ({ imageId }: { imageId: string }) =>
    `profiles/${AGENT}/${imageId}/document.jpg`;

  const second = await uploadOne(memory);
  expect(await follow(memory)).toBe(documentOf(first));
  await updateProfile(memory, AGENT, { profileImageKey: second.key }, BY);
  expect(await follow(memory)).toBe(documentOf(second));

  await updateProfile(memory, AGENT, { profileImageKey: first.key }, BY);
  expect(await follow(memory)).toBe(documentOf(first));

  await removeImage(memory, AGENT, BY);
  expect(await follow(memory)).toBe(initialsKey('AR'));

  await updateProfile(memory, AGENT, { profileImageKey: second.key }, BY);
  expect(await follow(memory)).toBe(documentOf(second));

  writeElsewhere(memory, { key: first.key });
  await getProfile(memory, AGENT, BY);
  expect(await follow(memory)).toBe(documentOf(first));

  writeElsewhere(memory, null);
  await getProfile(memory, AGENT, BY);
  expect(await follow(memory)).toBe(initialsKey('AR'));

  memory.clock.advance(25 * 3600);
  await sweep(memory);
  expect(await follow(memory)).toBe(initialsKey('AR'));
});

test('leads to initials without a photo; their picture is stored before the link is on', async () => {
  const memory = memoryPortsWithAgent();
  await ask(memory);
  expect(await follow(memory)).toBe(initialsKey('AR'));
  expect(memory.storage.keys()).toEqual([initialsKey('AR')]);
});

test('the initials follow the names, whether they change alone, with the photo, or by another program', async () => {
  const memory = memoryPortsWithAgent();
  await ask(memory);
  await updateProfile(memory, AGENT, { nombre: 'Eva' }, BY);
  expect(await follow(memory)).toBe(initialsKey('ER'));

  const { key } = await showOne(memory);
  await updateProfile(memory, AGENT, { profileImageKey: null, apellido: 'Ñáñez' }, BY);
  expect(await follow(memory)).toBe(initialsKey('EN'));

  const upload = await uploadOne(memory);
  await updateProfile(memory, AGENT, { profileImageKey: upload.key, nombre: '李' }, BY);
  await removeImage(memory, AGENT, BY);
  expect(await follow(memory)).toBe(initialsKey('N'));

  await updateProfile(memory, AGENT, { profileImageKey: key }, BY);
  await removeImage(memory, AGENT, BY);
  memory.store.putUser({ ...(await agentOf(memory)), nombre: 'Óscar' });
  await getProfile(memory, AGENT, BY);
  expect(await follow(memory)).toBe(initialsKey('ON'));
  const drawn = ['AR', 'ER', 'EN', 'N', 'ON'].map(initialsKey);
  expect(memory.storage.keys()).toEqual(expect.arrayContaining(drawn));
});

test('a renewed link works by its new address at once, and no longer by the old one', async () => {
  const memory = memoryPortsWithAgent();
  const { imageId } = await showOne(memory);
  await ask(memory);
  const { profileImageLink } = await ask(memory, { audience: 'anyone', renew: true });
  expect(profileImageLink?.url).toBe(`${ORIGIN}/f/token-2.jpg`);
  expect(await follow(memory)).toBeNull();
  expect(await follow(memory, 'token-2')).toBe(`profiles/${AGENT}/${imageId}/document.jpg`);
});

test('turned off, it has no target; turned on again, it has a new address', async () => {
  const memory = memoryPortsWithAgent();
  await ask(memory);
  expect((await removeLink(memory, AGENT, BY)).profileImageLink).toBeNull();
  expect(await follow(memory)).toBeNull();
  await showOne(memory);
  expect(await follow(memory)).toBeNull();
  const { profileImageLink } = await ask(memory);
  expect(profileImageLink?.url).toBe(`${ORIGIN}/f/token-2.jpg`);
  expect(await follow(memory)).toBeNull();
});

test('a link for the team redirects signed-in people to a URL of their own, and is not found by others', async () => {
  const memory = memoryPortsWithAgent();
  const { imageId } = await showOne(memory);
  await ask(memory, { audience: 'team' });
  expect(await follow(memory)).toBeNull();
  expect(await followLink(memory, 'token-1', 648, async () => true)).toEqual({
    url: `memory:profiles/${AGENT}/${imageId}/document.jpg`,
    endsIn: null,
  });
  await ask(memory);
  expect(await follow(memory)).not.toBeNull();
});

test('the session is not read for a link without a target, or for a link for anyone', async () => {
  const memory = memoryPortsWithAgent();
  await ask(memory);
  const isSignedIn = jest.fn(async () => true);
  await followLink(memory, 'token-1', 648, isSignedIn);
  await followLink(memory, 'token-9', 648, isSignedIn);
  expect(isSignedIn).not.toHaveBeenCalled();
});

test('every change causes one event of the person; a request that changes nothing causes none', async () => {
  const memory = memoryPortsWithAgent();
  const commits = countCommits(memory);
  await removeLink(memory, AGENT, BY);
  await ask(memory);
  await ask(memory);
  await ask(memory, { audience: 'team' });
  await ask(memory, { audience: 'team', renew: true });
  await ask(memory, { audience: 'anyone', renew: true });
  await removeLink(memory, AGENT, BY);
  await removeLink(memory, AGENT, BY);
  expect(commits()).toBe(5);
  const types = [
    'link_for_anyone',
    'link_for_team',
    'link_renewed',
    'link_renewed',
    'link_for_anyone',
    'link_ended',
  ];
  expect(linkEvents(memory)).toEqual(types);
  const exported = await exportProfile(memory, AGENT, BY);
  expect(exported.events.map(({ type }) => type)).toEqual(types.toReversed());
  expect(exported.events.every(({ key, via }) => key === null && via === 'api')).toBe(true);
});

test('the export has the link', async () => {
  const memory = memoryPortsWithAgent();
  const { profileImageLink } = await ask(memory);
  expect((await exportProfile(memory, AGENT, BY)).user.profileImageLink).toEqual(profileImageLink);
});

test('erasure ends it', async () => {
  const memory = memoryPortsWithAgent();
  await showOne(memory);
  await ask(memory);
  expect(await eraseUser(memory, AGENT)).toMatchObject({ left: [] });
  expect(await follow(memory)).toBeNull();
});

test('erasure ends it also if another program deleted the user before', async () => {
  const memory = memoryPortsWithAgent();
  await ask(memory);
  await memory.store.deleteUser(AGENT);
  await eraseUser(memory, AGENT);
  expect(await follow(memory)).toBeNull();
});

test('erasure reports a link that it could not delete', async () => {
  const memory = memoryPortsWithAgent();
  await ask(memory);
  memory.store.deleteLink = async () => 'token-1';
  expect((await eraseUser(memory, AGENT)).left).toEqual(['the link']);
});

test('an erased user who comes back gets a new address', async () => {
  const memory = memoryPortsWithAgent();
  await ask(memory);
  await eraseUser(memory, AGENT);
  memory.store.putUser(newUser(AGENT));
  await ask(memory);
  expect(await follow(memory)).toBeNull();
  expect(await follow(memory, 'token-2')).not.toBeNull();
});
