// Processing by an S3 event. In a shared bucket, there are events of other programs' objects too.

import { GOOD } from '@/test/profile/memory-ports';
import { agentsWorld, issueOne, putUpload, uploadOne } from '@/test/profile/scenes';
import { processUpload } from './process-upload';

const V4 = '0b7f5a52-1c1e-4a3b-9f6a-6f4d2f0a1b2c';

test.each([
  `uploads/contracts/${V4}.jpg`,
  `uploads/agente/${V4}.jpg`,
  'uploads/agente/poliza.pdf',
  'uploads/2026/01989f6e-0000-7000-8000-000000000001/scan.png',
])('an object of another program stays: %s', async (key) => {
  const here = agentsWorld();
  here.storage.put(key, GOOD, 'image/jpeg');
  expect(await processUpload(here, key)).toBe('not_ours');
  expect(here.storage.keys()).toEqual([key]);
});

test('an upload without a user or record is deleted', async () => {
  const here = agentsWorld();
  const image = await issueOne(here);
  const upload = () => putUpload(here, image);

  upload();
  await here.store.deleteRecords('agente');
  expect(await processUpload(here, image.uploadKey ?? '')).toBe('image_not_found');
  expect(here.storage.keys()).toEqual([]);

  upload();
  await here.store.deleteUser('agente');
  expect(await processUpload(here, image.uploadKey ?? '')).toBe('user_not_found');
  expect(here.storage.keys()).toEqual([]);
});

test('a current upload is shown', async () => {
  const here = agentsWorld();
  const { imageId, uploadKey } = await uploadOne(here);
  expect(await processUpload(here, uploadKey ?? '')).toBe('processed');
  expect((await here.store.readUser('agente'))?.images.shown?.imageId).toBe(imageId);
});
