// A size is added to and removed from the configuration while the app runs, on separate engines. The test lists the bucket.
import { cameraPhoto } from 'odd-images/camera-photo';
import sharp from 'sharp';
import { type EnginesProcess, startEnginesProcess } from '@/dev/engines-process';
import type { ImageRecord } from '@/lib/server/profile/domain/model';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import type { Ports } from '@/lib/server/profile/ports';
import { backfill } from '@/lib/server/profile/use-cases/backfill-images';
import { eraseUser } from '@/lib/server/profile/use-cases/erase-user';
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { issueUpload } from '@/lib/server/profile/use-cases/issue-upload';
import { imageHistory } from '@/lib/server/profile/use-cases/list-image-history';
import { reconcile } from '@/lib/server/profile/use-cases/reconcile-storage';
import { removeImage } from '@/lib/server/profile/use-cases/remove-image';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import { caller } from '@/test/profile/memory-ports';
import { type RealPorts, realPorts } from '@/test/profile/real-ports';
import { storedKeys } from '@/test/profile/stored-keys';

const EXTRA = { name: 'extra-size', side: 240, contentType: 'image/jpeg', quality: 80 } as const;
const HOUR = 3600;

let engines: EnginesProcess;
let now: RealPorts;
let photo: Buffer;
const open: RealPorts[] = [];

/** The ports of the app, with its clock ahead by some seconds. */
function ahead(seconds: number): RealPorts {
  const ports = realPorts({ ...process.env, ...engines.env }, seconds);
  open.push(ports);
  return ports;
}

/** The ports with one more configured size. */
function withExtra(ports: RealPorts): RealPorts {
  return { ...ports, policy: { ...ports.policy, imageVariants: [...IMAGE_VARIANTS, EXTRA] } };
}

beforeAll(async () => {
  engines = await startEnginesProcess(['http://localhost:3000'], process.cwd());
  now = ahead(0);
  photo = await cameraPhoto({ width: 400, height: 300, format: 'png' });
});

afterAll(async () => {
  for (const ports of open) ports.close();
  await engines.stop();
});

async function upload(ports: Ports, userId: string, bytes = photo): Promise<string> {
  const contentType = bytes === photo ? 'image/png' : 'image/webp';
  const asked = { fileName: 'foto', contentType } as const;
  const { presignedUrl, s3Key, headers } = await issueUpload(ports, userId, asked, caller(userId));
  const put = await fetch(presignedUrl, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  expect(put.status).toBe(200);
  return s3Key;
}

/** @param bytes the photo, or a WebP */
async function show(ports: Ports, userId: string, bytes = photo): Promise<ImageRecord> {
  const profileImageKey = await upload(ports, userId, bytes);
  await updateProfile(ports, userId, { profileImageKey }, caller(userId));
  const image = await ports.store.readImage(userId, imageIdOfKey(userId, profileImageKey));
  if (!image) throw new Error(`no record of ${profileImageKey}`);
  return image;
}

const extraOf = ({ userId, imageId }: ImageRecord) =>
  `profiles/${userId}/${imageId}/extra-size.jpg`;

/** Lists all keys of a user in the bucket. */
async function listed(userId: string): Promise<string[]> {
  return (await now.keys()).filter((key) => key.split('/')[1] === userId).sort();
}

/** The findings of `reconcile` for a user, once all objects are old enough to be compared. */
async function found(ports: Ports, userId: string) {
  const told: Record<string, string[]> = { orphans: [], foreign: [], missing: [] };
  const note = async (kind: string, keys: string[]) =>
    void told[kind]?.push(...keys.filter((key) => key.includes(userId)));
  await reconcile(ports, {
    orphans: (objects) =>
      note(
        'orphans',
        objects.map(({ key }) => key),
      ),
    foreign: (keys) => note('foreign', keys),
    missing: (key) => note('missing', [key]),
  });
  return told;
}

const NOTHING = { orphans: [], foreign: [], missing: [] };

async function urlOfExtra(ports: Ports, userId: string): Promise<string | undefined> {
  const { profileImageVariants } = await getProfile(ports, userId, caller(userId));
  return profileImageVariants.find(({ name }) => name === 'extra-size')?.url;
}

test('a new size is created for new photos and, by the backfill, for existing ones', async () => {
  const userId = 'added';
  await now.putUser(userId);
  const before = await show(now, userId);
  const newer = withExtra(now);
  const after = await show(newer, userId);
  const keys = [...storedKeys(before), ...storedKeys(after), extraOf(after)];
  expect(await listed(userId)).toEqual(keys.sort());
  // A missing size is the backfill's work, not a finding.
  expect(await found(withExtra(ahead(3 * HOUR)), userId)).toEqual(NOTHING);

  expect(await backfill(newer)).toMatchObject({ completed: 1, hidden: [], left: [] });
  expect(await listed(userId)).toEqual([...keys, extraOf(before)].sort());
  expect(await backfill(newer)).toMatchObject({ completed: 0, hidden: [], left: [] });
  expect(await found(withExtra(ahead(3 * HOUR)), userId)).toEqual(NOTHING);

  const user = caller(userId);
  await updateProfile(newer, userId, { profileImageKey: before.key }, user);
  const response = await fetch((await urlOfExtra(newer, userId)) ?? '');
  expect(response.headers.get('content-type')).toBe('image/jpeg');
  const made = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
  expect(made).toMatchObject({ format: 'jpeg', width: 240, height: 240 });

  await removeImage(newer, userId, user);
  await sweep(withExtra(ahead(26 * HOUR)));
  expect(await listed(userId)).toEqual([]);
});

test('a removed size is served as long as its photo, and deleted with it', async () => {
  const userId = 'taken-off';
  await now.putUser(userId);
  const kept = await show(withExtra(now), userId);
  const shown = await show(withExtra(now), userId);
  expect(await found(ahead(3 * HOUR), userId)).toEqual(NOTHING);
  expect((await fetch((await urlOfExtra(now, userId)) ?? '')).status).toBe(200);
  expect((await imageHistory(now, userId, null, caller(userId))).items).toHaveLength(2);
  // It belongs to a photo that can be restored.
  await updateProfile(now, userId, { profileImageKey: kept.key }, caller(userId));
  expect((await fetch((await urlOfExtra(now, userId)) ?? '')).status).toBe(200);

  await sweep(ahead(26 * HOUR));
  expect(await listed(userId)).toEqual([...storedKeys(kept), extraOf(kept)].sort());
  await removeImage(now, userId, caller(userId));
  await sweep(ahead(26 * HOUR));
  expect(await listed(userId)).toEqual([]);
  expect(shown.key).not.toBe(kept.key);
});

test('an unrecorded object of a killed process is deleted with its image', async () => {
  const userId = 'died';
  await now.putUser(userId);
  const newer = withExtra(now);
  const key = await upload(newer, userId);
  const dying: Ports = {
    ...newer,
    store: {
      ...newer.store,
      commit: async (change) => {
        if (change.events.some(({ type }) => type === 'shown')) throw new Error('died');
        await newer.store.commit(change);
      },
    },
  };
  const change = { profileImageKey: key };
  await expect(updateProfile(dying, userId, change, caller(userId))).rejects.toThrow('died');
  expect(await listed(userId)).toHaveLength(2 + IMAGE_VARIANTS.length + 1);
  await sweep(withExtra(ahead(26 * HOUR)));
  expect(await listed(userId)).toEqual([]);
});

test('an object in neither record nor configuration is an orphan once its image is deleted', async () => {
  const userId = 'left-over';
  await now.putUser(userId);
  const image = await show(now, userId);
  await now.storage.write(extraOf(image), photo, 'image/jpeg');
  expect(await found(ahead(3 * HOUR), userId)).toEqual({ ...NOTHING, foreign: [extraOf(image)] });
  await removeImage(now, userId, caller(userId));
  await sweep(ahead(26 * HOUR));
  expect(await found(ahead(3 * HOUR), userId)).toEqual({ ...NOTHING, orphans: [extraOf(image)] });
  await now.storage.delete([extraOf(image)]);
});

test('an erasure deletes every size, configured or not', async () => {
  const userId = 'erased';
  await now.putUser(userId);
  await show(withExtra(now), userId);
  await show(withExtra(now), userId);
  // By then no upload URL is valid any more.
  const record = await eraseUser(ahead(HOUR), userId);
  expect(record).toMatchObject({ images: 2, objects: 2 * (2 + IMAGE_VARIANTS.length), left: [] });
  expect(await listed(userId)).toEqual([]);
});

describe('a square WebP', () => {
  const allButLarge = (image: ImageRecord) =>
    storedKeys(image).filter((key) => !key.endsWith('/large.webp'));

  async function largeOf(userId: string) {
    const profile = await getProfile(now, userId, caller(userId));
    const large = profile.profileImageVariants.find(({ name }) => name === 'large');
    const response = await fetch(large?.url ?? '');
    const { format, width, height } = await sharp(
      Buffer.from(await response.arrayBuffer()),
    ).metadata();
    return { large, is: { format, width, height } };
  }

  test('is stored once as master and largest size, and every object is found and deleted', async () => {
    const userId = 'square';
    await now.putUser(userId);
    const webp = await cameraPhoto({ width: 1300, height: 1300, format: 'webp' });
    const image = await show(now, userId, webp);
    expect(await listed(userId)).toEqual(allButLarge(image).sort());
    const { large, is } = await largeOf(userId);
    expect(large).toMatchObject({ contentType: 'image/webp', width: 1024 });
    expect(new URL(large?.url ?? '').pathname).toContain(image.key);
    expect(is).toEqual({ format: 'webp', width: 1024, height: 1024 });

    expect(await backfill(now)).toMatchObject({ completed: 0, left: [] });
    expect(await found(ahead(3 * HOUR), userId)).toEqual(NOTHING);
    await now.storage.delete([image.key]);
    const missing = { ...NOTHING, missing: [image.key] };
    expect(await found(ahead(3 * HOUR), userId)).toEqual(missing);
    await removeImage(now, userId, caller(userId));
    await sweep(ahead(26 * HOUR));
    expect(await listed(userId)).toEqual([]);
  });

  test('that an older version stored twice is served, and both objects are deleted', async () => {
    const userId = 'square-before';
    await now.putUser(userId);
    const webp = await cameraPhoto({ width: 1100, height: 1100, format: 'webp' });
    const older: Ports = {
      ...now,
      validateImage: async (...given) => {
        const validation = await now.validateImage(...given);
        if (!validation.ok) return validation;
        const variants = validation.image.variants.map((one) => ({ ...one, isMaster: false }));
        return { ok: true, image: { ...validation.image, variants } };
      },
    };
    const image = await show(older, userId, webp);
    const largeKey = `profiles/${userId}/${image.imageId}/large.webp`;
    expect(await listed(userId)).toEqual([...allButLarge(image), largeKey].sort());
    const { large, is } = await largeOf(userId);
    expect(new URL(large?.url ?? '').pathname).toContain(largeKey);
    expect(is).toEqual({ format: 'webp', width: 1024, height: 1024 });
    expect(await found(ahead(3 * HOUR), userId)).toEqual(NOTHING);
    await removeImage(now, userId, caller(userId));
    await sweep(ahead(26 * HOUR));
    expect(await listed(userId)).toEqual([]);
  });

  test('of another program keeps its object, and gets a separate largest size', async () => {
    const userId = 'square-legacy';
    const key = `profiles/${userId}/vieja.webp`;
    const webp = await cameraPhoto({ width: 1300, height: 1300, format: 'webp' });
    await now.storage.write(key, webp, 'image/webp');
    await now.putUser(userId, key);
    const { large, is } = await largeOf(userId);
    expect(new URL(large?.url ?? '').pathname).toMatch(/\/large\.webp$/);
    expect(is).toEqual({ format: 'webp', width: 1024, height: 1024 });
    expect((await now.storage.read(key, 9_000_000))?.bytes).toEqual(new Uint8Array(webp));
  });
});
