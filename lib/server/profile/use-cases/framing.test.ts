// The picture that an image was framed from, on the in-memory adapters: from its upload to its deletion.
import { createHash } from 'node:crypto';
import { storeFraming } from '@/lib/server/profile/domain/framing-steps';
import type { ImageRecord } from '@/lib/server/profile/domain/model';
import { framingKey, framingUploadKey } from '@/lib/server/profile/domain/object-keys';
import { photoChanged } from '@/lib/server/profile/domain/photo-changed';
import { lease } from '@/lib/server/profile/domain/upload-steps';
import { UnavailableError } from '@/lib/server/shared/errors';
import type { IssueFramingRequest } from '@/lib/shared/framing-schema';
import { caller, type MemoryPorts, newUser } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  HOUR,
  imageOf,
  issueOne,
  memoryPortsWithAgent,
  putLegacyUser,
  showOne,
} from '@/test/profile/start-states';
import { confirmFraming } from './confirm-framing';
import { eraseUser } from './erase-user';
import { exportArchive } from './export-archive';
import { exportProfile } from './export-profile';
import { getFraming } from './get-framing';
import { getProfile } from './get-profile';
import { issueFraming } from './issue-framing';
import { processUpload } from './process-upload';
import { reconcile } from './reconcile-storage';
import { removeImage } from './remove-image';
import { sweep } from './sweep-images';
import { updateProfile } from './update-profile';

const PICTURE = Buffer.from('the whole picture');
const CROP = { x: 0.4, y: 0.6, zoom: 2.5, turns: 1, straighten: -7 };
const RETENTION = 24 * HOUR;

function ask(key: string, more: Partial<IssueFramingRequest> = {}): IssueFramingRequest {
  return {
    key,
    contentType: 'image/jpeg',
    fileSize: PICTURE.length,
    checksumSha256: createHash('sha256').update(PICTURE).digest('base64'),
    width: 1600,
    height: 1200,
    crop: CROP,
    ...more,
  };
}

const issue = (memory: MemoryPorts, { key }: ImageRecord, more?: Partial<IssueFramingRequest>) =>
  issueFraming(memory, AGENT, ask(key, more), BY);
const upload = (memory: MemoryPorts, image: ImageRecord, bytes = PICTURE, type = 'image/jpeg') =>
  memory.storage.put(framingUploadKey(image), bytes, type);
const confirm = (memory: MemoryPorts, { key }: ImageRecord) =>
  confirmFraming(memory, AGENT, key, BY);

async function frameOne(memory: MemoryPorts): Promise<ImageRecord> {
  const image = await showOne(memory);
  await issue(memory, image);
  upload(memory, image);
  await confirm(memory, image);
  return imageOf(memory, image.imageId);
}

const framingsOf = (memory: MemoryPorts) =>
  memory.storage.keys().filter((key) => key.includes('framing'));
const refused = (code: string) => expect.objectContaining({ code });

test('once uploaded and confirmed, the picture and its crop can be read, and the profile says so', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  expect((await getProfile(memory, AGENT, BY)).profileImageFramed).toBe(false);
  await issue(memory, image);
  await expect(getFraming(memory, AGENT, BY)).rejects.toEqual(refused('image_not_found'));
  upload(memory, image);
  expect((await confirm(memory, image)).profileImageFramed).toBe(true);
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
  await confirm(memory, image);
  expect(await imageOf(memory, image.imageId)).toEqual(image);
  await expect(issue(memory, image)).rejects.toEqual(refused('already_framed'));
});

test('until it is stored, it can be requested again, and the last request counts', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issue(memory, image, { crop: { ...CROP, zoom: 1 } });
  await issue(memory, image);
  upload(memory, image);
  await confirm(memory, image);
  expect((await getFraming(memory, AGENT, BY)).crop).toEqual(CROP);
});

test.each([
  ['size', Buffer.from('short'), 'image/jpeg'],
  ['bytes', Buffer.from(PICTURE).fill(0x20), 'image/jpeg'],
  ['type', PICTURE, 'text/html'],
])('an upload of another %s is deleted, and nothing is stored', async (_what, bytes, type) => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issue(memory, image);
  upload(memory, image, bytes, type);
  await expect(confirm(memory, image)).rejects.toEqual(refused('not_uploaded'));
  expect(framingsOf(memory)).toEqual([]);
});

test('nothing uploaded: not stored, and the picture can still come', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issue(memory, image);
  await expect(confirm(memory, image)).rejects.toEqual(refused('not_uploaded'));
  upload(memory, image);
  expect((await confirm(memory, image)).profileImageFramed).toBe(true);
});

test('only for images of the caller that are shown or kept', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  memory.store.putUser(newUser('colega'));
  const other = caller('colega');
  for (const key of [image.key, image.key.replace(AGENT, 'colega'), 'x']) {
    const asked = issueFraming(memory, 'colega', ask(key), other);
    await expect(asked).rejects.toEqual(refused('image_not_found'));
    const confirmed = confirmFraming(memory, 'colega', key, other);
    await expect(confirmed).rejects.toEqual(refused('image_not_found'));
  }
  await expect(issue(memory, await issueOne(memory))).rejects.toEqual(refused('image_not_found'));
  await removeImage(memory, AGENT, BY);
  await issue(memory, image);
  memory.clock.advance(RETENTION);
  await sweep(memory);
  await expect(issue(memory, image)).rejects.toEqual(refused('image_not_found'));
  await expect(confirm(memory, image)).rejects.toEqual(refused('image_not_found'));
});

test('a kept image stays until no picture can be uploaded for it any more', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(RETENTION - 10);
  await issue(memory, image);
  memory.clock.advance(10);
  expect(await sweep(memory)).toMatchObject({ deleted: 0 });
  upload(memory, image);
  memory.clock.advance(HOUR - 10);
  expect(await sweep(memory)).toMatchObject({ deleted: 1 });
  expect(memory.storage.keys()).toEqual([]);
});

test('a kept image stays for as long as without a picture', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await removeImage(memory, AGENT, BY);
  await issue(memory, image);
  memory.clock.advance(RETENTION - 1);
  expect(await sweep(memory)).toMatchObject({ deleted: 0 });
  memory.clock.advance(1);
  expect(await sweep(memory)).toMatchObject({ deleted: 1 });
});

test('a copy that a process made and did not record is deleted with its image', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issue(memory, image);
  memory.storage.put(framingKey(image), PICTURE, 'image/jpeg');
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(RETENTION);
  await sweep(memory);
  expect(memory.storage.keys()).toEqual([]);
});

test('an image that this app did not issue has none', async () => {
  const memory = memoryPortsWithAgent();
  const key = `profiles/${AGENT}/vieja.jpg`;
  putLegacyUser(memory, key);
  memory.storage.put(key, Buffer.from([0xff, 0xd8, 0xff]), 'image/jpeg');
  expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(key);
  const asked = issueFraming(memory, AGENT, ask(key), BY);
  await expect(asked).rejects.toEqual(refused('image_not_found'));
});

test('it is confirmed by the key of its image alone', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issue(memory, image);
  upload(memory, image);
  const wrong = confirmFraming(memory, AGENT, image.key.replace('.png', '.jpg'), BY);
  await expect(wrong).rejects.toEqual(refused('image_not_found'));
});

test('an image that was replaced while its picture was on the way has it once it is restored', async () => {
  const memory = memoryPortsWithAgent();
  const first = await showOne(memory);
  await issue(memory, first);
  const second = await showOne(memory);
  upload(memory, first);
  expect((await confirm(memory, first)).profileImageFramed).toBe(false);
  await expect(getFraming(memory, AGENT, BY)).rejects.toEqual(refused('image_not_found'));
  await updateProfile(memory, AGENT, { profileImageKey: first.key }, BY);
  expect(await getFraming(memory, AGENT, BY)).toMatchObject({ key: first.key, crop: CROP });
  const back = await updateProfile(memory, AGENT, { profileImageKey: second.key }, BY);
  expect(back.profileImageFramed).toBe(false);
});

test('removed and restored: gone and there again', async () => {
  const memory = memoryPortsWithAgent();
  const image = await frameOne(memory);
  expect((await removeImage(memory, AGENT, BY)).profileImageFramed).toBe(false);
  await expect(getFraming(memory, AGENT, BY)).rejects.toEqual(refused('image_not_found'));
  const restored = await updateProfile(memory, AGENT, { profileImageKey: image.key }, BY);
  expect(restored.profileImageFramed).toBe(true);
  expect((await getFraming(memory, AGENT, BY)).crop).toEqual(CROP);
});

test('the event of the bucket stores it too, and deletes whatever comes later', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  const key = framingUploadKey(image);
  upload(memory, image);
  expect(await processUpload(memory, key)).toBe('image_not_found');
  expect(framingsOf(memory)).toEqual([]);
  await issue(memory, image);
  upload(memory, image);
  expect(await processUpload(memory, key)).toBe('processed');
  expect(framingsOf(memory)).toEqual([framingKey(image)]);
  upload(memory, image, Buffer.from('something else'));
  expect(await processUpload(memory, key)).toBe('processed');
  expect(framingsOf(memory)).toEqual([framingKey(image)]);
});

test('the sweep deletes the upload of a shown image once its URL has expired, not before', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  memory.clock.advance(2 * HOUR);
  await sweep(memory);
  await issue(memory, image);
  upload(memory, image);
  memory.clock.advance(HOUR - 1);
  await sweep(memory);
  expect(framingsOf(memory)).toEqual([framingUploadKey(image)]);
  memory.clock.advance(1);
  expect(await sweep(memory)).toMatchObject({ uploadsCleaned: 1 });
  expect(framingsOf(memory)).toEqual([]);
});

test('the sweep deletes it with its image, and no trace of it is left', async () => {
  const memory = memoryPortsWithAgent();
  const image = await frameOne(memory);
  upload(memory, image);
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
  await issue(memory, image);
  await removeImage(memory, AGENT, BY);
  memory.clock.advance(HOUR - 1);
  expect(await sweep(memory)).toMatchObject({ deleted: 0 });
  upload(memory, image);
  memory.clock.advance(1);
  expect(await sweep(memory)).toMatchObject({ deleted: 1 });
  expect(memory.storage.keys()).toEqual([]);
});

test('an erasure deletes it, waits for its upload URL, and a later upload is deleted on its event', async () => {
  const memory = memoryPortsWithAgent();
  await frameOne(memory);
  memory.clock.advance(2 * HOUR);
  const image = await showOne(memory);
  memory.clock.advance(200);
  await issue(memory, image);
  const issuedAt = memory.clock.now().getTime() / 1000;
  const record = await eraseUser(memory, AGENT, { waitForUploads: false });
  expect(record).toMatchObject({ left: [], uploadsClosedAt: issuedAt + 300 });
  upload(memory, image);
  expect(await processUpload(memory, framingUploadKey(image))).toBe('image_not_found');
  expect(memory.storage.keys()).toEqual([]);
});

test('a user who is erased while the picture is copied leaves nothing', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issue(memory, image);
  upload(memory, image);
  const { copy } = memory.storage;
  memory.storage.copy = async (...given) => {
    await memory.store.deleteUser(AGENT);
    await memory.storage.delete(
      memory.storage.keys().filter((key) => key !== framingUploadKey(image)),
    );
    await memory.store.deleteRecords(AGENT);
    return copy(...given);
  };
  await expect(confirm(memory, image)).rejects.toEqual(refused('image_not_found'));
  expect(framingsOf(memory)).not.toContain(framingKey(image));
});

test('an erasure waits for the lease under which the picture is copied', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issue(memory, image);
  upload(memory, image);
  let leasedUntil = 0;
  const { copy } = memory.storage;
  memory.storage.copy = async (...given) => {
    leasedUntil = (await imageOf(memory, image.imageId)).lease?.until ?? 0;
    return copy(...given);
  };
  const copiedAt = memory.clock.now().getTime() / 1000;
  await confirm(memory, image);
  expect(leasedUntil).toBeGreaterThan(copiedAt);
  expect(await imageOf(memory, image.imageId)).toMatchObject({ lease: null, attempts: 0 });
});

test('the confirm waits for the event of the bucket that came before it', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issue(memory, image);
  upload(memory, image);
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
  let confirmed: ReturnType<typeof confirm> | undefined;
  memory.storage.copy = async (...given) => {
    copies += 1;
    confirmed = confirm(memory, image);
    await waited;
    return copy(...given);
  };
  expect(await processUpload(memory, framingUploadKey(image))).toBe('processed');
  expect((await confirmed)?.profileImageFramed).toBe(true);
  expect(copies).toBe(1);
});

test('a confirm does not wait for ever', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issue(memory, image);
  upload(memory, image);
  const before = await imageOf(memory, image.imageId);
  const until = memory.clock.now().getTime() / 1000 + 30;
  await memory.store.commit(lease(before, { token: 'another', until }).change);
  await expect(confirm(memory, image)).rejects.toBeInstanceOf(UnavailableError);
  memory.clock.advance(30);
  expect((await confirm(memory, image)).profileImageFramed).toBe(true);
});

test('a copy that fails leaves no lease, and works the next time', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issue(memory, image);
  upload(memory, image);
  const { copy } = memory.storage;
  memory.storage.copy = async () => Promise.reject(new UnavailableError('S3 cannot answer now'));
  await expect(confirm(memory, image)).rejects.toBeInstanceOf(UnavailableError);
  expect(await imageOf(memory, image.imageId)).toMatchObject({ lease: null, attempts: 0 });
  memory.storage.copy = copy;
  expect((await confirm(memory, image)).profileImageFramed).toBe(true);
});

test('the export has it while its image is shown or kept, and the archive has the file', async () => {
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

test('reconcile knows it, misses it if it is gone, and takes it for an orphan without a record', async () => {
  const memory = memoryPortsWithAgent();
  const image = await frameOne(memory);
  upload(memory, image);
  memory.clock.advance(3 * HOUR);
  expect(await findingsOf(memory)).toEqual({ orphans: [], foreign: [], missing: [] });
  const requested = await showOne(memory);
  await issue(memory, requested);
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

test('what a newer version of the app recorded about it stays', async () => {
  const memory = memoryPortsWithAgent();
  const before = await frameOne(memory);
  const framing = { ...before.framing, filter: 'sepia' } as ImageRecord['framing'];
  const after = { ...before, framing, rev: before.rev + 1 };
  await memory.store.commit({ userId: AGENT, images: [{ before, after }], events: [] });
  await removeImage(memory, AGENT, BY);
  await updateProfile(memory, AGENT, { profileImageKey: before.key }, BY);
  expect((await imageOf(memory, before.imageId)).framing).toEqual(framing);
});

test('no other program is told of it', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await issue(memory, image);
  const change = storeFraming(await agentOf(memory), await imageOf(memory, image.imageId));
  expect(change.user?.images?.after.shown?.isFramed).toBe(true);
  expect(photoChanged(change, { eventId: 'e', at: '2026-01-01T00:00:00Z' })).toBeNull();
});
