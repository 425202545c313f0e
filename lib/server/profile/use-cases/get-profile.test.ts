// Reading a profile on the in-memory adapters: for a page as stored, for the API after processing uploads.

import { UnavailableError } from '@/lib/server/shared/errors';
import { BAD } from '@/test/profile/memory-ports';
import {
  AGENT,
  BY,
  countCommits,
  HOUR,
  issueOne,
  JPEG,
  memoryPortsWithAgent,
  putLegacyUser,
  showOne,
  uploadOne,
} from '@/test/profile/start-states';
import { getProfile, readProfile } from './get-profile';
import { removeImage } from './remove-image';

test('a read processes an upload that the client never confirmed', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  expect(await getProfile(memory, AGENT, BY)).toMatchObject({
    profileImageKey: image.key,
    profileImageUrl: `memory:${image.key}`,
    profileImageUrlExpiresIn: 300,
    profileImageStatus: 'shown',
    profileImageContentType: 'image/png',
    profileImageFileName: 'foto.png',
    profileImagePlaceholder: 'AAAA',
    profileImagePending: null,
  });
});

test('returns the variants with name, format, width and URL, smallest first', async () => {
  const memory = memoryPortsWithAgent();
  memory.policy.imageVariants = [
    { name: 'large', side: 768, contentType: 'image/webp', quality: 80 },
    { name: 'email', side: 240, contentType: 'image/jpeg', quality: 80 },
  ];
  const { imageId } = await showOne(memory);
  const folder = `memory:profiles/${AGENT}/${imageId}`;
  expect((await getProfile(memory, AGENT, BY)).profileImageVariants).toEqual([
    { name: 'email', contentType: 'image/jpeg', width: 240, url: `${folder}/email.jpg` },
    { name: 'large', contentType: 'image/webp', width: 768, url: `${folder}/large.webp` },
  ]);
});

test('a legacy image is validated and returned while an upload that never comes is pending', async () => {
  const memory = memoryPortsWithAgent();
  const key = `profiles/${AGENT}/vieja.jpg`;
  putLegacyUser(memory, key);
  memory.storage.put(key, JPEG, 'image/jpeg');
  const pending = await issueOne(memory);
  expect(await getProfile(memory, AGENT, BY)).toMatchObject({
    profileImageKey: key,
    profileImageStatus: 'pending',
    profileImagePending: { key: pending.key, reason: null },
  });
});

test('reading for a page processes and writes nothing', async () => {
  const memory = memoryPortsWithAgent();
  const shown = await showOne(memory);
  const waiting = await uploadOne(memory);
  const commits = countCommits(memory);
  expect(await readProfile(memory, AGENT)).toMatchObject({
    profile: {
      profileImageKey: shown.key,
      profileImageStatus: 'pending',
      profileImagePending: { key: waiting.key, reason: null },
    },
  });
  expect(commits()).toBe(0);
});

test('the page has earlier photos once a photo was replaced or removed, or imported and replaced', async () => {
  const memory = memoryPortsWithAgent();
  const hasEarlierPhotos = async () => (await readProfile(memory, AGENT))?.hasEarlierPhotos;
  expect(await hasEarlierPhotos()).toBe(false);
  await showOne(memory);
  expect(await hasEarlierPhotos()).toBe(false);
  await removeImage(memory, AGENT, BY);
  expect(await hasEarlierPhotos()).toBe(true);

  const legacy = memoryPortsWithAgent();
  putLegacyUser(legacy, `profiles/${AGENT}/vieja.jpg`);
  expect((await readProfile(legacy, AGENT))?.hasEarlierPhotos).toBe(false);
  await showOne(legacy);
  expect((await readProfile(legacy, AGENT))?.hasEarlierPhotos).toBe(true);
});

test('a failed upload leaves the shown photo, and the read returns the reason', async () => {
  const memory = memoryPortsWithAgent();
  const shown = await showOne(memory);
  const failed = await uploadOne(memory, BAD);
  for (let read = 0; read < 2; read++) {
    expect(await getProfile(memory, AGENT, BY)).toMatchObject({
      profileImageKey: shown.key,
      profileImageStatus: 'rejected',
      profileImagePending: { key: failed.key, reason: 'corrupt' },
    });
  }
});

test('a read while S3 is down returns the last validated photo', async () => {
  const memory = memoryPortsWithAgent();
  const shown = await showOne(memory);
  await issueOne(memory);
  memory.storage.read = () => Promise.reject(new UnavailableError('S3 cannot answer now'));
  expect(await getProfile(memory, AGENT, BY)).toMatchObject({
    profileImageKey: shown.key,
    profileImageStatus: 'pending',
  });
});

test('a read during which processing fails with a bug returns the last validated photo and logs the error', async () => {
  const memory = memoryPortsWithAgent();
  const shown = await showOne(memory);
  await uploadOne(memory);
  const told: unknown[] = [];
  memory.log.error = (fields, message) => void told.push([fields, message]);
  const err = Object.assign(new Error('no right'), { name: 'AccessDenied' });
  memory.storage.read = () => Promise.reject(err);
  expect(await getProfile(memory, AGENT, BY)).toMatchObject({
    profileImageKey: shown.key,
    profileImageStatus: 'pending',
  });
  expect(told).toEqual([
    [{ userId: AGENT, err }, 'Error processing an image: AccessDenied: no right'],
  ]);
});

/** Counts the calls of S3 that look for an object or read one. */
function countLooks(memory: ReturnType<typeof memoryPortsWithAgent>): () => number {
  let looks = 0;
  const { has, read } = memory.storage;
  memory.storage.has = (...given) => {
    looks += 1;
    return has(...given);
  };
  memory.storage.read = (...given) => {
    looks += 1;
    return read(...given);
  };
  return () => looks;
}

test('a missing upload costs one S3 call per read, and after its URL has expired one call in total', async () => {
  const memory = memoryPortsWithAgent();
  await issueOne(memory);
  const looks = countLooks(memory);
  for (let read = 0; read < 3; read++) await getProfile(memory, AGENT, BY);
  expect(looks()).toBe(3);
  memory.clock.advance(310);
  for (let read = 0; read < 3; read++) await getProfile(memory, AGENT, BY);
  expect(looks()).toBe(4);
  memory.clock.advance(HOUR);
  expect((await getProfile(memory, AGENT, BY)).profileImageStatus).toBe('none');
});

test('an upload that was never confirmed is shown long after its URL has expired, also if a page was read in between', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  memory.clock.advance(1800);
  expect((await readProfile(memory, AGENT))?.profile.profileImageStatus).toBe('pending');
  expect(await getProfile(memory, AGENT, BY)).toMatchObject({ profileImageKey: image.key });
});

test('a read during which S3 is down still returns the profile', async () => {
  const memory = memoryPortsWithAgent();
  await uploadOne(memory);
  memory.storage.has = () => Promise.reject(new UnavailableError('S3 is down'));
  expect(await getProfile(memory, AGENT, BY)).toMatchObject({ profileImageStatus: 'pending' });
});
