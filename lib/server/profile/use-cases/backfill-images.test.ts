// The backfill on the in-memory adapters: it creates missing sizes, and resumes after a failure at any point.

import { claimForDeletion, finishDeletion } from '@/lib/server/profile/domain/deletion-steps';
import type { ImageRecord } from '@/lib/server/profile/domain/model';
import { IMAGE_VARIANTS, type VariantSpec } from '@/lib/shared/image-variants';
import { CUTS, cutProcess } from '@/test/profile/fault-injection';
import type { MemoryPorts } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  HOUR,
  imageOf,
  memoryPortsWithAgent,
  showOne,
  uploadOne,
} from '@/test/profile/start-states';
import { storedKeys } from '@/test/profile/stored-keys';
import { backfill } from './backfill-images';
import { removeImage } from './remove-image';
import { sweep } from './sweep-images';

const EXTRA: VariantSpec = {
  name: 'extra-size',
  side: 240,
  contentType: 'image/jpeg',
  quality: 80,
};
const extraOf = ({ imageId }: ImageRecord) => `profiles/${AGENT}/${imageId}/extra-size.jpg`;

function addExtra(memory: MemoryPorts): void {
  memory.policy.imageVariants = [...IMAGE_VARIANTS, EXTRA];
}

test('creates the missing size of shown and kept images once', async () => {
  const memory = memoryPortsWithAgent();
  const [kept, shown] = [await showOne(memory), await showOne(memory)];
  const waiting = await uploadOne(memory);
  addExtra(memory);
  expect(await backfill(memory)).toMatchObject({ users: 1, completed: 2, left: [] });
  const keys = [kept, shown].flatMap((image) => [...storedKeys(image), extraOf(image)]);
  expect(memory.storage.keys().sort()).toEqual([...keys, waiting.uploadKey].sort());
  for (const image of [kept, shown]) {
    const { processed, lease } = await imageOf(memory, image.imageId);
    expect(processed?.variants.at(-1)).toEqual({
      name: 'extra-size',
      key: extraOf(image),
      contentType: 'image/jpeg',
      width: 240,
    });
    expect(lease).toBeNull();
  }
  const { images } = await agentOf(memory);
  expect(images.shown?.processed).toEqual((await imageOf(memory, shown.imageId)).processed);

  const { write } = memory.storage;
  memory.storage.write = () => Promise.reject(new Error('nothing is left to write'));
  expect(await backfill(memory)).toMatchObject({ completed: 0, left: [] });
  memory.storage.write = write;
});

test('existing sizes are not created again', async () => {
  const memory = memoryPortsWithAgent();
  await showOne(memory);
  addExtra(memory);
  const asked: string[] = [];
  const { validateImage } = memory;
  memory.validateImage = (bytes, type, variants) => {
    asked.push(...variants.map(({ name }) => name));
    return validateImage(bytes, type, variants);
  };
  await backfill(memory);
  expect(asked).toEqual(['extra-size']);
});

test('skips and reports an image without a master, or leased by another process', async () => {
  const memory = memoryPortsWithAgent();
  const [gone, busy] = [await showOne(memory), await showOne(memory)];
  addExtra(memory);
  await memory.storage.delete([gone.key]);
  const until = memory.clock.now().getTime() / 1000 + 30;
  const before = await imageOf(memory, busy.imageId);
  const after = { ...before, lease: { token: 'other', until }, rev: before.rev + 1 };
  await memory.store.commit({ userId: AGENT, images: [{ before, after }], events: [] });
  expect(await backfill(memory)).toMatchObject({
    completed: 0,
    left: [
      { key: busy.key, reason: 'unavailable' },
      { key: gone.key, reason: 'not_uploaded' },
    ],
  });
  memory.clock.advance(30);
  expect(await backfill(memory)).toMatchObject({ completed: 1, left: [{ key: gone.key }] });
});

test('an image that is replaced in the meantime still gets its size', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  addExtra(memory);
  const { write } = memory.storage;
  memory.storage.write = async (...object) => {
    await write(...object);
    memory.storage.write = write;
    await removeImage(memory, AGENT, BY);
  };
  expect(await backfill(memory)).toMatchObject({ completed: 1, left: [] });
  expect((await imageOf(memory, image.imageId)).state).toBe('kept');
  memory.clock.advance(25 * HOUR);
  await sweep(memory);
  expect(memory.storage.keys()).toEqual([]);
});

test('an image that is deleted in the meantime leaves no objects', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  addExtra(memory);
  await removeImage(memory, AGENT, BY);
  const { write } = memory.storage;
  memory.storage.write = async (...object) => {
    const moment = { now: 0, actor: BY, newId: memory.newId, ...memory.policy };
    const user = await agentOf(memory);
    await memory.store.commit(claimForDeletion(user, await imageOf(memory, image.imageId), moment));
    await memory.storage.delete(memory.storage.keys());
    await memory.store.commit(finishDeletion(await imageOf(memory, image.imageId), moment));
    await write(...object);
  };
  expect(await backfill(memory)).toMatchObject({ completed: 0, left: [] });
  expect(memory.storage.keys()).toEqual([]);
});

test('the sweep does not delete a kept image while its size is created', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  addExtra(memory);
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(memory.policy.imageRetention);
  const { validateImage } = memory;
  memory.validateImage = async (...upload) => {
    expect(await sweep(memory)).toMatchObject({ examined: 1, deleted: 0 });
    return validateImage(...upload);
  };
  expect(await backfill(memory)).toMatchObject({ completed: 1 });
  expect(await sweep(memory)).toMatchObject({ deleted: 1 });
  expect(memory.storage.keys()).toEqual([]);
  expect((await imageOf(memory, image.imageId)).state).toBe('deleted');
});

test.each(CUTS)('after any call is %s, the next run completes the rest', async (cut) => {
  for (let at = 0; ; at++) {
    const memory = memoryPortsWithAgent();
    const [kept, shown] = [await showOne(memory), await showOne(memory)];
    addExtra(memory);
    const { ports, calls, killed, applyLate } = cutProcess(memory, at, cut);
    await Promise.race([backfill(ports).catch(() => {}), killed]);
    if (calls.length <= at) return;
    memory.clock.advance(31);
    await backfill(memory);
    await applyLate();
    const keys = [kept, shown].flatMap((image) => [...storedKeys(image), extraOf(image)]);
    expect([at, memory.storage.keys().sort()]).toEqual([at, keys.sort()]);
    for (const { imageId } of [kept, shown]) {
      const { processed } = await imageOf(memory, imageId);
      const names = processed?.variants.map(({ name }) => name);
      expect(names).toEqual([...IMAGE_VARIANTS.map(({ name }) => name), 'extra-size']);
    }
    expect((await agentOf(memory)).images.shown?.processed?.variants).toHaveLength(
      IMAGE_VARIANTS.length + 1,
    );
    // Afterwards the image can be removed and deleted as usual.
    await removeImage(memory, AGENT, BY);
    memory.clock.advance(25 * HOUR);
    await sweep(memory);
    expect([at, memory.storage.keys()]).toEqual([at, []]);
  }
});
