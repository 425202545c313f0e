// The history of a user's images, on the in-memory adapters.

import { UnavailableError } from '@/lib/server/shared/errors';
import { BAD, caller, newUser, type World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentsWorld,
  BY,
  HOUR,
  issueOne,
  putLegacyUser,
  showOne,
  uploadOne,
} from '@/test/profile/scenes';
import { getProfile } from './get-profile';
import { imageHistory } from './list-image-history';
import { removeImage } from './remove-image';
import { sweep } from './sweep-images';

const history = (here: World, cursor: string | null = null) =>
  imageHistory(here, AGENT, cursor, BY);

test('a user without requests has an empty history', async () => {
  expect(await history(agentsWorld())).toEqual({ items: [], next: null, expiresIn: 300 });
});

test('images are listed newest first, each with its events, newest first', async () => {
  const here = agentsWorld();
  const first = await showOne(here);
  const second = await showOne(here);
  const rejected = await uploadOne(here, BAD);
  await getProfile(here, AGENT, BY);
  const { items } = await history(here);
  expect(items.map(({ key, state, reason }) => [key, state, reason])).toEqual([
    [rejected.key, 'rejected', 'corrupt'],
    [second.key, 'shown', null],
    [first.key, 'kept', null],
  ]);
  expect(items.map(({ events }) => events.map(({ type }) => type))).toEqual([
    ['rejected', 'issued'],
    ['shown', 'issued'],
    ['replaced', 'shown', 'issued'],
  ]);
  expect(items[0]?.events[0]).toEqual({
    type: 'rejected',
    at: rejected.issuedAt,
    reason: 'corrupt',
    via: 'api',
  });
});

test('only shown and kept images have thumbnails and placeholders', async () => {
  const here = agentsWorld();
  const deleted = await showOne(here);
  await removeImage(here, AGENT, BY);
  here.clock.advance(25 * HOUR);
  await sweep(here);
  const kept = await showOne(here);
  const shown = await showOne(here);
  await uploadOne(here, BAD);
  await getProfile(here, AGENT, BY);
  await issueOne(here);
  const { items } = await history(here);
  const thumbnail = (imageId: string) => `memory:profiles/${AGENT}/${imageId}/thumbnail.webp`;
  expect(items.map(({ state, thumbnailUrl }) => [state, thumbnailUrl])).toEqual([
    ['issued', null],
    ['rejected', null],
    ['shown', thumbnail(shown.imageId)],
    ['kept', thumbnail(kept.imageId)],
    ['deleted', null],
  ]);
  expect(items.map(({ placeholder }) => placeholder)).toEqual([null, null, 'AAAA', 'AAAA', null]);
  expect(items.at(-1)?.key).toBe(deleted.key);
});

test('an image in deletion has no thumbnail, even while its objects are still there', async () => {
  const here = agentsWorld();
  await showOne(here);
  await removeImage(here, AGENT, BY);
  here.clock.advance(25 * HOUR);
  here.storage.delete = () => Promise.reject(new UnavailableError('S3 cannot answer now'));
  await sweep(here);
  const [item] = (await history(here)).items;
  expect(item).toMatchObject({ state: 'deleting', thumbnailUrl: null, placeholder: null });
});

test('a kept image has the time until which it can be restored', async () => {
  const here = agentsWorld();
  await showOne(here);
  await removeImage(here, AGENT, BY);
  const now = here.clock.now().getTime() / 1000;
  const [kept] = (await history(here)).items;
  expect(kept?.restorableUntil).toBe(now + here.policy.imageRetention);
  await showOne(here);
  expect((await history(here)).items[0]?.restorableUntil).toBeNull();
});

test('pages contain every image once, in order, with all its events', async () => {
  const here = agentsWorld();
  const keys: string[] = [];
  for (let count = 0; count < 45; count++) keys.unshift((await showOne(here)).key);
  const found: string[] = [];
  const lengths: number[] = [];
  let cursor: string | null = null;
  do {
    const page = await history(here, cursor);
    lengths.push(page.items.length);
    for (const { key, state, events } of page.items) {
      found.push(key);
      expect(events).toHaveLength(state === 'shown' ? 2 : 3);
    }
    cursor = page.next;
  } while (cursor !== null);
  expect(found).toEqual(keys);
  expect(lengths).toEqual([20, 20, 5]);
});

test('expired events and images are left out', async () => {
  const here = agentsWorld();
  await issueOne(here);
  here.clock.advance(HOUR);
  await sweep(here);
  const shown = await showOne(here);
  here.clock.advance(here.policy.auditRetention - 2);
  expect((await history(here)).items).toHaveLength(2);
  here.clock.advance(1);
  const [item, ...others] = (await history(here)).items;
  expect(others).toEqual([]);
  expect(item).toMatchObject({ key: shown.key, state: 'shown', events: [] });
});

test('an imported image is ordered by the time of its import', async () => {
  const here = agentsWorld();
  const key = `profiles/${AGENT}/vieja.jpg`;
  putLegacyUser(here, key);
  await history(here);
  here.clock.advance(1);
  const newer = await issueOne(here);
  expect((await history(here)).items.map((item) => item.key)).toEqual([newer.key, key]);
});

test('contains only the caller’s images', async () => {
  const here = agentsWorld();
  await showOne(here);
  here.store.putUser(newUser('colega'));
  expect((await imageHistory(here, 'colega', null, caller('colega'))).items).toEqual([]);
  await expect(imageHistory(here, 'nobody', null, caller('nobody'))).rejects.toMatchObject({
    code: 'user_not_found',
  });
});

test('a page reads a bounded number of events, however many there are, and includes those of its images', async () => {
  const here = agentsWorld();
  here.policy.openUploads = 100_000;
  const first = await showOne(here);
  for (let count = 0; count < 2100; count++) await issueOne(here);
  const limits: number[] = [];
  const { listEventsOf } = here.store;
  here.store.listEventsOf = (images, now, limit) => {
    limits.push(limit);
    return listEventsOf(images, now, limit);
  };
  let cursor: string | null = null;
  let last: Awaited<ReturnType<typeof history>>;
  do {
    last = await history(here, cursor);
    cursor = last.next;
  } while (cursor !== null);
  const item = last.items.find(({ key }) => key === first.key);
  expect(item?.events.map(({ type }) => type)).toEqual(['shown', 'issued']);
  expect(Math.max(...limits)).toBe(2000);
});
