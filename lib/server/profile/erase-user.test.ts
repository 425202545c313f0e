// Erasure in a world of memory: what is there goes, and what comes late finds nobody.
import { IMAGE_VARIANTS } from '@/lib/shared/image-variants';
import { eraseUser } from './erase-user';
import { caller, GOOD, newUser, START, type World, world } from './fakes/world';
import { getProfile } from './get-profile';
import { issueUpload } from './issue-upload';
import { settleUpload } from './settle-upload';
import { updateProfile } from './update-profile';

const USER = 'agente';
const OTHER = 'colega';

async function withPhotos(here: World, userId: string): Promise<string> {
  here.store.putUser(newUser(userId));
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
  let uploadKey = '';
  for (let count = 0; count < 3; count++) {
    const { presignedUrl, s3Key } = await issueUpload(here, userId, asked, caller(userId));
    uploadKey = presignedUrl.replace('memory:', '');
    here.storage.put(uploadKey, GOOD, 'image/png');
    await updateProfile(here, userId, { profileImageKey: s3Key }, caller(userId));
  }
  return uploadKey;
}

test('names, pictures and records go, and the record says how many; those of others stay', async () => {
  const here = world();
  await withPhotos(here, USER);
  await withPhotos(here, OTHER);
  const others = here.storage.keys().filter((key) => key.includes(OTHER));
  const record = await eraseUser(here, USER);
  expect(record).toMatchObject({
    userId: USER,
    images: 3,
    objects: 3 * (1 + IMAGE_VARIANTS.length),
    left: [],
  });
  expect(await here.store.readUser(USER)).toBeNull();
  expect(here.storage.keys().sort()).toEqual(others.sort());
  expect(here.store.images().every(({ userId }) => userId === OTHER)).toBe(true);
  expect(here.store.events().every(({ userId }) => userId === OTHER)).toBe(true);
  expect(await getProfile(here, OTHER, caller(OTHER))).toMatchObject({ userId: OTHER });
});

test('an old session, a late upload and its event bring nothing back', async () => {
  const here = world();
  const uploadKey = await withPhotos(here, USER);
  await eraseUser(here, USER);
  here.storage.put(uploadKey, GOOD, 'image/png');
  expect(await settleUpload(here, uploadKey)).toBe('user_not_found');
  expect(here.storage.keys()).toEqual([]);
  await expect(getProfile(here, USER, caller(USER))).rejects.toMatchObject({
    code: 'user_not_found',
  });
  await expect(updateProfile(here, USER, { nombre: 'Eva' }, caller(USER))).rejects.toMatchObject({
    code: 'user_not_found',
  });
  expect(here.store.images()).toEqual([]);
  expect(here.store.events()).toEqual([]);
  expect(await here.store.readUser(USER)).toBeNull();
});

test('it waits until an upload that was asked for can no longer begin', async () => {
  const here = world();
  here.store.putUser(newUser(USER));
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
  const { presignedUrl } = await issueUpload(here, USER, asked, caller(USER));
  const { sleep } = here.clock;
  here.clock.sleep = async (milliseconds) => {
    here.storage.put(presignedUrl.replace('memory:', ''), GOOD, 'image/png');
    await sleep(milliseconds);
  };
  const uploadsClosedAt = START + 300;
  const record = await eraseUser(here, USER);
  expect(record).toMatchObject({ objects: 1, left: [], uploadsClosedAt });
  // A PUT that began in the last moment has had time to end.
  expect(record.erasedAt).toBeGreaterThanOrEqual(uploadsClosedAt + 60);
  expect(here.storage.keys()).toEqual([]);
});

test('what is still there is told', async () => {
  const here = world();
  await withPhotos(here, USER);
  here.store.deleteUser = async () => {};
  expect((await eraseUser(here, USER)).left).toEqual(['the user']);
});

test('an id that names the folder of another in its own form does not reach it', async () => {
  const here = world();
  const part = `~${Buffer.from('a/b').toString('base64url')}`;
  await withPhotos(here, 'a/b');
  const before = here.storage.keys().length;
  await eraseUser(here, part);
  expect(here.storage.keys()).toHaveLength(before);
});
