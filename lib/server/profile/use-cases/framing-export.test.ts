// The source picture of an image in the export, the archive and the reconciliation, on the in-memory adapters.
import { framingKey, framingUploadKey } from '@/lib/server/profile/domain/object-keys';
import {
  CROP,
  frameOne,
  issueFramingOf,
  PICTURE,
  RETENTION,
  uploadFraming,
} from '@/test/profile/framings';
import type { MemoryPorts } from '@/test/profile/memory-ports';
import { AGENT, BY, HOUR, memoryPortsWithAgent, showOne } from '@/test/profile/start-states';
import { exportArchive } from './export-archive';
import { exportProfile } from './export-profile';
import { reconcile } from './reconcile-storage';
import { removeImage } from './remove-image';
import { sweep } from './sweep-images';

test('the export has the picture while its image is shown or kept, and the archive has the file', async () => {
  const memory = memoryPortsWithAgent();
  const image = await frameOne(memory);
  const of = async () => (await exportProfile(memory, AGENT, BY)).images[0]?.framing;
  expect(await of()).toEqual({
    key: framingKey(image),
    contentType: 'image/jpeg',
    size: PICTURE.length,
    width: 1600,
    height: 1200,
    crop: CROP,
    url: `memory:${framingKey(image)}?as=foto-original.jpg`,
  });
  const files = [];
  for await (const file of await exportArchive(memory, AGENT, BY)) files.push(file);
  const [json, photo, original] = files;
  expect(files).toHaveLength(3);
  expect(photo?.name).toBe(`fotos/${image.imageId}.png`);
  expect(original?.name).toBe(`fotos/${image.imageId}-original.jpg`);
  expect(original?.bytes).toEqual(new Uint8Array(PICTURE));
  const [listed] = JSON.parse(Buffer.from(json?.bytes ?? []).toString()).images;
  expect(listed.framing).toMatchObject({ file: original?.name, crop: CROP });
  expect(listed.framing).not.toHaveProperty('url');

  await removeImage(memory, AGENT, BY);
  expect(await of()).not.toBeNull();
  memory.clock.advance(RETENTION);
  await sweep(memory);
  expect(await of()).toBeNull();
});

async function findingsOf(memory: MemoryPorts) {
  const found = { orphans: [] as string[], foreign: [] as string[], missing: [] as string[] };
  await reconcile(memory, {
    orphans: async (objects) => void found.orphans.push(...objects.map(({ key }) => key)),
    foreign: async (keys) => void found.foreign.push(...keys),
    missing: async (key) => void found.missing.push(key),
  });
  return found;
}

test('reconcile finds a stored picture owned, a lost one missing, and one without a record an orphan', async () => {
  const memory = memoryPortsWithAgent();
  const image = await frameOne(memory);
  uploadFraming(memory, image);
  memory.clock.advance(3 * HOUR);
  expect(await findingsOf(memory)).toEqual({ orphans: [], foreign: [], missing: [] });
  const requested = await showOne(memory);
  await issueFramingOf(memory, requested);
  await memory.storage.delete([framingKey(image)]);
  expect(await findingsOf(memory)).toEqual({
    orphans: [],
    foreign: [],
    missing: [framingKey(image)],
  });
  memory.storage.put(framingKey(image), PICTURE, 'image/jpeg');
  await memory.store.deleteRecords(AGENT);
  memory.clock.advance(3 * HOUR);
  const { orphans } = await findingsOf(memory);
  expect(orphans).toEqual(expect.arrayContaining([framingKey(image), framingUploadKey(image)]));
});
