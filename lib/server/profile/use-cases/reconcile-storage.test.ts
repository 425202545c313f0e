// Comparing the bucket with the tables: orphans, foreign and missing objects.

import { initialsKey, profileKey, uploadKey } from '@/lib/server/profile/domain/object-keys';
import type { ListedObject } from '@/lib/server/profile/ports';
import { ServiceRefusalError, UnavailableError } from '@/lib/server/shared/errors';
import { GOOD, type MemoryPorts } from '@/test/profile/memory-ports';
import {
  AGENT,
  HOUR,
  imageOf,
  memoryPortsWithAgent,
  putLegacyUser,
  putUpload,
  showOne,
  uploadOne,
} from '@/test/profile/start-states';
import { storedKeys } from '@/test/profile/stored-keys';
import { deleteOrphans, isCursor, type ReconcileRun, reconcile } from './reconcile-storage';

const ID = '01989f6e-0000-7000-8000-000000000001';
const V4 = '0b7f5a52-1c1e-4a3b-9f6a-6f4d2f0a1b2c';

async function found(memory: MemoryPorts, run: ReconcileRun = {}) {
  const orphans: string[] = [];
  const foreign: string[] = [];
  const missing: string[] = [];
  if (run.from === undefined) memory.clock.advance(3 * HOUR);
  const { next } = await reconcile(
    memory,
    {
      orphans: async (objects) => void orphans.push(...objects.map(({ key }) => key)),
      foreign: async (keys) => void foreign.push(...keys),
      missing: async (key) => void missing.push(key),
    },
    run,
  );
  if (!run.signal) expect(next).toBeNull();
  return { orphans, foreign, missing };
}

/** Returns only the orphans. */
async function listedOrphans(memory: MemoryPorts): Promise<ListedObject[]> {
  const listed: ListedObject[] = [];
  memory.clock.advance(3 * HOUR);
  await reconcile(memory, {
    orphans: async (objects) => void listed.push(...objects),
    foreign: async () => {},
    missing: async () => {},
  });
  return listed;
}

/** Creates several pages of orphans, and some images with a missing object. */
async function aFullBucket() {
  const memory = memoryPortsWithAgent();
  const id = (n: number) => ID.replace(/.{12}$/, String(n).padStart(12, '0'));
  for (let n = 0; n < 2300; n++)
    memory.storage.put(profileKey('nobody', id(n), 'image/png'), GOOD, 'image/png');
  for (let n = 0; n < 1100; n++)
    memory.storage.put(uploadKey('nobody', id(n), 'image/png'), GOOD, 'image/png');
  for (let n = 0; n < 5; n++) {
    const { key } = await showOne(memory);
    await memory.storage.delete([key]);
  }
  return memory;
}

/** Counts the calls of a port's methods from now on. */
function countCalls<Port extends object>(port: Port): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const [name, member] of Object.entries(port)) {
    if (typeof member !== 'function') continue;
    Reflect.set(port, name, (...given: unknown[]) => {
      calls[name] = (calls[name] ?? 0) + 1;
      return Reflect.apply(member, port, given);
    });
  }
  return calls;
}

test('objects of shown images and pending uploads are owned', async () => {
  const memory = memoryPortsWithAgent();
  await showOne(memory);
  await uploadOne(memory);
  expect(await found(memory)).toEqual({ orphans: [], foreign: [], missing: [] });
});

test('an object in our key format without a record is an orphan', async () => {
  const memory = memoryPortsWithAgent();
  const keys = [
    profileKey('nobody', ID, 'image/png'),
    uploadKey('auth0|5f7c', ID, 'image/jpeg'),
    `profiles/${AGENT}/key-${'a'.repeat(43)}/medium.webp`,
    `profiles/${AGENT}/${ID}/large.webp`,
  ];
  for (const key of keys) memory.storage.put(key, GOOD, 'image/png');
  const { orphans, foreign } = await found(memory);
  expect(orphans.sort()).toEqual(keys.sort());
  expect(foreign).toEqual([]);
});

test('a picture of initials is owned, although no record names it', async () => {
  const memory = memoryPortsWithAgent();
  memory.storage.put(initialsKey('AR'), GOOD, 'image/png');
  expect(await found(memory)).toEqual({ orphans: [], foreign: [], missing: [] });
});

test('an object of another program is foreign, never an orphan', async () => {
  const memory = memoryPortsWithAgent();
  const keys = [
    `profiles/agente/${V4}.jpg`,
    'profiles/company/large/thumbnail.webp',
    'profiles/contracts/2026/poliza.pdf',
    'profiles/logo.png',
    'uploads/agente/poliza.pdf',
    `uploads/contracts/${V4}.jpg`,
  ];
  for (const key of keys) memory.storage.put(key, GOOD, 'image/png');
  expect(await found(memory)).toEqual({ orphans: [], foreign: keys, missing: [] });
});

test('an object of two hours or less may belong to an upload in progress, and is left out', async () => {
  const memory = memoryPortsWithAgent();
  const [old, young] = [1, 2].map((n) =>
    profileKey('nobody', ID.replace(/1$/, `${n}`), 'image/png'),
  );
  memory.storage.put(old ?? '', GOOD, 'image/png');
  memory.clock.advance(1);
  memory.storage.put(young ?? '', GOOD, 'image/png');
  memory.clock.advance(2 * HOUR);
  // With `from`, the helper does not advance the clock.
  expect((await found(memory, { from: 'profiles' })).orphans).toEqual([old]);
  expect((await found(memory)).orphans).toEqual([old, young]);
});

test('a legacy image is owned while it is on the profile, and foreign afterwards', async () => {
  const memory = memoryPortsWithAgent();
  const key = `profiles/${AGENT}/vieja.jpg`;
  putLegacyUser(memory, key);
  memory.storage.put(key, GOOD, 'image/jpeg');
  expect(await found(memory)).toEqual({ orphans: [], foreign: [], missing: [] });
  await memory.store.deleteUser(AGENT);
  expect(await found(memory)).toEqual({ orphans: [], foreign: [key], missing: [] });
});

test('a shown image without its object is missing', async () => {
  const memory = memoryPortsWithAgent();
  const { imageId } = await showOne(memory);
  const image = await imageOf(memory, imageId);
  await memory.storage.delete(storedKeys(image));
  putUpload(memory, image);
  expect(await found(memory)).toMatchObject({ missing: storedKeys(image) });
});

test('per page of 1,000 keys one batch of records and one of users is read, and per image one listing', async () => {
  const memory = await aFullBucket();
  const [storage, store] = [countCalls(memory.storage), countCalls(memory.store)];
  const { orphans, missing } = await found(memory);
  expect([orphans.length, missing.length]).toEqual([3400, 5]);
  expect(new Set(orphans).size).toBe(3400);
  const bucketPages = 3 + 2;
  expect(storage).toMatchObject({ list: bucketPages + 5, has: 5 });
  expect(store).toMatchObject({ readImages: bucketPages, readUsers: bucketPages });
  // The in-memory store has two images per page. Each missing one is read again once.
  expect(store).toMatchObject({ listAllImages: 3, readImage: 5, readUser: 5 });
});

test('stopped after any page, the next run continues there, and everything is found once', async () => {
  const memory = await aFullBucket();
  const whole = await found(memory);
  const parts: Awaited<ReturnType<typeof found>> = { orphans: [], foreign: [], missing: [] };
  let from: string | undefined;
  let runs = 0;
  do {
    const controller = new AbortController();
    let next: string | null = null;
    const part = await found(memory, {
      ...(from !== undefined && { from }),
      signal: controller.signal,
      onProgress: (report) => {
        next = report.next;
        controller.abort();
      },
    });
    for (const kind of ['orphans', 'foreign', 'missing'] as const) parts[kind].push(...part[kind]);
    if (next !== null) expect(isCursor(next)).toBe(true);
    from = next ?? undefined;
    runs += 1;
  } while (from !== undefined);
  expect(runs).toBe(8);
  expect(parts).toEqual(whole);
});

test('an invalid cursor is rejected', () => {
  expect(
    ['', 'p', 'profile', 'profilesx', 'other/a', 'uploadsx/a', 'records'].filter(isCursor),
  ).toEqual([]);
});

test('if an engine fails midway, the last progress report has the cursor', async () => {
  const memory = await aFullBucket();
  const whole = await found(memory);
  const { readImages } = memory.store;
  let reads = 0;
  memory.store.readImages = async (names) => {
    reads += 1;
    if (reads >= 3) throw new UnavailableError('DynamoDB cannot answer now');
    return readImages(names);
  };
  let next: string | null = null;
  const run: ReconcileRun = {
    onProgress: (report) => {
      next = report.next;
    },
  };
  await expect(found(memory, run)).rejects.toThrow(UnavailableError);
  memory.store.readImages = readImages;
  const { orphans } = await found(memory, { from: next ?? '' });
  expect(orphans.length).toBeLessThan(whole.orphans.length);
  expect(orphans).toEqual(whole.orphans.slice(-orphans.length));
});

test('deletes only orphans', async () => {
  const memory = memoryPortsWithAgent();
  const { key } = await showOne(memory);
  const orphan = profileKey('nobody', ID, 'image/png');
  memory.storage.put(orphan, GOOD, 'image/png');
  const { deleted, kept } = await deleteOrphans(memory, await listedOrphans(memory));
  expect([deleted, kept]).toEqual([[orphan], []]);
  expect(memory.storage.keys()).not.toContain(orphan);
  expect(memory.storage.keys()).toContain(key);
});

test('does not delete objects that were written since they were listed or are owned by now', async () => {
  const memory = memoryPortsWithAgent();
  const [written = '', owned = '', orphan = ''] = [1, 2, 3].map((n) =>
    profileKey(AGENT, ID.replace(/1$/, `${n}`), 'image/png'),
  );
  for (const key of [written, owned, orphan]) memory.storage.put(key, GOOD, 'image/png');
  const listed = await listedOrphans(memory);
  expect(listed).toHaveLength(3);
  memory.storage.put(written, Buffer.from('another picture'), 'image/png');
  putLegacyUser(memory, owned);
  const { deleted, kept } = await deleteOrphans(memory, listed);
  expect(deleted).toEqual([orphan]);
  expect(kept.sort()).toEqual([written, owned].sort());
  expect(memory.storage.keys().sort()).toEqual([written, owned].sort());
});

test('an upload that arrives during the listing is not touched', async () => {
  const memory = memoryPortsWithAgent();
  const { list } = memory.storage;
  memory.storage.list = async (prefix, after) => {
    if (prefix === 'profiles/' || prefix === 'uploads/') await showOne(memory);
    return list(prefix, after);
  };
  expect(await found(memory)).toEqual({ orphans: [], foreign: [], missing: [] });
});

test('a failed read is retried for half a minute, a refused one is not', async () => {
  const memory = await aFullBucket();
  const whole = await found(memory);
  const { list } = memory.storage;
  const { listAllImages } = memory.store;
  const failures = { list: 5, listAllImages: 5 };
  memory.storage.list = async (...query) => {
    if (failures.list-- > 0) throw new UnavailableError('S3 cannot answer now');
    return list(...query);
  };
  memory.store.listAllImages = async (...query) => {
    if (failures.listAllImages-- > 0) throw new UnavailableError('DynamoDB cannot answer now');
    return listAllImages(...query);
  };
  const before = memory.clock.now().getTime();
  expect(await found(memory, { from: 'profiles' })).toEqual(whole);
  expect((memory.clock.now().getTime() - before) / 1000).toBe(2 * (1 + 2 + 4 + 8 + 16));

  let lists = 0;
  memory.storage.list = async () => {
    lists += 1;
    throw new ServiceRefusalError('S3', 'bucket photos', new Error('AccessDenied'));
  };
  await expect(found(memory)).rejects.toThrow(ServiceRefusalError);
  expect(lists).toBe(1);
});

test('an image that is replaced and swept while the records are read is not missing', async () => {
  const memory = memoryPortsWithAgent();
  const { imageId } = await showOne(memory);
  const { listAllImages } = memory.store;
  memory.store.listAllImages = async (from) => {
    const page = await listAllImages(from);
    const image = await imageOf(memory, imageId);
    await memory.storage.delete(storedKeys(image));
    const after = { ...image, state: 'deleted' as const, rev: image.rev + 1 };
    await memory.store.commit({ userId: AGENT, images: [{ before: image, after }], events: [] });
    return page;
  };
  expect((await found(memory)).missing).toEqual([]);
});
