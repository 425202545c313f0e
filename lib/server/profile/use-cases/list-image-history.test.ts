// The history of a user's images, on the in-memory adapters.

import { UnavailableError } from '@/lib/server/shared/errors';
import { BAD, caller, type MemoryPorts, newUser } from '@/test/profile/memory-ports';
import {
  AGENT,
  BY,
  HOUR,
  issueOne,
  memoryPortsWithAgent,
  putLegacyUser,
  showOne,
  uploadOne,
} from '@/test/profile/start-states';
import { getProfile } from './get-profile';
import { imageHistory } from './list-image-history';
import { removeImage } from './remove-image';
import { sweep } from './sweep-images';

const history = (memory: MemoryPorts, cursor: string | null = null) =>
  imageHistory(memory, AGENT, cursor, BY);

test('a user without requests has an empty history', async () => {
  expect(await history(memoryPortsWithAgent())).toEqual({ items: [], next: null, expiresIn: 300 });
});

test('images are listed newest first, each with its events, newest first', async () => {
  const memory = memoryPortsWithAgent();
  const first = await showOne(memory);
  const second = await showOne(memory);
  const rejected = await uploadOne(memory, BAD);
  await getProfile(memory, AGENT, BY);
  const { items } = await history(memory);
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
  const memory = memoryPortsWithAgent();
  const deleted = await showOne(memory);
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(25 * HOUR);
  await sweep(memory);
  const kept = await showOne(memory);
  const shown = await showOne(memory);
  await uploadOne(memory, BAD);
  await getProfile(memory, AGENT, BY);
  await issueOne(memory);
  const { items } = await history(memory);
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
  const memory = memoryPortsWithAgent();
  await showOne(memory);
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(25 * HOUR);
  memory.storage.delete = () => Promise.reject(new UnavailableError('S3 cannot answer now'));
  await sweep(memory);
  const [item] = (await history(memory)).items;
  expect(item).toMatchObject({ state: 'deleting', thumbnailUrl: null, placeholder: null });
});

test('a kept image has the time until which it can be restored', async () => {
  const memory = memoryPortsWithAgent();
  await showOne(memory);
  await removeImage(memory, AGENT, BY);
  const now = memory.clock.now().getTime() / 1000;
  const [kept] = (await history(memory)).items;
  expect(kept?.restorableUntil).toBe(now + memory.policy.imageRetention);
  await showOne(memory);
  expect((await history(memory)).items[0]?.restorableUntil).toBeNull();
});

test('pages contain every image once, in order, with all its events', async () => {
  const memory = memoryPortsWithAgent();
  const keys: string[] = [];
  for (let count = 0; count < 45; count++) keys.unshift((await showOne(memory)).key);
  const found: string[] = [];
  const lengths: number[] = [];
  let cursor: string | null = null;
  do {
    const page = await history(memory, cursor);
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
  const memory = memoryPortsWithAgent();
  await issueOne(memory);
  memory.clock.advance(HOUR);
  await sweep(memory);
  const shown = await showOne(memory);
  memory.clock.advance(memory.policy.auditRetention - 2);
  expect((await history(memory)).items).toHaveLength(2);
  memory.clock.advance(1);
  const [item, ...others] = (await history(memory)).items;
  expect(others).toEqual([]);
  expect(item).toMatchObject({ key: shown.key, state: 'shown', events: [] });
});

test('an imported image is ordered by the time of its import', async () => {
  const memory = memoryPortsWithAgent();
  const key = `profiles/${AGENT}/vieja.jpg`;
  putLegacyUser(memory, key);
  await history(memory);
  memory.clock.advance(1);
  const newer = await issueOne(memory);
  expect((await history(memory)).items.map((item) => item.key)).toEqual([newer.key, key]);
});

test('contains only the caller’s images', async () => {
  const memory = memoryPortsWithAgent();
  await showOne(memory);
  memory.store.putUser(newUser('colega'));
  expect((await imageHistory(memory, 'colega', null, caller('colega'))).items).toEqual([]);
  await expect(imageHistory(memory, 'nobody', null, caller('nobody'))).rejects.toMatchObject({
    code: 'user_not_found',
  });
});

test('a page reads a bounded number of events, however many there are, and includes those of its images', async () => {
  const memory = memoryPortsWithAgent();
  memory.policy.openUploads = 100_000;
  const first = await showOne(memory);
  for (let count = 0; count < 2100; count++) await issueOne(memory);
  const limits: number[] = [];
  const { listEventsOf } = memory.store;
  memory.store.listEventsOf = (images, now, limit) => {
    limits.push(limit);
    return listEventsOf(images, now, limit);
  };
  let cursor: string | null = null;
  let last: Awaited<ReturnType<typeof history>>;
  do {
    last = await history(memory, cursor);
    cursor = last.next;
  } while (cursor !== null);
  const item = last.items.find(({ key }) => key === first.key);
  expect(item?.events.map(({ type }) => type)).toEqual(['shown', 'issued']);
  expect(Math.max(...limits)).toBe(2000);
});
