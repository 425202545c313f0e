// The export contains everything stored about one user, and nothing about others.

import { BAD, caller, newUser } from '@/test/profile/memory-ports';
import {
  AGENT,
  BY,
  HOUR,
  issueOne,
  memoryPortsWithAgent,
  showOne,
  uploadOne,
} from '@/test/profile/start-states';
import { endSessions } from './end-sessions';
import { exportProfile } from './export-profile';
import { getProfile } from './get-profile';
import { issueUpload } from './issue-upload';
import { sweep } from './sweep-images';

const OTHER = 'colega';
/** Internal values that are not about the user: counters, and marks of scheduled work. */
const INTERNAL = [
  'rev',
  'seq',
  'imageSeq',
  'lease',
  'dueAt',
  'eventId',
  'imageId',
  'uploadKey',
  'userId',
];

test('contains every stored value', async () => {
  const memory = memoryPortsWithAgent();
  memory.store.putUser(newUser(OTHER));
  const theirs = { fileName: 'ajena.png', contentType: 'image/png' as const };
  await issueUpload(memory, OTHER, theirs, caller(OTHER));
  const address = '203.0.113.9';
  await showOne(memory);
  await showOne(memory);
  memory.clock.advance(25 * HOUR);
  await sweep(memory);
  await showOne(memory);
  await uploadOne(memory, BAD);
  await getProfile(memory, AGENT, { ...BY, address });
  const declared = { fileSize: 77, checksumSha256: `${'A'.repeat(42)}A=` };
  await issueOne(memory, declared);
  await endSessions(memory, { userId: AGENT, kind: 'session', signedInAt: 0 }, BY);

  const told = await exportProfile(memory, AGENT, BY);
  const text = JSON.stringify(told);
  const user = await memory.store.readUser(AGENT);
  const images = memory.store.images().filter(({ userId }) => userId === AGENT);
  const events = memory.store.events().filter(({ userId }) => userId === AGENT);
  expect(new Set(images.map(({ state }) => state))).toEqual(
    new Set(['deleted', 'kept', 'shown', 'rejected', 'issued']),
  );
  for (const value of wordsOf({ ...user, images: null })) expect(text).toContain(value);
  for (const value of wordsOf(images)) expect(text).toContain(value);
  for (const value of wordsOf(events)) expect(text).toContain(value);
  expect(told.images).toHaveLength(images.length);
  expect(told.events).toHaveLength(events.length);
  expect(text).toContain(address);
  expect(text).not.toMatch(/colega|ajena/);
  expect(told.images.map(({ url }) => url !== null)).toEqual(
    told.images.map(({ state }) => state === 'shown' || state === 'kept'),
  );
});

/** Returns every string and number of a record, as JSON represents them. */
function wordsOf(record: unknown): string[] {
  const words: string[] = [];
  JSON.stringify(record, (name, value) => {
    if (INTERNAL.includes(name) || value === null) return undefined;
    // Variants, each in the folder of its image, are exported by URL.
    if (name === 'key' && String(value).split('/').length > 3) return value;
    if (typeof value !== 'object') words.push(JSON.stringify(value));
    return value;
  });
  return words;
}
