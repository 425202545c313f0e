// Erasure on the in-memory adapters: everything is deleted, and late uploads have no effect.

import { UnavailableError } from '@/lib/server/shared/errors';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import {
  caller,
  GOOD,
  type MemoryPorts,
  memoryPorts,
  newUser,
  START,
} from '@/test/profile/memory-ports';
import { eraseUser } from './erase-user';
import { getProfile } from './get-profile';
import { issueUpload } from './issue-upload';
import { processUpload } from './process-upload';
import { updateProfile } from './update-profile';

const USER = 'agente';
const OTHER = 'colega';

async function withPhotos(memory: MemoryPorts, userId: string): Promise<string> {
  memory.store.putUser(newUser(userId));
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
  let uploadKey = '';
  for (let count = 0; count < 3; count++) {
    const { presignedUrl, s3Key } = await issueUpload(memory, userId, asked, caller(userId));
    uploadKey = presignedUrl.replace('memory:', '');
    memory.storage.put(uploadKey, GOOD, 'image/png');
    await updateProfile(memory, userId, { profileImageKey: s3Key }, caller(userId));
  }
  return uploadKey;
}

test('deletes names, images and records, and reports their number; other users keep theirs', async () => {
  const memory = memoryPorts();
  await withPhotos(memory, USER);
  await withPhotos(memory, OTHER);
  const others = memory.storage.keys().filter((key) => key.includes(OTHER));
  const record = await eraseUser(memory, USER);
  expect(record).toMatchObject({
    userId: USER,
    images: 3,
    objects: 3 * (1 + IMAGE_VARIANTS.length),
    left: [],
  });
  expect(await memory.store.readUser(USER)).toBeNull();
  expect(memory.storage.keys().sort()).toEqual(others.sort());
  expect(memory.store.images().every(({ userId }) => userId === OTHER)).toBe(true);
  expect(memory.store.events().every(({ userId }) => userId === OTHER)).toBe(true);
  expect(await getProfile(memory, OTHER, caller(OTHER))).toMatchObject({ userId: OTHER });
});

test('deletes or reports an object outside the folders of the user that a newer version recorded', async () => {
  const key = `renditions/${USER}/poster.avif`;
  const withPoster = async () => {
    const memory = memoryPorts();
    await withPhotos(memory, USER);
    memory.storage.put(key, GOOD, 'image/avif');
    const before = memory.store.images().find(({ state }) => state === 'shown');
    if (!before?.processed) throw new Error('no photo is shown');
    const poster = { name: 'poster', key, contentType: 'image/avif', width: 9 };
    const processed = { ...before.processed, variants: [...before.processed.variants, poster] };
    const after = { ...before, processed, rev: before.rev + 1 };
    await memory.store.commit({ userId: USER, images: [{ before, after }], events: [] });
    return memory;
  };
  const memory = await withPoster();
  expect((await eraseUser(memory, USER)).left).toEqual([]);
  expect(memory.storage.keys()).toEqual([]);

  const stubborn = await withPoster();
  const remove = stubborn.storage.delete;
  stubborn.storage.delete = async (keys) => remove(keys.filter((one) => one !== key));
  expect((await eraseUser(stubborn, USER)).left).toEqual([key]);
});

test('an old session, a late upload and its event recreate nothing', async () => {
  const memory = memoryPorts();
  const uploadKey = await withPhotos(memory, USER);
  await eraseUser(memory, USER);
  memory.storage.put(uploadKey, GOOD, 'image/png');
  expect(await processUpload(memory, uploadKey)).toBe('user_not_found');
  expect(memory.storage.keys()).toEqual([]);
  await expect(getProfile(memory, USER, caller(USER))).rejects.toMatchObject({
    code: 'user_not_found',
  });
  await expect(updateProfile(memory, USER, { nombre: 'Eva' }, caller(USER))).rejects.toMatchObject({
    code: 'user_not_found',
  });
  expect(memory.store.images()).toEqual([]);
  expect(memory.store.events()).toEqual([]);
  expect(await memory.store.readUser(USER)).toBeNull();
});

test('waits until no upload URL is valid any more', async () => {
  const memory = memoryPorts();
  memory.store.putUser(newUser(USER));
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
  const { presignedUrl } = await issueUpload(memory, USER, asked, caller(USER));
  const { sleep } = memory.clock;
  memory.clock.sleep = async (milliseconds) => {
    memory.storage.put(presignedUrl.replace('memory:', ''), GOOD, 'image/png');
    await sleep(milliseconds);
  };
  const uploadsClosedAt = START + 300;
  const record = await eraseUser(memory, USER);
  expect(record).toMatchObject({ objects: 1, left: [], uploadsClosedAt });
  // A PUT that began just before its URL expired has had time to end.
  expect(record.erasedAt).toBeGreaterThanOrEqual(uploadsClosedAt + 60);
  expect(memory.storage.keys()).toEqual([]);
});

test('reports what could not be deleted', async () => {
  const memory = memoryPorts();
  await withPhotos(memory, USER);
  memory.store.deleteUser = async () => {};
  expect((await eraseUser(memory, USER)).left).toEqual(['the user']);
});

test('an id that looks like the encoded folder of another user does not reach it', async () => {
  const memory = memoryPorts();
  const part = `~${Buffer.from('a/b').toString('base64url')}`;
  await withPhotos(memory, 'a/b');
  const before = memory.storage.keys().length;
  await eraseUser(memory, part);
  expect(memory.storage.keys()).toHaveLength(before);
});

/** Creates an image with enough objects for several pages of a listing. */
function withManyObjects(memory: MemoryPorts, count: number): string[] {
  memory.store.putUser(newUser(USER));
  const keys = Array.from({ length: count }, (_, n) => `profiles/${USER}/${n}.png`);
  for (const key of keys) memory.storage.put(key, GOOD, 'image/png');
  return keys;
}

test('deletes many objects page by page, several pages in parallel, and reports progress', async () => {
  const memory = memoryPorts();
  withManyObjects(memory, 5500);
  const { delete: remove } = memory.storage;
  let now = 0;
  let most = 0;
  memory.storage.delete = async (keys) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    await remove(keys);
  };
  const seen: number[] = [];
  const record = await eraseUser(memory, USER, { onProgress: ({ objects }) => seen.push(objects) });
  expect(record).toMatchObject({ objects: 5500, left: [] });
  expect(seen).toEqual([0, ...Array.from({ length: 5 }, (_, n) => (n + 1) * 1000), 5500]);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(4);
});

test('an object that cannot be deleted is reported and does not stop the others', async () => {
  const memory = memoryPorts();
  const stuck = withManyObjects(memory, 2500)[1] ?? '';
  const { delete: remove } = memory.storage;
  memory.storage.delete = async (keys) => {
    await remove(keys.filter((key) => key !== stuck));
    if (keys.includes(stuck)) throw new UnavailableError('S3 did not delete every object');
  };
  const record = await eraseUser(memory, USER);
  expect(record).toMatchObject({ objects: 2499, left: [stuck] });
  expect(memory.storage.keys()).toEqual([stuck]);
});

test('stopped while waiting, it reports what is left; the next run waits as long and completes it', async () => {
  const memory = memoryPorts();
  memory.store.putUser(newUser(USER));
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
  const { presignedUrl } = await issueUpload(memory, USER, asked, caller(USER));
  memory.storage.put(presignedUrl.replace('memory:', ''), GOOD, 'image/png');
  const controller = new AbortController();
  const { sleep } = memory.clock;
  memory.clock.sleep = async (_milliseconds, signal) => {
    expect(signal).toBe(controller.signal);
    controller.abort();
  };
  const first = await eraseUser(memory, USER, { signal: controller.signal });
  expect(first).toMatchObject({ images: 1, objects: 0 });
  expect(first.left).toEqual(expect.arrayContaining(['records of images', expect.any(String)]));
  memory.clock.sleep = sleep;
  const second = await eraseUser(memory, USER);
  expect(second).toMatchObject({ images: 1, objects: 1, left: [] });
  expect(second.erasedAt).toBeGreaterThanOrEqual(START + 360);
});

test('an erasure by the user waits for the lease of a process, but not for upload URLs', async () => {
  const memory = memoryPorts();
  await withPhotos(memory, USER);
  const waits: number[] = [];
  memory.clock.sleep = async (milliseconds) => void waits.push(milliseconds);
  const { uploadsClosedAt } = await eraseUser(memory, USER, { waitForUploads: false });
  expect(waits).toEqual([0]);
  expect(uploadsClosedAt).toBe(START + URL_LIFETIME_SECONDS);
});

test('a user that another program owns stays, without the attributes of this app', async () => {
  const memory = memoryPorts();
  memory.policy.ownsUsers = false;
  await withPhotos(memory, USER);
  const { deleteUser } = memory.store;
  // As the store in DynamoDB does it; its own test is beside it.
  memory.store.deleteUser = async (userId) => {
    await deleteUser(userId);
    memory.store.putUser(newUser(userId));
  };
  expect(await eraseUser(memory, USER)).toMatchObject({ userKept: true, left: [] });
  memory.store.deleteUser = async () => {};
  await withPhotos(memory, USER);
  expect((await eraseUser(memory, USER)).left).toContain('the user');
});
