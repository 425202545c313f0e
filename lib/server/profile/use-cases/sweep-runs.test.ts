// Runs of the sweep: batches, concurrent runs, failures, and runs that are stopped. On the in-memory adapters.
import { UnavailableError } from '@/lib/server/shared/errors';
import { newUser } from '@/test/profile/memory-ports';
import {
  AGENT,
  BY,
  eventsOf,
  HOUR,
  issueOne,
  memoryPortsWithAgent,
  showOne,
  uploadOne,
} from '@/test/profile/start-states';
import { removeImage } from './remove-image';
import { sweep } from './sweep-images';

const unavailable = () => Promise.reject(new UnavailableError('S3 cannot answer now'));

test('two concurrent runs have the same result as one', async () => {
  const memory = memoryPortsWithAgent();
  const images = [await showOne(memory), await showOne(memory), await uploadOne(memory)];
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(2 * memory.policy.imageRetention);
  await Promise.all([sweep(memory), sweep(memory), sweep(memory)]);
  expect(memory.storage.keys()).toEqual([]);
  for (const image of images) {
    const events = eventsOf(memory, image);
    expect(events.filter((type) => type === 'deleting' || type === 'deleted')).toEqual([
      'deleting',
      'deleted',
    ]);
  }
});

test('the objects of many images are deleted by one request', async () => {
  const memory = memoryPortsWithAgent();
  const images = [];
  for (let count = 0; count < 20; count++) images.push(await uploadOne(memory));
  memory.clock.advance(HOUR);
  const { delete: remove } = memory.storage;
  const requests: string[][] = [];
  memory.storage.delete = (keys) => {
    requests.push(keys);
    return remove(keys);
  };
  expect(await sweep(memory)).toMatchObject({ deleted: 20, failed: 0 });
  expect(requests).toHaveLength(1);
  expect(requests[0]).toEqual(expect.arrayContaining(images.map(({ uploadKey }) => uploadKey)));
  expect(memory.storage.keys()).toEqual([]);
});

test('images that fail because of a service are counted, and finished by the next run', async () => {
  const memory = memoryPortsWithAgent();
  const first = await uploadOne(memory);
  await uploadOne(memory);
  memory.clock.advance(HOUR);
  const remove = memory.storage.delete;
  memory.storage.delete = (keys) =>
    keys.includes(first.key) ? unavailable() : remove.call(memory.storage, keys);
  expect(await sweep(memory)).toMatchObject({ examined: 2, failed: 1, deleted: 1 });
  memory.storage.delete = remove;
  expect(await sweep(memory)).toMatchObject({ examined: 1, failed: 0, deleted: 1 });
  expect(memory.storage.keys()).toEqual([]);
});

test('a permanent failure does not stop the other images, and is thrown', async () => {
  const memory = memoryPortsWithAgent();
  const first = await uploadOne(memory);
  await uploadOne(memory);
  memory.clock.advance(HOUR);
  const { readImage } = memory.store;
  memory.store.readImage = async (userId, imageId) => {
    if (imageId === first.imageId) throw new Error('AccessDenied');
    return readImage(userId, imageId);
  };
  await expect(sweep(memory)).rejects.toThrow('AccessDenied');
  expect(memory.storage.keys()).toEqual([first.uploadKey]);
});

test('fails if the index cannot be read', async () => {
  const memory = memoryPortsWithAgent();
  memory.store.listDue = unavailable;
  await expect(sweep(memory)).rejects.toThrow(UnavailableError);
});

test('one run processes several batches, and reports whether more is left', async () => {
  const memory = memoryPortsWithAgent();
  memory.policy.openUploads = 2000;
  for (let count = 0; count < 1051; count++) {
    const userId = `agente-${count}`;
    memory.store.putUser(newUser(userId));
    const image = await issueOne(memory);
    await memory.store.commit({
      userId,
      images: [{ before: null, after: { ...image, userId, imageId: userId } }],
      events: [],
    });
    memory.clock.advance(0.001);
  }
  memory.clock.advance(HOUR);
  // Stop time, since a run also ends after a time limit.
  memory.clock.sleep = async () => {};
  const { listDue } = memory.store;
  memory.store.listDue = (now, limit, from) => {
    expect(limit).toBeLessThanOrEqual(100);
    return listDue(now, limit, from);
  };
  const first = await sweep(memory);
  expect(first).toMatchObject({ examined: 1000, more: true });
  expect((await sweep(memory)).more).toBe(true);
  expect(await sweep(memory)).toMatchObject({ examined: 102, more: false });
});

test('a stopped run finishes what it started, reports it, and that there is more', async () => {
  const memory = memoryPortsWithAgent();
  for (let count = 0; count < 20; count++) await issueOne(memory);
  memory.clock.advance(HOUR);
  const controller = new AbortController();
  const seen: number[] = [];
  const report = await sweep(memory, {
    signal: controller.signal,
    onProgress: ({ examined }) => {
      seen.push(examined);
      controller.abort();
    },
  });
  // Once after the images, and once after their objects.
  expect(seen).toEqual([8, 8]);
  expect(report).toMatchObject({ examined: 8, deleted: 8, failed: 0, more: true });
  expect(await sweep(memory)).toMatchObject({ examined: 12, deleted: 12, more: false });
});

test('at its time limit a run starts nothing new and reports that there is more, and the next one continues', async () => {
  const memory = memoryPortsWithAgent();
  const images = 20;
  for (let count = 0; count < images; count++) await issueOne(memory);
  memory.clock.advance(HOUR);
  const { commit } = memory.store;
  memory.store.commit = async (change) => {
    memory.clock.advance(20);
    return commit(change);
  };
  const first = await sweep(memory);
  expect(first).toMatchObject({ more: true, failed: 0 });
  expect(first.examined).toBeGreaterThan(0);
  expect(first.examined).toBeLessThan(images);
  expect(first.deleted).toBe(first.examined);
  let deleted = first.deleted;
  for (let report = first; report.more; deleted += report.deleted) report = await sweep(memory);
  expect(deleted).toBe(images);
});
