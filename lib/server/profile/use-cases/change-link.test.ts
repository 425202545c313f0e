// The lasting link on the in-memory adapters: who changes it, and where it leads after each change of the photo or the names.

import { initialsKey } from '@/lib/server/profile/domain/object-keys';
import type { LinkRequest } from '@/lib/shared/link-schema';
import { newUser, type World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  agentsWorld,
  BY,
  countCommits,
  showOne,
  uploadOne,
  writeElsewhere,
} from '@/test/profile/scenes';
import { changeLink, removeLink } from './change-link';
import { eraseUser } from './erase-user';
import { exportProfile } from './export-profile';
import { followLink } from './follow-link';
import { getProfile } from './get-profile';
import { removeImage } from './remove-image';
import { sweep } from './sweep-images';
import { updateProfile } from './update-profile';

const ORIGIN = 'https://perfil.example.com';

const ask = (here: World, asked: LinkRequest = { audience: 'anyone' }) =>
  changeLink(here, AGENT, asked, ORIGIN, BY);

/** Where the link leads; null if nowhere. */
async function follow(here: World, token = 'token-1', side = 648): Promise<string | null> {
  const found = await followLink(here, token, side, async () => false);
  return found?.url.replace('memory:', '').replace('?shared', '') ?? null;
}

const linkEvents = (here: World) =>
  here.store
    .events()
    .map(({ type }) => type)
    .filter((type) => type.startsWith('link'));

test('is off until the person turns it on', async () => {
  const here = agentsWorld();
  await showOne(here);
  expect((await getProfile(here, AGENT, BY)).profileImageLink).toBeNull();
  expect(await follow(here)).toBeNull();
  const { profileImageLink } = await ask(here);
  expect(profileImageLink).toEqual({ url: `${ORIGIN}/f/token-1.jpg`, audience: 'anyone' });
  expect((await getProfile(here, AGENT, BY)).profileImageLink).toEqual(profileImageLink);
});

test('leads to the JPEG for documents, and up to 240 pixels to that for e-mail', async () => {
  const here = agentsWorld();
  const { imageId } = await showOne(here);
  await ask(here);
  const folder = `profiles/${AGENT}/${imageId}`;
  for (const side of [241, 648]) {
    expect(await follow(here, 'token-1', side)).toBe(`${folder}/document.jpg`);
  }
  for (const side of [40, 240]) {
    expect(await follow(here, 'token-1', side)).toBe(`${folder}/email.jpg`);
  }
});

test('leads to the photo itself if it has no JPEG yet', async () => {
  const here = agentsWorld();
  here.policy.imageVariants = here.policy.imageVariants.filter(({ name }) => name === 'medium');
  const { key } = await showOne(here);
  await ask(here);
  expect(await follow(here)).toBe(key);
});

test('follows each change of the photo in the commit that makes it', async () => {
  const here = agentsWorld();
  const first = await showOne(here);
  await ask(here);
  const documentOf = ({ imageId }: { imageId: string }) =>
    `profiles/${AGENT}/${imageId}/document.jpg`;

  const second = await uploadOne(here);
  expect(await follow(here)).toBe(documentOf(first));
  await updateProfile(here, AGENT, { profileImageKey: second.key }, BY);
  expect(await follow(here)).toBe(documentOf(second));

  await updateProfile(here, AGENT, { profileImageKey: first.key }, BY);
  expect(await follow(here)).toBe(documentOf(first));

  await removeImage(here, AGENT, BY);
  expect(await follow(here)).toBe(initialsKey('AR'));

  await updateProfile(here, AGENT, { profileImageKey: second.key }, BY);
  expect(await follow(here)).toBe(documentOf(second));

  writeElsewhere(here, { key: first.key });
  await getProfile(here, AGENT, BY);
  expect(await follow(here)).toBe(documentOf(first));

  writeElsewhere(here, null);
  await getProfile(here, AGENT, BY);
  expect(await follow(here)).toBe(initialsKey('AR'));

  here.clock.advance(25 * 3600);
  await sweep(here);
  expect(await follow(here)).toBe(initialsKey('AR'));
});

test('leads to initials without a photo; their picture exists before', async () => {
  const here = agentsWorld();
  await ask(here);
  expect(await follow(here)).toBe(initialsKey('AR'));
  expect(here.storage.keys()).toEqual([initialsKey('AR')]);
});

test('the initials follow the names: changed alone, with the photo, and by another program', async () => {
  const here = agentsWorld();
  await ask(here);
  await updateProfile(here, AGENT, { nombre: 'Eva' }, BY);
  expect(await follow(here)).toBe(initialsKey('ER'));

  const { key } = await showOne(here);
  await updateProfile(here, AGENT, { profileImageKey: null, apellido: 'Ñáñez' }, BY);
  expect(await follow(here)).toBe(initialsKey('EN'));

  const upload = await uploadOne(here);
  await updateProfile(here, AGENT, { profileImageKey: upload.key, nombre: '李' }, BY);
  await removeImage(here, AGENT, BY);
  expect(await follow(here)).toBe(initialsKey('N'));

  await updateProfile(here, AGENT, { profileImageKey: key }, BY);
  await removeImage(here, AGENT, BY);
  here.store.putUser({ ...(await agentOf(here)), nombre: 'Óscar' });
  await getProfile(here, AGENT, BY);
  expect(await follow(here)).toBe(initialsKey('ON'));
  const drawn = ['AR', 'ER', 'EN', 'N', 'ON'].map(initialsKey);
  expect(here.storage.keys()).toEqual(expect.arrayContaining(drawn));
});

test('a renewed link leads there by its new address at once, and by the old one nowhere', async () => {
  const here = agentsWorld();
  const { imageId } = await showOne(here);
  await ask(here);
  const { profileImageLink } = await ask(here, { audience: 'anyone', renew: true });
  expect(profileImageLink?.url).toBe(`${ORIGIN}/f/token-2.jpg`);
  expect(await follow(here)).toBeNull();
  expect(await follow(here, 'token-2')).toBe(`profiles/${AGENT}/${imageId}/document.jpg`);
});

test('turned off, it leads nowhere; turned on again, it has another address', async () => {
  const here = agentsWorld();
  await ask(here);
  expect((await removeLink(here, AGENT, BY)).profileImageLink).toBeNull();
  expect(await follow(here)).toBeNull();
  await showOne(here);
  expect(await follow(here)).toBeNull();
  const { profileImageLink } = await ask(here);
  expect(profileImageLink?.url).toBe(`${ORIGIN}/f/token-2.jpg`);
  expect(await follow(here)).toBeNull();
});

test('for the team it leads signed-in people to a URL of their own, and others nowhere', async () => {
  const here = agentsWorld();
  const { imageId } = await showOne(here);
  await ask(here, { audience: 'team' });
  expect(await follow(here)).toBeNull();
  expect(await followLink(here, 'token-1', 648, async () => true)).toEqual({
    url: `memory:profiles/${AGENT}/${imageId}/document.jpg`,
    endsIn: null,
  });
  await ask(here);
  expect(await follow(here)).not.toBeNull();
});

test('nobody is asked for a session for a link that leads nowhere, or leads anyone', async () => {
  const here = agentsWorld();
  await ask(here);
  const isSignedIn = jest.fn(async () => true);
  await followLink(here, 'token-1', 648, isSignedIn);
  await followLink(here, 'token-9', 648, isSignedIn);
  expect(isSignedIn).not.toHaveBeenCalled();
});

test('every change is one event of the person, and no change is none', async () => {
  const here = agentsWorld();
  const commits = countCommits(here);
  await removeLink(here, AGENT, BY);
  await ask(here);
  await ask(here);
  await ask(here, { audience: 'team' });
  await ask(here, { audience: 'team', renew: true });
  await ask(here, { audience: 'anyone', renew: true });
  await removeLink(here, AGENT, BY);
  await removeLink(here, AGENT, BY);
  expect(commits()).toBe(5);
  const types = [
    'link_for_anyone',
    'link_for_team',
    'link_renewed',
    'link_renewed',
    'link_for_anyone',
    'link_ended',
  ];
  expect(linkEvents(here)).toEqual(types);
  const exported = await exportProfile(here, AGENT, BY);
  expect(exported.events.map(({ type }) => type)).toEqual(types.toReversed());
  expect(exported.events.every(({ key, via }) => key === null && via === 'api')).toBe(true);
});

test('the export has the link', async () => {
  const here = agentsWorld();
  const { profileImageLink } = await ask(here);
  expect((await exportProfile(here, AGENT, BY)).user.profileImageLink).toEqual(profileImageLink);
});

test('erasure ends it', async () => {
  const here = agentsWorld();
  await showOne(here);
  await ask(here);
  expect(await eraseUser(here, AGENT)).toMatchObject({ left: [] });
  expect(await follow(here)).toBeNull();
});

test('erasure ends it also if another program deleted the user before', async () => {
  const here = agentsWorld();
  await ask(here);
  await here.store.deleteUser(AGENT);
  await eraseUser(here, AGENT);
  expect(await follow(here)).toBeNull();
});

test('erasure reports a link that it could not delete', async () => {
  const here = agentsWorld();
  await ask(here);
  here.store.deleteLink = async () => 'token-1';
  expect((await eraseUser(here, AGENT)).left).toEqual(['the link']);
});

test('nobody else gets the address of an erased user who comes back', async () => {
  const here = agentsWorld();
  await ask(here);
  await eraseUser(here, AGENT);
  here.store.putUser(newUser(AGENT));
  await ask(here);
  expect(await follow(here)).toBeNull();
  expect(await follow(here, 'token-2')).not.toBeNull();
});
