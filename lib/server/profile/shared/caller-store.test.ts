// Whether a sign-in is still valid, given the user's item.

import { newUser } from '@/test/profile/memory-ports';
import { memoryProfileStore } from '@/test/profile/memory-profile-store';
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
