// The source picture of an image: its upload, its confirmation, and concurrent processes, on the in-memory adapters.
import { storeFraming } from '@/lib/server/profile/domain/framing-steps';
import type { ImageRecord } from '@/lib/server/profile/domain/model';
import { framingKey, framingUploadKey } from '@/lib/server/profile/domain/object-keys';
import { photoChanged } from '@/lib/server/profile/domain/photo-changed';
import { lease } from '@/lib/server/profile/domain/upload-steps';
import { UnavailableError } from '@/lib/server/shared/errors';
import {
  CROP,
  confirmFramingOf,
  frameOne,
  framingRequest,
  framingsOf,
  issueFramingOf,
  PICTURE,
  RETENTION,
  refused,
  uploadFraming,
} from '@/test/profile/framings';
import { caller, newUser } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  imageOf,
  issueOne,
  JPEG,
  memoryPortsWithAgent,
  putLegacyUser,
  showOne,
} from '@/test/profile/start-states';
import { confirmFraming } from './confirm-framing';
import { getFraming } from './get-framing';
import { getProfile } from './get-profile';
import { issueFraming } from './issue-framing';
import { processUpload } from './process-upload';
import { removeImage } from './remove-image';
import { sweep } from './sweep-images';
import { updateProfile } from './update-profile';

test('once uploaded and confirmed, the picture and its crop can be read, and the profile says so', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  expect((await getProfile(memory, AGENT, BY)).profileImageFramed).toBe(false);
  await issueFramingOf(memory, image);
  await expect(getFraming(memory, AGENT, BY)).rejects.toEqual(refused('image_not_found'));
  uploadFraming(memory, image);
  expect((await confirmFramingOf(memory, image)).profileImageFramed).toBe(true);
  expect(await getFraming(memory, AGENT, BY)).toEqual({
    key: image.key,
    url: `memory:${framingKey(image)}?as=foto-original.jpg`,
    expiresIn: 300,
    contentType: 'image/jpeg',
    crop: CROP,
  });
  expect(framingsOf(memory)).toEqual([framingKey(image)]);
  expect((await getProfile(memory, AGENT, BY)).profileImageFramed).toBe(true);
});

test('confirming again changes nothing, and a second picture is refused', async () => {
  const memory = memoryPortsWithAgent();
  const image = await frameOne(memory);
  await confirmFramingOf(memory, image);
  expect(await imageOf(memory, image.imageId)).toEqual(image);
  await expect(issueFramingOf(memory, image)).rejects.toEqual(refused('already_framed'));
});

test('until the picture is stored, its upload can be requested again; the last request counts', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issueFramingOf(memory, image, { crop: { ...CROP, zoom: 1 } });
  await issueFramingOf(memory, image);
  uploadFraming(memory, image);
  await confirmFramingOf(memory, image);
  expect((await getFraming(memory, AGENT, BY)).crop).toEqual(CROP);
});

test.each([
  ['size', Buffer.from('short'), 'image/jpeg'],
  ['bytes', Buffer.from(PICTURE).fill(0x20), 'image/jpeg'],
  ['type', PICTURE, 'text/html'],
])('an upload of another %s is deleted, and nothing is stored', async (_what, bytes, type) => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issueFramingOf(memory, image);
  uploadFraming(memory, image, bytes, type);
  await expect(confirmFramingOf(memory, image)).rejects.toEqual(refused('not_uploaded'));
  expect(framingsOf(memory)).toEqual([]);
});

test('a confirm without an upload is refused, and works once the picture is uploaded', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issueFramingOf(memory, image);
  await expect(confirmFramingOf(memory, image)).rejects.toEqual(refused('not_uploaded'));
  uploadFraming(memory, image);
  expect((await confirmFramingOf(memory, image)).profileImageFramed).toBe(true);
});

test('a picture is accepted only for shown or kept images of the caller', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  memory.store.putUser(newUser('colega'));
  const other = caller('colega');
  for (const key of [image.key, image.key.replace(AGENT, 'colega'), 'x']) {
    const asked = issueFraming(memory, 'colega', framingRequest(key), other);
    await expect(asked).rejects.toEqual(refused('image_not_found'));
    const confirmed = confirmFraming(memory, 'colega', key, other);
    await expect(confirmed).rejects.toEqual(refused('image_not_found'));
  }
  await expect(issueFramingOf(memory, await issueOne(memory))).rejects.toEqual(
    refused('image_not_found'),
  );
  await removeImage(memory, AGENT, BY);
  await issueFramingOf(memory, image);
  memory.clock.advance(RETENTION);
  await sweep(memory);
  await expect(issueFramingOf(memory, image)).rejects.toEqual(refused('image_not_found'));
  await expect(confirmFramingOf(memory, image)).rejects.toEqual(refused('image_not_found'));
});

test('an image that this app did not issue cannot have a picture', async () => {
  const memory = memoryPortsWithAgent();
  const key = `profiles/${AGENT}/vieja.jpg`;
  putLegacyUser(memory, key);
  memory.storage.put(key, JPEG, 'image/jpeg');
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(key);
  const asked = issueFraming(memory, AGENT, framingRequest(key), BY);
  await expect(asked).rejects.toEqual(refused('image_not_found'));
});

test('the picture is confirmed by the key of its image, and by no other key', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issueFramingOf(memory, image);
  uploadFraming(memory, image);
  const wrong = confirmFraming(memory, AGENT, image.key.replace('.png', '.jpg'), BY);
  await expect(wrong).rejects.toEqual(refused('image_not_found'));
});

test('an image that was replaced while its picture was uploaded has the picture once it is restored', async () => {
  const memory = memoryPortsWithAgent();
  const first = await showOne(memory);
  await issueFramingOf(memory, first);
  const second = await showOne(memory);
  uploadFraming(memory, first);
  expect((await confirmFramingOf(memory, first)).profileImageFramed).toBe(false);
  await expect(getFraming(memory, AGENT, BY)).rejects.toEqual(refused('image_not_found'));
  await updateProfile(memory, AGENT, { profileImageKey: first.key }, BY);
  expect(await getFraming(memory, AGENT, BY)).toMatchObject({ key: first.key, crop: CROP });
  const back = await updateProfile(memory, AGENT, { profileImageKey: second.key }, BY);
  expect(back.profileImageFramed).toBe(false);
});

test('the picture is gone while its image is removed, and back once it is restored', async () => {
  const memory = memoryPortsWithAgent();
  const image = await frameOne(memory);
  expect((await removeImage(memory, AGENT, BY)).profileImageFramed).toBe(false);
  await expect(getFraming(memory, AGENT, BY)).rejects.toEqual(refused('image_not_found'));
  const restored = await updateProfile(memory, AGENT, { profileImageKey: image.key }, BY);
  expect(restored.profileImageFramed).toBe(true);
  expect((await getFraming(memory, AGENT, BY)).crop).toEqual(CROP);
});

test('an S3 event stores the picture too, and deletes later uploads', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  const key = framingUploadKey(image);
  uploadFraming(memory, image);
  expect(await processUpload(memory, key)).toBe('image_not_found');
  expect(framingsOf(memory)).toEqual([]);
  await issueFramingOf(memory, image);
  uploadFraming(memory, image);
  expect(await processUpload(memory, key)).toBe('processed');
  expect(framingsOf(memory)).toEqual([framingKey(image)]);
  uploadFraming(memory, image, Buffer.from('something else'));
  expect(await processUpload(memory, key)).toBe('processed');
  expect(framingsOf(memory)).toEqual([framingKey(image)]);
});

test('a confirm waits for an S3 event that is being processed', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issueFramingOf(memory, image);
  uploadFraming(memory, image);
  const { copy } = memory.storage;
  const { sleep } = memory.clock;
  let wait = () => {};
  const waited = new Promise<void>((resolve) => {
    wait = resolve;
  });
  memory.clock.sleep = (...given) => {
    wait();
    return sleep(...given);
  };
  let copies = 0;
  let confirmed: ReturnType<typeof confirmFramingOf> | undefined;
  memory.storage.copy = async (...given) => {
    copies += 1;
    confirmed = confirmFramingOf(memory, image);
    await waited;
    return copy(...given);
  };
  expect(await processUpload(memory, framingUploadKey(image))).toBe('processed');
  expect((await confirmed)?.profileImageFramed).toBe(true);
  expect(copies).toBe(1);
});

test('a confirm stops waiting after a while', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issueFramingOf(memory, image);
  uploadFraming(memory, image);
  const before = await imageOf(memory, image.imageId);
  const until = memory.clock.now().getTime() / 1000 + 30;
  await memory.store.commit(lease(before, { token: 'another', until }).change);
  await expect(confirmFramingOf(memory, image)).rejects.toBeInstanceOf(UnavailableError);
  memory.clock.advance(30);
  expect((await confirmFramingOf(memory, image)).profileImageFramed).toBe(true);
});

test('a failed copy releases the lease, and the next try works', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issueFramingOf(memory, image);
  uploadFraming(memory, image);
  const { copy } = memory.storage;
  memory.storage.copy = async () => Promise.reject(new UnavailableError('S3 cannot answer now'));
  await expect(confirmFramingOf(memory, image)).rejects.toBeInstanceOf(UnavailableError);
  expect(await imageOf(memory, image.imageId)).toMatchObject({ lease: null, attempts: 0 });
  memory.storage.copy = copy;
  expect((await confirmFramingOf(memory, image)).profileImageFramed).toBe(true);
});

test('attributes of a newer version of the app stay', async () => {
  const memory = memoryPortsWithAgent();
  const before = await frameOne(memory);
  const framing = { ...before.framing, filter: 'sepia' } as ImageRecord['framing'];
  const after = { ...before, framing, rev: before.rev + 1 };
  await memory.store.commit({ userId: AGENT, images: [{ before, after }], events: [] });
  await removeImage(memory, AGENT, BY);
  await updateProfile(memory, AGENT, { profileImageKey: before.key }, BY);
  expect((await imageOf(memory, before.imageId)).framing).toEqual(framing);
});

test('a picture causes no event for other programs', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issueFramingOf(memory, image);
  const change = storeFraming(await agentOf(memory), await imageOf(memory, image.imageId));
  expect(change.user?.images?.after.shown?.isFramed).toBe(true);
  expect(photoChanged(change, { eventId: 'e', at: '2026-01-01T00:00:00Z' })).toBeNull();
});
