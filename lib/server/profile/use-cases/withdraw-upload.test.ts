import { caller, GOOD, type MemoryPorts, memoryPorts, newUser } from '@/test/profile/memory-ports';
import { getProfile } from './get-profile';
import { issueUpload } from './issue-upload';
import { sweep } from './sweep-images';
import { updateProfile } from './update-profile';
import { withdrawUpload } from './withdraw-upload';

const USER = 'agente';
const by = caller(USER);

async function upload(memory: MemoryPorts): Promise<string> {
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
  const { presignedUrl, s3Key } = await issueUpload(memory, USER, asked, by);
  memory.storage.put(presignedUrl.replace('memory:', ''), GOOD, 'image/png');
  return s3Key;
}

function newMemoryPorts(): MemoryPorts {
  const memory = memoryPorts();
  memory.store.putUser(newUser(USER));
  return memory;
}

test('a withdrawn upload is never shown, even if its bytes have arrived', async () => {
  const memory = newMemoryPorts();
  const first = await upload(memory);
  await updateProfile(memory, USER, { profileImageKey: first }, by);
  const second = await upload(memory);
  const answer = await withdrawUpload(memory, USER, second, by);
  expect(answer).toMatchObject({ profileImageKey: first, profileImageStatus: 'shown' });
  expect((await getProfile(memory, USER, by)).profileImageKey).toBe(first);
  await expect(updateProfile(memory, USER, { profileImageKey: second }, by)).rejects.toMatchObject({
    code: 'superseded',
  });
  const [newest] = memory.store.events().filter(({ type }) => type === 'superseded');
  expect(newest?.by).toEqual(by);
});

test('its bytes are deleted by the sweep', async () => {
  const memory = newMemoryPorts();
  await withdrawUpload(memory, USER, await upload(memory), by);
  memory.clock.advance(3700);
  await sweep(memory);
  expect(memory.storage.keys()).toEqual([]);
});

test('an upload in processing is not shown either', async () => {
  const memory = newMemoryPorts();
  const key = await upload(memory);
  const { validateImage } = memory;
  memory.validateImage = async (...upload) => {
    await withdrawUpload(memory, USER, key, by);
    return validateImage(...upload);
  };
  await expect(updateProfile(memory, USER, { profileImageKey: key }, by)).rejects.toMatchObject({
    code: 'superseded',
  });
  expect((await getProfile(memory, USER, by)).profileImageKey).toBeNull();
});

test('an upload that is already shown stays, and an unknown one is not found', async () => {
  const memory = newMemoryPorts();
  const key = await upload(memory);
  await updateProfile(memory, USER, { profileImageKey: key }, by);
  expect((await withdrawUpload(memory, USER, key, by)).profileImageKey).toBe(key);
  await expect(withdrawUpload(memory, USER, 'profiles/colega/x.png', by)).rejects.toMatchObject({
    code: 'image_not_found',
  });
});
