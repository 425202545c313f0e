import { caller, GOOD, newUser, type World, world } from '@/test/profile/memory-ports';
import { getProfile } from './get-profile';
import { issueUpload } from './issue-upload';
import { sweep } from './sweep-images';
import { updateProfile } from './update-profile';
import { withdrawUpload } from './withdraw-upload';

const USER = 'agente';
const by = caller(USER);

async function upload(here: World): Promise<string> {
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
  const { presignedUrl, s3Key } = await issueUpload(here, USER, asked, by);
  here.storage.put(presignedUrl.replace('memory:', ''), GOOD, 'image/png');
  return s3Key;
}

function aWorld(): World {
  const here = world();
  here.store.putUser(newUser(USER));
  return here;
}

test('a withdrawn upload is never shown, even if its bytes have arrived', async () => {
  const here = aWorld();
  const first = await upload(here);
  await updateProfile(here, USER, { profileImageKey: first }, by);
  const second = await upload(here);
  const answer = await withdrawUpload(here, USER, second, by);
  expect(answer).toMatchObject({ profileImageKey: first, profileImageStatus: 'shown' });
  expect((await getProfile(here, USER, by)).profileImageKey).toBe(first);
  await expect(updateProfile(here, USER, { profileImageKey: second }, by)).rejects.toMatchObject({
    code: 'superseded',
  });
  const [newest] = here.store.events().filter(({ type }) => type === 'superseded');
  expect(newest?.by).toEqual(by);
});

test('its bytes are deleted by the sweep', async () => {
  const here = aWorld();
  await withdrawUpload(here, USER, await upload(here), by);
  here.clock.advance(3700);
  await sweep(here);
  expect(here.storage.keys()).toEqual([]);
});

test('an upload in processing is not shown either', async () => {
  const here = aWorld();
  const key = await upload(here);
  const { validateImage } = here;
  here.validateImage = async (...upload) => {
    await withdrawUpload(here, USER, key, by);
    return validateImage(...upload);
  };
  await expect(updateProfile(here, USER, { profileImageKey: key }, by)).rejects.toMatchObject({
    code: 'superseded',
  });
  expect((await getProfile(here, USER, by)).profileImageKey).toBeNull();
});

test('an upload that is already shown stays, and an unknown one is not found', async () => {
  const here = aWorld();
  const key = await upload(here);
  await updateProfile(here, USER, { profileImageKey: key }, by);
  expect((await withdrawUpload(here, USER, key, by)).profileImageKey).toBe(key);
  await expect(withdrawUpload(here, USER, 'profiles/colega/x.png', by)).rejects.toMatchObject({
    code: 'image_not_found',
  });
});
