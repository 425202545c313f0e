// The deletion of the source picture of an image, by the sweep and by an erasure, on the in-memory adapters.
import { framingKey, framingUploadKey } from '@/lib/server/profile/domain/object-keys';
import {
  confirmFramingOf,
  frameOne,
  framingsOf,
  issueFramingOf,
  PICTURE,
  RETENTION,
  refused,
  uploadFraming,
} from '@/test/profile/framings';
import {
  AGENT,
  BY,
  HOUR,
  imageOf,
  memoryPortsWithAgent,
  showOne,
} from '@/test/profile/start-states';
import { eraseUser } from './erase-user';
import { processUpload } from './process-upload';
import { removeImage } from './remove-image';
import { sweep } from './sweep-images';

test('a kept image stays until the upload URL of its picture has expired', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(RETENTION - 10);
  await issueFramingOf(memory, image);
  memory.clock.advance(10);
  expect(await sweep(memory)).toMatchObject({ deleted: 0 });
  uploadFraming(memory, image);
  memory.clock.advance(HOUR - 10);
  expect(await sweep(memory)).toMatchObject({ deleted: 1 });
  expect(memory.storage.keys()).toEqual([]);
});

test('a picture does not lengthen the retention of a kept image', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await removeImage(memory, AGENT, BY);
  await issueFramingOf(memory, image);
  memory.clock.advance(RETENTION - 1);
  expect(await sweep(memory)).toMatchObject({ deleted: 0 });
  memory.clock.advance(1);
  expect(await sweep(memory)).toMatchObject({ deleted: 1 });
});

test('a copy that a killed process did not record is deleted with its image', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issueFramingOf(memory, image);
  memory.storage.put(framingKey(image), PICTURE, 'image/jpeg');
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(RETENTION);
  await sweep(memory);
  expect(memory.storage.keys()).toEqual([]);
});

test('the sweep deletes the upload of a shown image once its URL has expired, not before', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  memory.clock.advance(2 * HOUR);
  await sweep(memory);
  await issueFramingOf(memory, image);
  uploadFraming(memory, image);
  memory.clock.advance(HOUR - 1);
  await sweep(memory);
  expect(framingsOf(memory)).toEqual([framingUploadKey(image)]);
  memory.clock.advance(1);
  expect(await sweep(memory)).toMatchObject({ uploadsCleaned: 1 });
  expect(framingsOf(memory)).toEqual([]);
});

test('the sweep deletes the picture with its image, and leaves neither object nor attribute', async () => {
  const memory = memoryPortsWithAgent();
  const image = await frameOne(memory);
  uploadFraming(memory, image);
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(RETENTION);
  await sweep(memory);
  expect(memory.storage.keys()).toEqual([]);
  expect(await imageOf(memory, image.imageId)).toMatchObject({ state: 'deleted' });
  expect(JSON.stringify(await imageOf(memory, image.imageId))).not.toContain('crop');
});

test('an image is not deleted while a picture can still be uploaded for it', async () => {
  const memory = memoryPortsWithAgent();
  memory.policy.imageRetention = 0;
  const image = await showOne(memory);
  memory.clock.advance(2 * HOUR);
  await issueFramingOf(memory, image);
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(HOUR - 1);
  expect(await sweep(memory)).toMatchObject({ deleted: 0 });
  uploadFraming(memory, image);
  memory.clock.advance(1);
  expect(await sweep(memory)).toMatchObject({ deleted: 1 });
  expect(memory.storage.keys()).toEqual([]);
});

test('an erasure deletes the picture and waits for its upload URL; a later upload is deleted on its S3 event', async () => {
  const memory = memoryPortsWithAgent();
  await frameOne(memory);
  memory.clock.advance(2 * HOUR);
  const image = await showOne(memory);
  memory.clock.advance(200);
  await issueFramingOf(memory, image);
  const issuedAt = memory.clock.now().getTime() / 1000;
  const record = await eraseUser(memory, AGENT, { waitForUploads: false });
  expect(record).toMatchObject({ left: [], uploadsClosedAt: issuedAt + 300 });
  uploadFraming(memory, image);
  expect(await processUpload(memory, framingUploadKey(image))).toBe('image_not_found');
  expect(memory.storage.keys()).toEqual([]);
});

test('an erasure while the picture is copied leaves nothing', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issueFramingOf(memory, image);
  uploadFraming(memory, image);
  const { copy } = memory.storage;
  memory.storage.copy = async (...given) => {
    await memory.store.deleteUser(AGENT);
    await memory.storage.delete(
      memory.storage.keys().filter((key) => key !== framingUploadKey(image)),
    );
    await memory.store.deleteRecords(AGENT);
    return copy(...given);
  };
  await expect(confirmFramingOf(memory, image)).rejects.toEqual(refused('image_not_found'));
  expect(framingsOf(memory)).not.toContain(framingKey(image));
});

test('an erasure waits for the lease under which the picture is copied', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issueFramingOf(memory, image);
  uploadFraming(memory, image);
  let leasedUntil = 0;
  const { copy } = memory.storage;
  memory.storage.copy = async (...given) => {
    leasedUntil = (await imageOf(memory, image.imageId)).lease?.until ?? 0;
    return copy(...given);
  };
  const copiedAt = memory.clock.now().getTime() / 1000;
  await confirmFramingOf(memory, image);
  expect(leasedUntil).toBeGreaterThan(copiedAt);
  expect(await imageOf(memory, image.imageId)).toMatchObject({ lease: null, attempts: 0 });
});
