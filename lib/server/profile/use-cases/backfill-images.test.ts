// The backfill on the in-memory adapters: it creates missing sizes, and resumes after a failure at any point.

import { claimForDeletion, finishDeletion } from '@/lib/server/profile/domain/deletion-steps';
import type { ImageRecord } from '@/lib/server/profile/domain/model';
import { IMAGE_VARIANTS, type VariantSpec } from '@/lib/shared/image-variants';
import { CUTS, cutProcess } from '@/test/profile/cut';
import type { World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  agentsWorld,
  BY,
  HOUR,
  imageOf,
  showOne,
  uploadOne,
} from '@/test/profile/scenes';
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

function addExtra(here: World): void {
  here.policy.imageVariants = [...IMAGE_VARIANTS, EXTRA];
}

test('creates the missing size of shown and kept images once', async () => {
  const here = agentsWorld();
  const [kept, shown] = [await showOne(here), await showOne(here)];
  const waiting = await uploadOne(here);
  addExtra(here);
  expect(await backfill(here)).toMatchObject({ users: 1, completed: 2, left: [] });
  const keys = [kept, shown].flatMap((image) => [...storedKeys(image), extraOf(image)]);
  expect(here.storage.keys().sort()).toEqual([...keys, waiting.uploadKey].sort());
  for (const image of [kept, shown]) {
    const { proven, lease } = await imageOf(here, image.imageId);
    expect(proven?.variants.at(-1)).toEqual({
      name: 'extra-size',
      key: extraOf(image),
      contentType: 'image/jpeg',
      width: 240,
    });
    expect(lease).toBeNull();
  }
  const { images } = await agentOf(here);
  expect(images.shown?.proven).toEqual((await imageOf(here, shown.imageId)).proven);

  const { write } = here.storage;
  here.storage.write = () => Promise.reject(new Error('nothing is left to write'));
  expect(await backfill(here)).toMatchObject({ completed: 0, left: [] });
  here.storage.write = write;
});

test('existing sizes are not created again', async () => {
  const here = agentsWorld();
  await showOne(here);
  addExtra(here);
  const asked: string[] = [];
  const { validateImage } = here;
  here.validateImage = (bytes, type, variants) => {
    asked.push(...variants.map(({ name }) => name));
    return validateImage(bytes, type, variants);
  };
  await backfill(here);
  expect(asked).toEqual(['extra-size']);
});

test('skips and reports an image without a master, or leased by another process', async () => {
  const here = agentsWorld();
  const [gone, busy] = [await showOne(here), await showOne(here)];
  addExtra(here);
  await here.storage.delete([gone.key]);
  const until = here.clock.now().getTime() / 1000 + 30;
  const before = await imageOf(here, busy.imageId);
  const after = { ...before, lease: { token: 'other', until }, rev: before.rev + 1 };
  await here.store.commit({ userId: AGENT, images: [{ before, after }], events: [] });
  expect(await backfill(here)).toMatchObject({
    completed: 0,
    left: [
      { key: busy.key, reason: 'unavailable' },
      { key: gone.key, reason: 'not_uploaded' },
    ],
  });
  here.clock.advance(30);
  expect(await backfill(here)).toMatchObject({ completed: 1, left: [{ key: gone.key }] });
});

test('an image that is replaced in the meantime still gets its size', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  addExtra(here);
  const { write } = here.storage;
  here.storage.write = async (...object) => {
    await write(...object);
    here.storage.write = write;
    await removeImage(here, AGENT, BY);
  };
  expect(await backfill(here)).toMatchObject({ completed: 1, left: [] });
  expect((await imageOf(here, image.imageId)).state).toBe('kept');
  here.clock.advance(25 * HOUR);
  await sweep(here);
  expect(here.storage.keys()).toEqual([]);
});

test('an image that is deleted in the meantime leaves no objects', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  addExtra(here);
  await removeImage(here, AGENT, BY);
  const { write } = here.storage;
  here.storage.write = async (...object) => {
    const moment = { now: 0, actor: BY, newId: here.newId, ...here.policy };
    const user = await agentOf(here);
    await here.store.commit(claimForDeletion(user, await imageOf(here, image.imageId), moment));
    await here.storage.delete(here.storage.keys());
    await here.store.commit(finishDeletion(await imageOf(here, image.imageId), moment));
    await write(...object);
  };
  expect(await backfill(here)).toMatchObject({ completed: 0, left: [] });
  expect(here.storage.keys()).toEqual([]);
});

test('the sweep does not delete a kept image while its size is created', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  addExtra(here);
  await removeImage(here, AGENT, BY);
  here.clock.advance(here.policy.imageRetention);
  const { validateImage } = here;
  here.validateImage = async (...upload) => {
    expect(await sweep(here)).toMatchObject({ examined: 1, deleted: 0 });
    return validateImage(...upload);
  };
  expect(await backfill(here)).toMatchObject({ completed: 1 });
  expect(await sweep(here)).toMatchObject({ deleted: 1 });
  expect(here.storage.keys()).toEqual([]);
  expect((await imageOf(here, image.imageId)).state).toBe('deleted');
});

test.each(CUTS)('after any call is %s, the next run completes the rest', async (cut) => {
  for (let at = 0; ; at++) {
    const here = agentsWorld();
    const [kept, shown] = [await showOne(here), await showOne(here)];
    addExtra(here);
    const { ports, calls, killed, applyLate } = cutProcess(here, at, cut);
    await Promise.race([backfill(ports).catch(() => {}), killed]);
    if (calls.length <= at) return;
    here.clock.advance(31);
    await backfill(here);
    await applyLate();
    const keys = [kept, shown].flatMap((image) => [...storedKeys(image), extraOf(image)]);
    expect([at, here.storage.keys().sort()]).toEqual([at, keys.sort()]);
    for (const { imageId } of [kept, shown]) {
      const { proven } = await imageOf(here, imageId);
      const names = proven?.variants.map(({ name }) => name);
      expect(names).toEqual([...IMAGE_VARIANTS.map(({ name }) => name), 'extra-size']);
    }
    expect((await agentOf(here)).images.shown?.proven?.variants).toHaveLength(
      IMAGE_VARIANTS.length + 1,
    );
    // Afterwards the image can be removed and deleted as usual.
    await removeImage(here, AGENT, BY);
    here.clock.advance(25 * HOUR);
    await sweep(here);
    expect([at, here.storage.keys()]).toEqual([at, []]);
  }
});
