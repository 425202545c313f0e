// The picture that an image was framed from, on the in-memory adapters: from its upload to its deletion.
import { createHash } from 'node:crypto';
import { storeFraming } from '@/lib/server/profile/domain/framing-steps';
import type { ImageRecord } from '@/lib/server/profile/domain/model';
import { framingKey, framingUploadKey } from '@/lib/server/profile/domain/object-keys';
import { photoChanged } from '@/lib/server/profile/domain/photo-changed';
import { lease } from '@/lib/server/profile/domain/upload-steps';
import { UnavailableError } from '@/lib/server/shared/errors';
import type { IssueFramingRequest } from '@/lib/shared/framing-schema';
import { caller, newUser, type World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  agentsWorld,
  BY,
  HOUR,
  imageOf,
  issueOne,
  putLegacyUser,
  showOne,
} from '@/test/profile/scenes';
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

const issue = (here: World, { key }: ImageRecord, more?: Partial<IssueFramingRequest>) =>
  issueFraming(here, AGENT, ask(key, more), BY);
const upload = (here: World, image: ImageRecord, bytes = PICTURE, type = 'image/jpeg') =>
  here.storage.put(framingUploadKey(image), bytes, type);
const confirm = (here: World, { key }: ImageRecord) => confirmFraming(here, AGENT, key, BY);

async function frameOne(here: World): Promise<ImageRecord> {
  const image = await showOne(here);
  await issue(here, image);
  upload(here, image);
  await confirm(here, image);
  return imageOf(here, image.imageId);
}

const framingsOf = (here: World) => here.storage.keys().filter((key) => key.includes('framing'));
const refused = (code: string) => expect.objectContaining({ code });

test('once uploaded and confirmed, the picture and its crop can be read, and the profile says so', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  expect((await getProfile(here, AGENT, BY)).profileImageFramed).toBe(false);
  await issue(here, image);
  await expect(getFraming(here, AGENT, BY)).rejects.toEqual(refused('image_not_found'));
  upload(here, image);
  expect((await confirm(here, image)).profileImageFramed).toBe(true);
  expect(await getFraming(here, AGENT, BY)).toEqual({
    key: image.key,
    url: `memory:${framingKey(image)}?as=foto-original.jpg`,
    expiresIn: 300,
    contentType: 'image/jpeg',
    crop: CROP,
  });
  expect(framingsOf(here)).toEqual([framingKey(image)]);
  expect((await getProfile(here, AGENT, BY)).profileImageFramed).toBe(true);
});

test('confirming again changes nothing, and a second picture is refused', async () => {
  const here = agentsWorld();
  const image = await frameOne(here);
  await confirm(here, image);
  expect(await imageOf(here, image.imageId)).toEqual(image);
  await expect(issue(here, image)).rejects.toEqual(refused('already_framed'));
});

test('until it is stored, it can be requested again, and the last request counts', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await issue(here, image, { crop: { ...CROP, zoom: 1 } });
  await issue(here, image);
  upload(here, image);
  await confirm(here, image);
  expect((await getFraming(here, AGENT, BY)).crop).toEqual(CROP);
});

test.each([
  ['size', Buffer.from('short'), 'image/jpeg'],
  ['bytes', Buffer.from(PICTURE).fill(0x20), 'image/jpeg'],
  ['type', PICTURE, 'text/html'],
])('an upload of another %s is deleted, and nothing is stored', async (_what, bytes, type) => {
  const here = agentsWorld();
  const image = await showOne(here);
  await issue(here, image);
  upload(here, image, bytes, type);
  await expect(confirm(here, image)).rejects.toEqual(refused('not_uploaded'));
  expect(framingsOf(here)).toEqual([]);
});

test('nothing uploaded: not stored, and the picture can still come', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await issue(here, image);
  await expect(confirm(here, image)).rejects.toEqual(refused('not_uploaded'));
  upload(here, image);
  expect((await confirm(here, image)).profileImageFramed).toBe(true);
});

test('only for images of the caller that are shown or kept', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  here.store.putUser(newUser('colega'));
  const other = caller('colega');
  for (const key of [image.key, image.key.replace(AGENT, 'colega'), 'x']) {
    const asked = issueFraming(here, 'colega', ask(key), other);
    await expect(asked).rejects.toEqual(refused('image_not_found'));
    const confirmed = confirmFraming(here, 'colega', key, other);
    await expect(confirmed).rejects.toEqual(refused('image_not_found'));
  }
  await expect(issue(here, await issueOne(here))).rejects.toEqual(refused('image_not_found'));
  await removeImage(here, AGENT, BY);
  await issue(here, image);
  here.clock.advance(RETENTION);
  await sweep(here);
  await expect(issue(here, image)).rejects.toEqual(refused('image_not_found'));
  await expect(confirm(here, image)).rejects.toEqual(refused('image_not_found'));
});

test('a kept image stays until no picture can be uploaded for it any more', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await removeImage(here, AGENT, BY);
  here.clock.advance(RETENTION - 10);
  await issue(here, image);
  here.clock.advance(10);
  expect(await sweep(here)).toMatchObject({ deleted: 0 });
  upload(here, image);
  here.clock.advance(HOUR - 10);
  expect(await sweep(here)).toMatchObject({ deleted: 1 });
  expect(here.storage.keys()).toEqual([]);
});

test('a kept image stays for as long as without a picture', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await removeImage(here, AGENT, BY);
  await issue(here, image);
  here.clock.advance(RETENTION - 1);
  expect(await sweep(here)).toMatchObject({ deleted: 0 });
  here.clock.advance(1);
  expect(await sweep(here)).toMatchObject({ deleted: 1 });
});

test('a copy that a process made and did not record is deleted with its image', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await issue(here, image);
  here.storage.put(framingKey(image), PICTURE, 'image/jpeg');
  await removeImage(here, AGENT, BY);
  here.clock.advance(RETENTION);
  await sweep(here);
  expect(here.storage.keys()).toEqual([]);
});

test('an image that this app did not issue has none', async () => {
  const here = agentsWorld();
  const key = `profiles/${AGENT}/vieja.jpg`;
  putLegacyUser(here, key);
  here.storage.put(key, Buffer.from([0xff, 0xd8, 0xff]), 'image/jpeg');
  expect((await getProfile(here, AGENT, BY)).profileImageKey).toBe(key);
  const asked = issueFraming(here, AGENT, ask(key), BY);
  await expect(asked).rejects.toEqual(refused('image_not_found'));
});

test('it is confirmed by the key of its image alone', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await issue(here, image);
  upload(here, image);
  const wrong = confirmFraming(here, AGENT, image.key.replace('.png', '.jpg'), BY);
  await expect(wrong).rejects.toEqual(refused('image_not_found'));
});

test('an image that was replaced while its picture was on the way has it once it is restored', async () => {
  const here = agentsWorld();
  const first = await showOne(here);
  await issue(here, first);
  const second = await showOne(here);
  upload(here, first);
  expect((await confirm(here, first)).profileImageFramed).toBe(false);
  await expect(getFraming(here, AGENT, BY)).rejects.toEqual(refused('image_not_found'));
  await updateProfile(here, AGENT, { profileImageKey: first.key }, BY);
  expect(await getFraming(here, AGENT, BY)).toMatchObject({ key: first.key, crop: CROP });
  const back = await updateProfile(here, AGENT, { profileImageKey: second.key }, BY);
  expect(back.profileImageFramed).toBe(false);
});

test('removed and restored: gone and there again', async () => {
  const here = agentsWorld();
  const image = await frameOne(here);
  expect((await removeImage(here, AGENT, BY)).profileImageFramed).toBe(false);
  await expect(getFraming(here, AGENT, BY)).rejects.toEqual(refused('image_not_found'));
  const restored = await updateProfile(here, AGENT, { profileImageKey: image.key }, BY);
  expect(restored.profileImageFramed).toBe(true);
  expect((await getFraming(here, AGENT, BY)).crop).toEqual(CROP);
});

test('the event of the bucket stores it too, and deletes whatever comes later', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  const key = framingUploadKey(image);
  upload(here, image);
  expect(await processUpload(here, key)).toBe('image_not_found');
  expect(framingsOf(here)).toEqual([]);
  await issue(here, image);
  upload(here, image);
  expect(await processUpload(here, key)).toBe('processed');
  expect(framingsOf(here)).toEqual([framingKey(image)]);
  upload(here, image, Buffer.from('something else'));
  expect(await processUpload(here, key)).toBe('processed');
  expect(framingsOf(here)).toEqual([framingKey(image)]);
});

test('the sweep deletes the upload of a shown image once its URL has expired, not before', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  here.clock.advance(2 * HOUR);
  await sweep(here);
  await issue(here, image);
  upload(here, image);
  here.clock.advance(HOUR - 1);
  await sweep(here);
  expect(framingsOf(here)).toEqual([framingUploadKey(image)]);
  here.clock.advance(1);
  expect(await sweep(here)).toMatchObject({ uploadsCleaned: 1 });
  expect(framingsOf(here)).toEqual([]);
});

test('the sweep deletes it with its image, and no trace of it is left', async () => {
  const here = agentsWorld();
  const image = await frameOne(here);
  upload(here, image);
  await removeImage(here, AGENT, BY);
  here.clock.advance(RETENTION);
  await sweep(here);
  expect(here.storage.keys()).toEqual([]);
  expect(await imageOf(here, image.imageId)).toMatchObject({ state: 'deleted' });
  expect(JSON.stringify(await imageOf(here, image.imageId))).not.toContain('crop');
});

test('an image is not deleted while a picture can still be uploaded for it', async () => {
  const here = agentsWorld();
  here.policy.imageRetention = 0;
  const image = await showOne(here);
  here.clock.advance(2 * HOUR);
  await issue(here, image);
  await removeImage(here, AGENT, BY);
  here.clock.advance(HOUR - 1);
  expect(await sweep(here)).toMatchObject({ deleted: 0 });
  upload(here, image);
  here.clock.advance(1);
  expect(await sweep(here)).toMatchObject({ deleted: 1 });
  expect(here.storage.keys()).toEqual([]);
});

test('an erasure deletes it, waits for its upload URL, and a later upload is deleted on its event', async () => {
  const here = agentsWorld();
  await frameOne(here);
  here.clock.advance(2 * HOUR);
  const image = await showOne(here);
  here.clock.advance(200);
  await issue(here, image);
  const issuedAt = here.clock.now().getTime() / 1000;
  const record = await eraseUser(here, AGENT, { waitForUploads: false });
  expect(record).toMatchObject({ left: [], uploadsClosedAt: issuedAt + 300 });
  upload(here, image);
  expect(await processUpload(here, framingUploadKey(image))).toBe('image_not_found');
  expect(here.storage.keys()).toEqual([]);
});

test('a user who is erased while the picture is copied leaves nothing', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await issue(here, image);
  upload(here, image);
  const { copy } = here.storage;
  here.storage.copy = async (...given) => {
    await here.store.deleteUser(AGENT);
    await here.storage.delete(here.storage.keys().filter((key) => key !== framingUploadKey(image)));
    await here.store.deleteRecords(AGENT);
    return copy(...given);
  };
  await expect(confirm(here, image)).rejects.toEqual(refused('image_not_found'));
  expect(framingsOf(here)).not.toContain(framingKey(image));
});

test('an erasure waits for the lease under which the picture is copied', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await issue(here, image);
  upload(here, image);
  let leasedUntil = 0;
  const { copy } = here.storage;
  here.storage.copy = async (...given) => {
    leasedUntil = (await imageOf(here, image.imageId)).lease?.until ?? 0;
    return copy(...given);
  };
  const copiedAt = here.clock.now().getTime() / 1000;
  await confirm(here, image);
  expect(leasedUntil).toBeGreaterThan(copiedAt);
  expect(await imageOf(here, image.imageId)).toMatchObject({ lease: null, attempts: 0 });
});

test('the confirm waits for the event of the bucket that came before it', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await issue(here, image);
  upload(here, image);
  const { copy } = here.storage;
  const { sleep } = here.clock;
  let wait = () => {};
  const waited = new Promise<void>((resolve) => {
    wait = resolve;
  });
  here.clock.sleep = (...given) => {
    wait();
    return sleep(...given);
  };
  let copies = 0;
  let confirmed: ReturnType<typeof confirm> | undefined;
  here.storage.copy = async (...given) => {
    copies += 1;
    confirmed = confirm(here, image);
    await waited;
    return copy(...given);
  };
  expect(await processUpload(here, framingUploadKey(image))).toBe('processed');
  expect((await confirmed)?.profileImageFramed).toBe(true);
  expect(copies).toBe(1);
});

test('a confirm does not wait for ever', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await issue(here, image);
  upload(here, image);
  const before = await imageOf(here, image.imageId);
  const until = here.clock.now().getTime() / 1000 + 30;
  await here.store.commit(lease(before, { token: 'another', until }).change);
  await expect(confirm(here, image)).rejects.toBeInstanceOf(UnavailableError);
  here.clock.advance(30);
  expect((await confirm(here, image)).profileImageFramed).toBe(true);
});

test('a copy that fails leaves no lease, and works the next time', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await issue(here, image);
  upload(here, image);
  const { copy } = here.storage;
  here.storage.copy = async () => Promise.reject(new UnavailableError('S3 cannot answer now'));
  await expect(confirm(here, image)).rejects.toBeInstanceOf(UnavailableError);
  expect(await imageOf(here, image.imageId)).toMatchObject({ lease: null, attempts: 0 });
  here.storage.copy = copy;
  expect((await confirm(here, image)).profileImageFramed).toBe(true);
});

test('the export has it while its image is shown or kept, and the archive has the file', async () => {
  const here = agentsWorld();
  const image = await frameOne(here);
  const of = async () => (await exportProfile(here, AGENT, BY)).images[0]?.framing;
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
  for await (const file of await exportArchive(here, AGENT, BY)) files.push(file);
  const [json, photo, original] = files;
  expect(files).toHaveLength(3);
  expect(photo?.name).toBe(`fotos/${image.imageId}.png`);
  expect(original?.name).toBe(`fotos/${image.imageId}-original.jpg`);
  expect(original?.bytes).toEqual(new Uint8Array(PICTURE));
  const [listed] = JSON.parse(Buffer.from(json?.bytes ?? []).toString()).images;
  expect(listed.framing).toMatchObject({ file: original?.name, crop: CROP });
  expect(listed.framing).not.toHaveProperty('url');

  await removeImage(here, AGENT, BY);
  expect(await of()).not.toBeNull();
  here.clock.advance(RETENTION);
  await sweep(here);
  expect(await of()).toBeNull();
});

async function findingsOf(here: World) {
  const found = { orphans: [] as string[], foreign: [] as string[], missing: [] as string[] };
  await reconcile(here, {
    orphans: async (objects) => void found.orphans.push(...objects.map(({ key }) => key)),
    foreign: async (keys) => void found.foreign.push(...keys),
    missing: async (key) => void found.missing.push(key),
  });
  return found;
}

test('reconcile knows it, misses it if it is gone, and takes it for an orphan without a record', async () => {
  const here = agentsWorld();
  const image = await frameOne(here);
  upload(here, image);
  here.clock.advance(3 * HOUR);
  expect(await findingsOf(here)).toEqual({ orphans: [], foreign: [], missing: [] });
  const requested = await showOne(here);
  await issue(here, requested);
  await here.storage.delete([framingKey(image)]);
  expect(await findingsOf(here)).toEqual({
    orphans: [],
    foreign: [],
    missing: [framingKey(image)],
  });
  here.storage.put(framingKey(image), PICTURE, 'image/jpeg');
  await here.store.deleteRecords(AGENT);
  here.clock.advance(3 * HOUR);
  const { orphans } = await findingsOf(here);
  expect(orphans).toEqual(expect.arrayContaining([framingKey(image), framingUploadKey(image)]));
});

test('what a newer version of the app recorded about it stays', async () => {
  const here = agentsWorld();
  const before = await frameOne(here);
  const framing = { ...before.framing, filter: 'sepia' } as ImageRecord['framing'];
  const after = { ...before, framing, rev: before.rev + 1 };
  await here.store.commit({ userId: AGENT, images: [{ before, after }], events: [] });
  await removeImage(here, AGENT, BY);
  await updateProfile(here, AGENT, { profileImageKey: before.key }, BY);
  expect((await imageOf(here, before.imageId)).framing).toEqual(framing);
});

test('no other program is told of it', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await issue(here, image);
  const change = storeFraming(await agentOf(here), await imageOf(here, image.imageId));
  expect(change.user?.images?.after.shown?.isFramed).toBe(true);
  expect(photoChanged(change, { eventId: 'e', at: '2026-01-01T00:00:00Z' })).toBeNull();
});
