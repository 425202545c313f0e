// Processing an upload, step by step, on the in-memory adapters.
import { createHash } from 'node:crypto';
import { issue } from '@/lib/server/profile/domain/upload-steps';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { UnavailableError } from '@/lib/server/shared/errors';
import { BAD, GOOD } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  countValidations,
  eventsOf,
  HOUR,
  imageOf,
  issueOne,
  memoryPortsWithAgent,
  processOne,
  putUpload,
  showOne,
  uploadOne,
} from '@/test/profile/start-states';
import { storedKeys } from '@/test/profile/stored-keys';
import { processImage } from './process-image';

test('an upload is validated and stored, and the upload object deleted', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  await processOne(memory, image);
  expect(memory.storage.keys().sort()).toEqual(storedKeys(image).sort());
  const { images } = await agentOf(memory);
  expect(images.shown).toMatchObject({ imageId: image.imageId, key: image.key });
  expect(images.newest?.key).toBe(image.key);
  expect(images.request).toBeNull();
  expect(eventsOf(memory, image)).toEqual(['issued', 'shown']);
  expect((await imageOf(memory, image.imageId)).lease).toBeNull();
});

test('an image expires one hour after it was issued, not sooner', async () => {
  const memory = memoryPortsWithAgent();
  const shown = await showOne(memory);
  const image = await issueOne(memory);
  memory.clock.advance(HOUR - 1);
  await expect(processOne(memory, image)).rejects.toMatchObject({ code: 'not_uploaded' });
  expect((await imageOf(memory, image.imageId)).state).toBe('issued');
  memory.clock.advance(1);
  await expect(processOne(memory, image)).rejects.toMatchObject({ code: 'not_uploaded' });
  expect((await imageOf(memory, image.imageId)).state).toBe('expired');
  const { images } = await agentOf(memory);
  expect(images.request).toBeNull();
  expect(images.newest?.key).toBe(shown.key);
  await expect(processOne(memory, image)).rejects.toMatchObject({ code: 'not_uploaded' });
  expect(eventsOf(memory, image)).toEqual(['issued', 'expired']);
});

test('an image with a newer request is superseded, and stays so', async () => {
  const memory = memoryPortsWithAgent();
  const first = await uploadOne(memory);
  const second = await uploadOne(memory);
  const validations = countValidations(memory);
  await expect(processOne(memory, first)).rejects.toMatchObject({ code: 'superseded' });
  await expect(processOne(memory, first)).rejects.toMatchObject({ code: 'superseded' });
  expect(validations()).toBe(0);
  expect(eventsOf(memory, first)).toEqual(['issued', 'superseded']);
  await processOne(memory, second);
  expect((await agentOf(memory)).images.shown?.key).toBe(second.key);
});

test('a request during processing wins, and the processed image is never shown', async () => {
  const memory = memoryPortsWithAgent();
  const first = await uploadOne(memory);
  const { validateImage } = memory;
  memory.validateImage = async (...upload) => {
    await issueOne(memory);
    return validateImage(...upload);
  };
  await expect(processOne(memory, first)).rejects.toMatchObject({ code: 'superseded' });
  expect((await agentOf(memory)).images.shown).toBeNull();
  memory.clock.advance(HOUR);
  await sweep(memory);
  expect(memory.storage.keys()).toEqual([]);
});

test('a rejected image leaves the shown one, also in the four attributes, and has a reason', async () => {
  const memory = memoryPortsWithAgent();
  const shown = await showOne(memory);
  const image = await uploadOne(memory, BAD);
  expect((await agentOf(memory)).images.newest?.key).toBe(image.key);
  await expect(processOne(memory, image)).rejects.toMatchObject({
    code: 'image_rejected',
    reason: 'corrupt',
  });
  const { images } = await agentOf(memory);
  expect(images.newest).toEqual({
    key: shown.key,
    contentType: 'image/png',
    fileName: 'foto.png',
    updatedAt: images.shown?.updatedAt,
  });
  expect(images.shown?.key).toBe(shown.key);
  expect(images.request).toEqual({
    imageId: image.imageId,
    key: image.key,
    state: 'rejected',
    namedUntil: null,
    reason: 'corrupt',
  });
  expect(memory.storage.keys().sort()).toEqual(storedKeys(shown).sort());
});

test('a rejected first photo leaves none of the four attributes', async () => {
  const memory = memoryPortsWithAgent();
  await expect(processOne(memory, await uploadOne(memory, BAD))).rejects.toThrow();
  expect((await agentOf(memory)).images.newest).toBeNull();
});

const sha256OfGood = createHash('sha256').update(GOOD).digest('base64');
const anotherSha256 = createHash('sha256').update(BAD).digest('base64');

test.each([
  ['empty', {}, Buffer.alloc(0), 'image/png'],
  ['too_large', {}, Buffer.alloc(2 * 1024 * 1024 + 1), 'image/png'],
  ['size_mismatch', { fileSize: GOOD.length + 1 }, GOOD, 'image/png'],
  ['type_mismatch', {}, GOOD, 'image/jpeg'],
  ['type_mismatch', {}, GOOD, 'image/png; charset=utf-8'],
  ['checksum_mismatch', { checksumSha256: anotherSha256 }, GOOD, 'image/png'],
] as const)(
  '%s is detected before the bytes are decoded',
  async (reason, declared, bytes, sent) => {
    const memory = memoryPortsWithAgent();
    const validations = countValidations(memory);
    const image = await issueOne(memory, declared);
    memory.storage.put(image.uploadKey ?? '', bytes, sent);
    await expect(processOne(memory, image)).rejects.toMatchObject({
      code: 'image_rejected',
      reason,
    });
    expect(validations()).toBe(0);
  },
);

test('an upload that matches its declarations is accepted', async () => {
  const memory = memoryPortsWithAgent();
  const declared = { fileSize: GOOD.length, checksumSha256: sha256OfGood };
  const image = await issueOne(memory, declared);
  putUpload(memory, image);
  await processOne(memory, image);
  expect((await agentOf(memory)).images.shown?.key).toBe(image.key);
});

test('names change in the transaction that shows the image', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  const { commit } = memory.store;
  const names: (string | undefined)[] = [];
  memory.store.commit = async (change) => {
    await commit(change);
    names.push((await agentOf(memory)).nombre);
  };
  await processImage(memory, AGENT, image.imageId, { actor: BY, names: { nombre: 'Eva' } });
  expect(names).toEqual(['Ana', 'Eva']);
});

test('names do not change with an image that is rejected or superseded', async () => {
  const memory = memoryPortsWithAgent();
  const rejected = await uploadOne(memory, BAD);
  const names = { nombre: 'Eva' };
  await expect(
    processImage(memory, AGENT, rejected.imageId, { actor: BY, names }),
  ).rejects.toThrow();
  const overtaken = await uploadOne(memory);
  await issueOne(memory);
  await expect(
    processImage(memory, AGENT, overtaken.imageId, { actor: BY, names }),
  ).rejects.toThrow();
  expect((await agentOf(memory)).nombre).toBe('Ana');
});

test('names change with an image that is already shown', async () => {
  const memory = memoryPortsWithAgent();
  const image = await showOne(memory);
  await processImage(memory, AGENT, image.imageId, { actor: BY, names: { nombre: 'Eva' } });
  expect((await agentOf(memory)).nombre).toBe('Eva');
});

test('an unknown user or image is not found', async () => {
  const memory = memoryPortsWithAgent();
  await expect(processImage(memory, AGENT, 'none', { actor: BY })).rejects.toMatchObject({
    code: 'image_not_found',
  });
  await expect(processImage(memory, 'nobody', 'none', { actor: BY })).rejects.toMatchObject({
    code: 'user_not_found',
  });
});

test('the photo is shown even if its upload cannot be deleted yet', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  const remove = memory.storage.delete;
  memory.storage.delete = () => Promise.reject(new UnavailableError('S3 cannot answer now'));
  await processOne(memory, image);
  memory.storage.delete = remove;
  memory.clock.advance(HOUR);
  await sweep(memory);
  expect(memory.storage.keys().sort()).toEqual(storedKeys(image).sort());
});

test('a commit whose response was lost is recognized, with the same result', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  const { commit } = memory.store;
  memory.store.commit = async (change) => {
    await commit(change);
    if (change.events.some(({ type }) => type === 'shown')) {
      throw new UnavailableError('DynamoDB cannot answer now');
    }
  };
  await expect(processOne(memory, image)).rejects.toThrow(UnavailableError);
  memory.store.commit = commit;
  await processOne(memory, image);
  expect(eventsOf(memory, image)).toEqual(['issued', 'shown']);
});

test('a change of the user between processing and commit is taken into account', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  const { readUser } = memory.store;
  let reads = 0;
  memory.store.readUser = async (userId) => {
    const user = await readUser(userId);
    reads += 1;
    // The commit is first tried on this read: another image is requested right after it.
    if (reads === 1 && user) {
      const moment = { now: 1_767_225_700, actor: BY, newId: memory.newId, ...memory.policy };
      const asked = { ...image, imageId: memory.newId(), key: 'profiles/agente/other.png' };
      await memory.store.commit(issue(user, asked, moment));
    }
    return user;
  };
  await expect(processOne(memory, image)).rejects.toMatchObject({ code: 'superseded' });
  // Only the conflict causes another read.
  expect(reads).toBe(2);
});
