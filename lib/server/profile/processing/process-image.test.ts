// Processing an upload, step by step, on the in-memory adapters.
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { issue, lease } from '@/lib/server/profile/domain/upload-steps';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { deadlineSignal, type KeepAlive, underSignal } from '@/lib/server/shared/deadline';
import { UnavailableError } from '@/lib/server/shared/errors';
import { BAD, GOOD, type MemoryPorts } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  countCommits,
  countValidations,
  eventsOf,
  HOUR,
  imageOf,
  issueOne,
  memoryPortsWithAgent,
  putLegacyUser,
  putUpload,
  showOne,
  uploadOne,
} from '@/test/profile/start-states';
import { storedKeys } from '@/test/profile/stored-keys';
import { processImage } from './process-image';

const processOne = (memory: MemoryPorts, { imageId }: { imageId: string }) =>
  processImage(memory, AGENT, imageId, { actor: BY });

/** Simulates a process that takes the lease and dies. */
async function leaseToTheDead(memory: MemoryPorts, imageId: string): Promise<void> {
  const until = memory.clock.now().getTime() / 1000 + 30;
  await memory.store.commit(lease(await imageOf(memory, imageId), { token: 'dead', until }).change);
}

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

test('of two concurrent confirms, one processes and the other waits for the same result', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  let waits = () => {};
  const someoneWaits = new Promise<void>((resolve) => {
    waits = resolve;
  });
  memory.clock.sleep = async () => {
    waits();
    await turn();
  };
  const { validateImage } = memory;
  memory.validateImage = async (...upload) => {
    await someoneWaits;
    return validateImage(...upload);
  };
  const validations = countValidations(memory);
  const confirm = () => updateProfile(memory, AGENT, { profileImageKey: image.key }, BY);
  const answers = await Promise.all([confirm(), confirm()]);
  expect(answers.map(({ profileImageKey }) => profileImageKey)).toEqual([image.key, image.key]);
  expect(validations()).toBe(1);
  expect(eventsOf(memory, image)).toEqual(['issued', 'shown']);
});

test('a waiting request gets the rejection and its reason', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory, BAD);
  const outcomes = await Promise.allSettled([processOne(memory, image), processOne(memory, image)]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ reason: { code: 'image_rejected', reason: 'corrupt' } });
  }
  expect(eventsOf(memory, image)).toEqual(['issued', 'rejected']);
});

test('waiting for a dead lease holder ends after 5 s, with the end of the lease as Retry-After', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  await leaseToTheDead(memory, image.imageId);
  const begun = memory.clock.now().getTime();
  await expect(processOne(memory, image)).rejects.toMatchObject({
    code: 'unavailable',
    retryAfter: 25,
  });
  expect(memory.clock.now().getTime() - begun).toBe(5000);
  memory.clock.advance(25);
  await processOne(memory, image);
  expect((await agentOf(memory)).images.shown?.key).toBe(image.key);
});

test('a lease is taken over as soon as it expires, and not before', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  await leaseToTheDead(memory, image.imageId);
  memory.clock.advance(26);
  const begun = memory.clock.now().getTime();
  await processOne(memory, image);
  expect(memory.clock.now().getTime() - begun).toBe(4000);
});

test('a holder whose lease is about to expire writes nothing, and the next one shows the image', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  const { validateImage } = memory;
  memory.validateImage = (...upload) => {
    memory.clock.advance(20.5);
    return validateImage(...upload);
  };
  await expect(processOne(memory, image)).rejects.toThrow(UnavailableError);
  expect(memory.storage.keys()).toEqual([image.uploadKey]);
  expect((await imageOf(memory, image.imageId)).lease).toBeNull();

  memory.validateImage = validateImage;
  await processOne(memory, image);
  expect((await agentOf(memory)).images.shown?.key).toBe(image.key);
});

test('the lease is released only after the last write has ended, even if one failed', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  const { write } = memory.storage;
  let writing = 0;
  memory.storage.write = async (key, ...object) => {
    if (key === image.key) throw new UnavailableError('S3 cannot answer now');
    writing += 1;
    await turn();
    await write(key, ...object);
    writing -= 1;
  };
  const { commit } = memory.store;
  const writesAtRelease: number[] = [];
  memory.store.commit = async (change) => {
    if (change.images.every(({ after }) => after.lease === null)) writesAtRelease.push(writing);
    await commit(change);
  };
  await expect(processOne(memory, image)).rejects.toThrow(UnavailableError);
  expect(writesAtRelease).toEqual([0]);
});

test('past the deadline of the request, a lease that is still being taken is released after it was taken', async () => {
  const memory = memoryPortsWithAgent();
  await showOne(memory);
  const image = await uploadOne(memory);
  const deadline = new AbortController();
  const { commit, readImage } = memory.store;
  const applied: unknown[] = [];
  let reads = 0;
  memory.store.readImage = async (...which) => {
    reads += 1;
    // The second read is that of the shown image, beside the taking of the lease.
    if (reads === 2) deadline.abort();
    deadlineSignal()?.throwIfAborted();
    return readImage(...which);
  };
  memory.store.commit = async (change) => {
    const late = turn()
      .then(() => turn())
      .then(async () => {
        await commit(change);
        applied.push(change.images[0]?.after.lease?.token ?? 'released');
      });
    const signal = deadlineSignal();
    await (signal ? Promise.race([late, aborted(signal)]) : late);
  };
  const rest: Parameters<KeepAlive>[0][] = [];
  const answer = underSignal(
    deadline.signal,
    () => processOne(memory, image),
    (left) => rest.push(left) > 0,
  );
  await expect(answer).rejects.toThrow(UnavailableError);
  await Promise.all(rest);
  await turn();
  expect(applied).toEqual([expect.any(String), 'released']);
  expect((await imageOf(memory, image.imageId)).lease).toBeNull();
});

/** Rejects when the signal aborts, as a call does whose request is already on its way. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(new UnavailableError('aborted'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

test('polling for a missing upload costs no write', async () => {
  const memory = memoryPortsWithAgent();
  const image = await issueOne(memory);
  const commits = countCommits(memory);
  await expect(processOne(memory, image)).rejects.toMatchObject({ code: 'not_uploaded' });
  expect((await getProfile(memory, AGENT, BY)).profileImageStatus).toBe('pending');
  expect(commits()).toBe(0);
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
  '%s is found out before anyone looks into the bytes',
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

describe('a legacy image', () => {
  const key = `profiles/${AGENT}/vieja.jpg`;
  const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), GOOD]);

  async function adopted(memory: MemoryPorts) {
    putLegacyUser(memory, key);
    await findUser(memory, AGENT, BY);
    return imageOf(memory, imageIdOfKey(AGENT, key));
  }

  test('is validated at its key: its bytes stay, and its variants are created', async () => {
    const memory = memoryPortsWithAgent();
    const image = await adopted(memory);
    putUpload(memory, image, jpeg);
    await processOne(memory, image);
    expect(memory.storage.keys().sort()).toEqual(storedKeys(image).sort());
    expect(Buffer.from((await memory.storage.read(key, 99))?.bytes ?? [])).toEqual(jpeg);
    expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(key);
    expect(eventsOf(memory, image)).toEqual(['adopted', 'proven']);
  });

  test('has the type of its bytes, whatever its name', async () => {
    const memory = memoryPortsWithAgent();
    const image = await adopted(memory);
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
    const image = await adopted(memory);
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
    const image = await adopted(memory);
    putUpload(memory, image, jpeg);
    await processOne(memory, image);
    expect((await agentOf(memory)).images.shown?.processed).not.toBeNull();
  });

  test('is hidden and reported when it fails, and never deleted', async () => {
    const memory = memoryPortsWithAgent();
    const image = await adopted(memory);
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
    const image = await adopted(memory);
    putUpload(memory, image, Buffer.from('<svg/>'));
    const newer = await uploadOne(memory);
    await expect(processOne(memory, image)).rejects.toMatchObject({ code: 'image_rejected' });
    expect((await agentOf(memory)).images.request?.key).toBe(newer.key);
    await processOne(memory, newer);
    expect((await getProfile(memory, AGENT, BY)).profileImageKey).toBe(newer.key);
  });

  test('without an object changes nothing, however often it is requested', async () => {
    const memory = memoryPortsWithAgent();
    const image = await adopted(memory);
    const commits = countCommits(memory);
    memory.clock.advance(2 * HOUR);
    await expect(processOne(memory, image)).rejects.toMatchObject({ code: 'not_uploaded' });
    expect((await getProfile(memory, AGENT, BY)).profileImageStatus).toBe('pending');
    expect(commits()).toBe(0);
  });
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
  // Read again after the conflict alone.
  expect(reads).toBe(2);
});
