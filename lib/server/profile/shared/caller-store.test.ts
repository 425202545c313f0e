// Whether a sign-in is still valid, given the user's item.

import { newUser } from '@/test/profile/memory-ports';
import { memoryProfileStore } from '@/test/profile/memory-profile-store';
import { AGENT, issueOne, memoryPortsWithAgent } from '@/test/profile/start-states';
import { callerStore } from './caller-store';

const NOW = Date.UTC(2026, 5, 1, 12);
const MADE = '2026-06-01T10:00:00.000Z';
const made = Date.parse(MADE);

function readAs(kind: 'session' | 'bearer', signedInAt: number, item: object = {}) {
  const store = memoryProfileStore();
  store.putUser({ ...newUser('ana'), createdAt: MADE, ...item });
  const caller = { userId: 'ana', kind, signedInAt };
  return callerStore(store, caller, { now: () => new Date(NOW) }).readUser('ana');
}

test.each([
  ['the very moment that the user was made', made, {}],
  ['later', made + 1, {}],
  ['before, where the time is none', made - 1, { createdAt: 'hace mucho' }],
  ['before, where the time is empty', made - 1, { createdAt: '' }],
  ['before a time that is yet to come', made, { createdAt: '2027-01-01T00:00:00Z' }],
])('a session is valid from %s', async (_when, at, item) => {
  expect(await readAs('session', at, item)).toMatchObject({ userId: 'ana' });
});

test('a session older than its user belongs to an erased user and is invalid', async () => {
  await expect(readAs('session', made - 1)).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('a token issued before its user was created is valid', async () => {
  expect(await readAs('bearer', made - 5000)).toMatchObject({ userId: 'ana' });
});

test.each([
  ['session', 'unauthenticated'],
  ['bearer', 'invalid_token'],
] as const)('a %s from before signing out everywhere is invalid', async (kind, code) => {
  const item = { sessionsValidFrom: made + 10 };
  await expect(readAs(kind, made + 9, item)).rejects.toMatchObject({ code });
  expect(await readAs(kind, made + 10, item)).not.toBeNull();
});

test('the store of a caller answers for no other user', async () => {
  const store = memoryProfileStore();
  for (const userId of ['ana', 'eva']) store.putUser({ ...newUser(userId), createdAt: MADE });
  const ana = { userId: 'ana', kind: 'session', signedInAt: made } as const;
  const own = callerStore(store, ana, { now: () => new Date(NOW) });
  const change = { userId: 'eva', user: { names: { nombre: 'X' } }, images: [], events: [] };
  const calls = [
    () => own.readUser('eva'),
    () => own.readImage('eva', 'i'),
    () => own.listImages('eva', 1, null, 0),
    () => own.listEvents('eva', 0),
    () => own.commit(change),
  ];
  for (const call of calls) await expect(call()).rejects.toThrow('cannot read another user');
  expect(await store.readUser('eva')).toMatchObject({ nombre: 'Ana' });
});

test('a user that was read ahead is returned once, then read again', async () => {
  const store = memoryProfileStore();
  store.putUser({ ...newUser('ana'), createdAt: MADE });
  const { readUser } = store;
  let reads = 0;
  store.readUser = (userId) => {
    reads += 1;
    return readUser(userId);
  };
  const ana = { userId: 'ana', kind: 'session', signedInAt: made } as const;
  const own = callerStore(store, ana, { now: () => new Date(NOW) });
  await own.readAhead();
  expect(await own.readUser('ana')).toMatchObject({ userId: 'ana' });
  expect(reads).toBe(1);
  store.putUser({ ...newUser('ana'), createdAt: MADE, sessionsValidFrom: made + 1 });
  await expect(own.readUser('ana')).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(reads).toBe(2);
});

test('what is read ahead answers the next read of the user and of that image, once', async () => {
  const memory = memoryPortsWithAgent();
  const image = await issueOne(memory);
  const other = await issueOne(memory);
  const reads: string[] = [];
  const counted = {
    ...memory.store,
    readUser: (id: string) => {
      reads.push(id);
      return memory.store.readUser(id);
    },
    readImage: (id: string, imageId: string) => {
      reads.push(imageId);
      return memory.store.readImage(id, imageId);
    },
  };
  const caller = { userId: AGENT, kind: 'bearer', signedInAt: NOW } as const;
  const store = callerStore(counted, caller, memory.clock);
  const { imageId } = image;

  await store.readAhead(imageId);
  expect(await store.readUser(AGENT)).toMatchObject({ userId: AGENT });
  expect(await store.readImage(AGENT, imageId)).toEqual(image);
  expect(reads.splice(0)).toEqual(expect.arrayContaining([AGENT, imageId]));
  await store.readImage(AGENT, imageId);
  expect(reads.splice(0)).toEqual([imageId]);

  await store.readAhead(imageId);
  expect(await store.readImage(AGENT, other.imageId)).toEqual(other);

  // A second read of the user is a retry, which needs the image as it is now.
  await store.readAhead(imageId);
  await store.readUser(AGENT);
  await store.readUser(AGENT);
  reads.length = 0;
  await store.readImage(AGENT, imageId);
  expect(reads).toEqual([imageId]);
});
