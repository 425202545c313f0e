// Processing by an S3 event. In a shared bucket, there are events of other programs' objects too.

import { GOOD } from '@/test/profile/memory-ports';
import { issueOne, memoryPortsWithAgent, putUpload, uploadOne } from '@/test/profile/start-states';
import { processUpload } from './process-upload';

const V4 = '0b7f5a52-1c1e-4a3b-9f6a-6f4d2f0a1b2c';

test.each([
  `uploads/contracts/${V4}.jpg`,
  `uploads/agente/${V4}.jpg`,
  'uploads/agente/poliza.pdf',
  'uploads/2026/01989f6e-0000-7000-8000-000000000001/scan.png',
])('an object of another program stays: %s', async (key) => {
  const memory = memoryPortsWithAgent();
  memory.storage.put(key, GOOD, 'image/jpeg');
  expect(await processUpload(memory, key)).toBe('not_ours');
  expect(memory.storage.keys()).toEqual([key]);
});

test('an upload without a user or record is deleted', async () => {
  const memory = memoryPortsWithAgent();
  const image = await issueOne(memory);
  const upload = () => putUpload(memory, image);

  upload();
  await memory.store.deleteRecords('agente');
  expect(await processUpload(memory, image.uploadKey ?? '')).toBe('image_not_found');
  expect(memory.storage.keys()).toEqual([]);

  upload();
  await memory.store.deleteUser('agente');
  expect(await processUpload(memory, image.uploadKey ?? '')).toBe('user_not_found');
  expect(memory.storage.keys()).toEqual([]);
});

test('a current upload is shown', async () => {
  const memory = memoryPortsWithAgent();
  const { imageId, uploadKey } = await uploadOne(memory);
  expect(await processUpload(memory, uploadKey ?? '')).toBe('processed');
  expect((await memory.store.readUser('agente'))?.images.shown?.imageId).toBe(imageId);
});
