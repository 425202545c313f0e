// Processing a legacy image, on the in-memory adapters.
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { GOOD, type MemoryPorts } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  countCommits,
  eventsOf,
  HOUR,
  imageOf,
  JPEG,
  memoryPortsWithAgent,
  processOne,
  putLegacyUser,
  putUpload,
  uploadOne,
} from '@/test/profile/start-states';
import { storedKeys } from '@/test/profile/stored-keys';

describe('a legacy image', () => {
  const key = `profiles/${AGENT}/vieja.jpg`;
  const jpeg = Buffer.concat([JPEG, GOOD]);

  async function importedImage(memory: MemoryPorts) {
    putLegacyUser(memory, key);
    await findUser(memory, AGENT, BY);
    return imageOf(memory, imageIdOfKey(AGENT, key));
  }

  test('is validated at its key: its bytes stay, and its variants are created', async () => {
    const memory = memoryPortsWithAgent();
    const image = await importedImage(memory);
    putUpload(memory, image, jpeg);
    await processOne(memory, image);
    expect(memory.storage.keys().sort()).toEqual(storedKeys(image).sort());
    expect(Buffer.from((await memory.storage.read(key, 99))?.bytes ?? [])).toEqual(jpeg);
    expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(key);
    expect(eventsOf(memory, image)).toEqual(['adopted', 'proven']);
  });

  test('has the type of its bytes, whatever its name', async () => {
    const memory = memoryPortsWithAgent();
    const image = await importedImage(memory);
    expect(image.contentType).toBe('image/jpeg');
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00]);
    putUpload(memory, image, png);
    const asked: unknown[] = [];
    const { presignGet } = memory.signer;
    memory.signer.presignGet = (wanted, type) => {
      asked.push([wanted, type]);
      return presignGet(wanted);
    };
    expect(await getProfile(memory, AGENT, BY)).toMatchObject({
      profileImageKey: key,
      profileImageContentType: 'image/png',
    });
    expect(asked).toContainEqual([key, 'image/png']);
    expect((await imageOf(memory, image.imageId)).contentType).toBe('image/png');
  });

  test('may be larger than an upload', async () => {
    const memory = memoryPortsWithAgent();
    const image = await importedImage(memory);
    putUpload(memory, image, Buffer.concat([jpeg, Buffer.alloc(3 * 1024 * 1024)]));
    await processOne(memory, image);
    expect((await agentOf(memory)).images.shown?.processed).not.toBeNull();
  });

  test('may be smaller than an upload', async () => {
    const memory = memoryPortsWithAgent();
    const { validateImage } = memory;
    memory.validateImage = async (...upload) => {
      const validation = await validateImage(...upload);
      if (validation.ok) validation.image.original = { width: 16, height: 16 };
      return validation;
    };
    const image = await importedImage(memory);
    putUpload(memory, image, jpeg);
    await processOne(memory, image);
    expect((await agentOf(memory)).images.shown?.processed).not.toBeNull();
  });

  test('is hidden and reported when it fails, and never deleted', async () => {
    const memory = memoryPortsWithAgent();
    const image = await importedImage(memory);
    putUpload(memory, image, Buffer.from('<svg/>'));
    const failure = { code: 'image_rejected', reason: 'not_an_image' };
    await expect(processOne(memory, image)).rejects.toMatchObject(failure);
    await expect(processOne(memory, image)).rejects.toMatchObject(failure);
    const profile = await getProfile(memory, AGENT, BY);
    expect(profile.profileImageKey).toBeNull();
    expect(profile.profileImagePending).toEqual({ key, reason: 'not_an_image' });
    memory.clock.advance(100 * 24 * HOUR);
    await sweep(memory);
    expect(memory.storage.keys()).toEqual([key]);
    expect(eventsOf(memory, image)).toEqual(['adopted', 'hidden']);
  });

  test('that fails while a newer request is pending does not change that request', async () => {
    const memory = memoryPortsWithAgent();
    const image = await importedImage(memory);
    putUpload(memory, image, Buffer.from('<svg/>'));
    const newer = await uploadOne(memory);
    await expect(processOne(memory, image)).rejects.toMatchObject({ code: 'image_rejected' });
    expect((await agentOf(memory)).images.request?.key).toBe(newer.key);
    await processOne(memory, newer);
    expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(newer.key);
  });

  test('without an object changes nothing, however often it is requested', async () => {
    const memory = memoryPortsWithAgent();
    const image = await importedImage(memory);
    const commits = countCommits(memory);
    memory.clock.advance(2 * HOUR);
    await expect(processOne(memory, image)).rejects.toMatchObject({ code: 'not_uploaded' });
    expect((await getProfile(memory, AGENT, BY)).profileImageStatus).toBe('pending');
    expect(commits()).toBe(0);
  });
});
