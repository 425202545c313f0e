// Processing an upload, step by step, on the in-memory adapters.
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { issue, lease } from '@/lib/server/profile/domain/upload-steps';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { deadlineSignal, type Outlive, underSignal } from '@/lib/server/shared/deadline';
import { UnavailableError } from '@/lib/server/shared/errors';
import { BAD, GOOD, type World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  agentsWorld,
  BY,
  countCommits,
  eventsOf,
  HOUR,
  imageOf,
  issueOne,
  putLegacyUser,
  putUpload,
  showOne,
  uploadOne,
} from '@/test/profile/scenes';
import { storedKeys } from '@/test/profile/stored-keys';
import { processImage } from './process-image';

const processOne = (here: World, { imageId }: { imageId: string }) =>
  processImage(here, AGENT, imageId, { actor: BY });

/** Simulates a process that takes the lease and dies. */
async function leaseToTheDead(here: World, imageId: string): Promise<void> {
  const until = here.clock.now().getTime() / 1000 + 30;
  await here.store.commit(lease(await imageOf(here, imageId), { token: 'dead', until }).change);
}

function countValidations(here: World): () => number {
  const { validateImage } = here;
  let validations = 0;
  here.validateImage = (...upload) => {
    validations += 1;
    return validateImage(...upload);
  };
  return () => validations;
}

test('an upload is validated and stored, and the upload object deleted', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  await processOne(here, image);
  expect(here.storage.keys().sort()).toEqual(storedKeys(image).sort());
  const { images } = await agentOf(here);
  expect(images.shown).toMatchObject({ imageId: image.imageId, key: image.key });
  expect(images.newest?.key).toBe(image.key);
  expect(images.request).toBeNull();
  expect(eventsOf(here, image)).toEqual(['issued', 'shown']);
  expect((await imageOf(here, image.imageId)).lease).toBeNull();
});

test('of two concurrent confirms, one processes and the other waits for the same result', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  let waits = () => {};
  const someoneWaits = new Promise<void>((resolve) => {
    waits = resolve;
  });
  here.clock.sleep = async () => {
    waits();
    await turn();
  };
  const { validateImage } = here;
  here.validateImage = async (...upload) => {
    await someoneWaits;
    return validateImage(...upload);
  };
  const validations = countValidations(here);
  const confirm = () => updateProfile(here, AGENT, { profileImageKey: image.key }, BY);
  const answers = await Promise.all([confirm(), confirm()]);
  expect(answers.map(({ profileImageKey }) => profileImageKey)).toEqual([image.key, image.key]);
  expect(validations()).toBe(1);
  expect(eventsOf(here, image)).toEqual(['issued', 'shown']);
});

test('a waiting request gets the rejection and its reason', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here, BAD);
  const outcomes = await Promise.allSettled([processOne(here, image), processOne(here, image)]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ reason: { code: 'image_rejected', reason: 'corrupt' } });
  }
  expect(eventsOf(here, image)).toEqual(['issued', 'rejected']);
});

test('waiting for a dead lease holder ends after 5 s, with the end of the lease as Retry-After', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  await leaseToTheDead(here, image.imageId);
  const begun = here.clock.now().getTime();
  await expect(processOne(here, image)).rejects.toMatchObject({
    code: 'unavailable',
    retryAfter: 25,
  });
  expect(here.clock.now().getTime() - begun).toBe(5000);
  here.clock.advance(25);
  await processOne(here, image);
  expect((await agentOf(here)).images.shown?.key).toBe(image.key);
});

test('a lease is taken over as soon as it expires, and not before', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  await leaseToTheDead(here, image.imageId);
  here.clock.advance(26);
  const begun = here.clock.now().getTime();
  await processOne(here, image);
  expect(here.clock.now().getTime() - begun).toBe(4000);
});

test('a holder whose lease is about to expire writes nothing, and the next one shows the image', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  const { validateImage } = here;
  here.validateImage = (...upload) => {
    here.clock.advance(20.5);
    return validateImage(...upload);
  };
  await expect(processOne(here, image)).rejects.toThrow(UnavailableError);
  expect(here.storage.keys()).toEqual([image.uploadKey]);
  expect((await imageOf(here, image.imageId)).lease).toBeNull();

  here.validateImage = validateImage;
  await processOne(here, image);
  expect((await agentOf(here)).images.shown?.key).toBe(image.key);
});

test('the lease is released only after the last write has ended, even if one failed', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  const { write } = here.storage;
  let writing = 0;
  here.storage.write = async (key, ...object) => {
    if (key === image.key) throw new UnavailableError('S3 cannot answer now');
    writing += 1;
    await turn();
    await write(key, ...object);
    writing -= 1;
  };
  const { commit } = here.store;
  const writesAtRelease: number[] = [];
  here.store.commit = async (change) => {
    if (change.images.every(({ after }) => after.lease === null)) writesAtRelease.push(writing);
    await commit(change);
  };
  await expect(processOne(here, image)).rejects.toThrow(UnavailableError);
  expect(writesAtRelease).toEqual([0]);
});

test('past the deadline of the request, a lease that is still being taken is released after it was taken', async () => {
  const here = agentsWorld();
  await showOne(here);
  const image = await uploadOne(here);
  const deadline = new AbortController();
  const { commit, readImage } = here.store;
  const applied: unknown[] = [];
  let reads = 0;
  here.store.readImage = async (...which) => {
    reads += 1;
    // The second read is that of the shown image, beside the taking of the lease.
    if (reads === 2) deadline.abort();
    deadlineSignal()?.throwIfAborted();
    return readImage(...which);
  };
  here.store.commit = async (change) => {
    const late = turn()
      .then(() => turn())
      .then(async () => {
        await commit(change);
        applied.push(change.images[0]?.after.lease?.token ?? 'released');
      });
    const signal = deadlineSignal();
    await (signal ? Promise.race([late, aborted(signal)]) : late);
  };
  const rest: Parameters<Outlive>[0][] = [];
  const answer = underSignal(
    deadline.signal,
    () => processOne(here, image),
    (left) => rest.push(left) > 0,
  );
  await expect(answer).rejects.toThrow(UnavailableError);
  await Promise.all(rest);
  await turn();
  expect(applied).toEqual([expect.any(String), 'released']);
  expect((await imageOf(here, image.imageId)).lease).toBeNull();
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
  const here = agentsWorld();
  const image = await issueOne(here);
  const commits = countCommits(here);
  await expect(processOne(here, image)).rejects.toMatchObject({ code: 'not_uploaded' });
  expect((await getProfile(here, AGENT, BY)).profileImageStatus).toBe('pending');
  expect(commits()).toBe(0);
});

test('an image expires one hour after it was issued, not sooner', async () => {
  const here = agentsWorld();
  const shown = await showOne(here);
  const image = await issueOne(here);
  here.clock.advance(HOUR - 1);
  await expect(processOne(here, image)).rejects.toMatchObject({ code: 'not_uploaded' });
  expect((await imageOf(here, image.imageId)).state).toBe('issued');
  here.clock.advance(1);
  await expect(processOne(here, image)).rejects.toMatchObject({ code: 'not_uploaded' });
  expect((await imageOf(here, image.imageId)).state).toBe('expired');
  const { images } = await agentOf(here);
  expect(images.request).toBeNull();
  expect(images.newest?.key).toBe(shown.key);
  await expect(processOne(here, image)).rejects.toMatchObject({ code: 'not_uploaded' });
  expect(eventsOf(here, image)).toEqual(['issued', 'expired']);
});

test('an image with a newer request is superseded, and stays so', async () => {
  const here = agentsWorld();
  const first = await uploadOne(here);
  const second = await uploadOne(here);
  const validations = countValidations(here);
  await expect(processOne(here, first)).rejects.toMatchObject({ code: 'superseded' });
  await expect(processOne(here, first)).rejects.toMatchObject({ code: 'superseded' });
  expect(validations()).toBe(0);
  expect(eventsOf(here, first)).toEqual(['issued', 'superseded']);
  await processOne(here, second);
  expect((await agentOf(here)).images.shown?.key).toBe(second.key);
});

test('a request during processing wins, and the processed image is never shown', async () => {
  const here = agentsWorld();
  const first = await uploadOne(here);
  const { validateImage } = here;
  here.validateImage = async (...upload) => {
    await issueOne(here);
    return validateImage(...upload);
  };
  await expect(processOne(here, first)).rejects.toMatchObject({ code: 'superseded' });
  expect((await agentOf(here)).images.shown).toBeNull();
  here.clock.advance(HOUR);
  await sweep(here);
  expect(here.storage.keys()).toEqual([]);
});

test('a rejected image leaves the shown one, also in the four attributes, and has a reason', async () => {
  const here = agentsWorld();
  const shown = await showOne(here);
  const image = await uploadOne(here, BAD);
  expect((await agentOf(here)).images.newest?.key).toBe(image.key);
  await expect(processOne(here, image)).rejects.toMatchObject({
    code: 'image_rejected',
    reason: 'corrupt',
  });
  const { images } = await agentOf(here);
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
  expect(here.storage.keys().sort()).toEqual(storedKeys(shown).sort());
});

test('a rejected first photo leaves none of the four attributes', async () => {
  const here = agentsWorld();
  await expect(processOne(here, await uploadOne(here, BAD))).rejects.toThrow();
  expect((await agentOf(here)).images.newest).toBeNull();
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
    const here = agentsWorld();
    const validations = countValidations(here);
    const image = await issueOne(here, declared);
    here.storage.put(image.uploadKey ?? '', bytes, sent);
    await expect(processOne(here, image)).rejects.toMatchObject({ code: 'image_rejected', reason });
    expect(validations()).toBe(0);
  },
);

test('an upload that matches its declarations is accepted', async () => {
  const here = agentsWorld();
  const declared = { fileSize: GOOD.length, checksumSha256: sha256OfGood };
  const image = await issueOne(here, declared);
  putUpload(here, image);
  await processOne(here, image);
  expect((await agentOf(here)).images.shown?.key).toBe(image.key);
});

test('names change in the transaction that shows the image', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  const { commit } = here.store;
  const names: (string | undefined)[] = [];
  here.store.commit = async (change) => {
    await commit(change);
    names.push((await agentOf(here)).nombre);
  };
  await processImage(here, AGENT, image.imageId, { actor: BY, names: { nombre: 'Eva' } });
  expect(names).toEqual(['Ana', 'Eva']);
});

test('names do not change with an image that is rejected or superseded', async () => {
  const here = agentsWorld();
  const rejected = await uploadOne(here, BAD);
  const names = { nombre: 'Eva' };
  await expect(processImage(here, AGENT, rejected.imageId, { actor: BY, names })).rejects.toThrow();
  const overtaken = await uploadOne(here);
  await issueOne(here);
  await expect(
    processImage(here, AGENT, overtaken.imageId, { actor: BY, names }),
  ).rejects.toThrow();
  expect((await agentOf(here)).nombre).toBe('Ana');
});

test('names change with an image that is already shown', async () => {
  const here = agentsWorld();
  const image = await showOne(here);
  await processImage(here, AGENT, image.imageId, { actor: BY, names: { nombre: 'Eva' } });
  expect((await agentOf(here)).nombre).toBe('Eva');
});

test('an unknown user or image is not found', async () => {
  const here = agentsWorld();
  await expect(processImage(here, AGENT, 'none', { actor: BY })).rejects.toMatchObject({
    code: 'image_not_found',
  });
  await expect(processImage(here, 'nobody', 'none', { actor: BY })).rejects.toMatchObject({
    code: 'user_not_found',
  });
});

test('the photo is shown even if its upload cannot be deleted yet', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  const remove = here.storage.delete;
  here.storage.delete = () => Promise.reject(new UnavailableError('S3 cannot answer now'));
  await processOne(here, image);
  here.storage.delete = remove;
  here.clock.advance(HOUR);
  await sweep(here);
  expect(here.storage.keys().sort()).toEqual(storedKeys(image).sort());
});

describe('a legacy image', () => {
  const key = `profiles/${AGENT}/vieja.jpg`;
  const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), GOOD]);

  async function adopted(here: World) {
    putLegacyUser(here, key);
    await findUser(here, AGENT, BY);
    return imageOf(here, imageIdOfKey(AGENT, key));
  }

  test('is validated at its key: its bytes stay, and its variants are created', async () => {
    const here = agentsWorld();
    const image = await adopted(here);
    putUpload(here, image, jpeg);
    await processOne(here, image);
    expect(here.storage.keys().sort()).toEqual(storedKeys(image).sort());
    expect(Buffer.from((await here.storage.read(key, 99))?.bytes ?? [])).toEqual(jpeg);
    expect((await getProfile(here, AGENT, BY)).profileImageKey).toBe(key);
    expect(eventsOf(here, image)).toEqual(['adopted', 'proven']);
  });

  test('has the type of its bytes, whatever its name', async () => {
    const here = agentsWorld();
    const image = await adopted(here);
    expect(image.contentType).toBe('image/jpeg');
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00]);
    putUpload(here, image, png);
    const asked: unknown[] = [];
    const { presignGet } = here.signer;
    here.signer.presignGet = (wanted, type) => {
      asked.push([wanted, type]);
      return presignGet(wanted);
    };
    expect(await getProfile(here, AGENT, BY)).toMatchObject({
      profileImageKey: key,
      profileImageContentType: 'image/png',
    });
    expect(asked).toContainEqual([key, 'image/png']);
    expect((await imageOf(here, image.imageId)).contentType).toBe('image/png');
  });

  test('may be larger than an upload', async () => {
    const here = agentsWorld();
    const image = await adopted(here);
    putUpload(here, image, Buffer.concat([jpeg, Buffer.alloc(3 * 1024 * 1024)]));
    await processOne(here, image);
    expect((await agentOf(here)).images.shown?.proven).not.toBeNull();
  });

  test('may be smaller than an upload', async () => {
    const here = agentsWorld();
    const { validateImage } = here;
    here.validateImage = async (...upload) => {
      const validation = await validateImage(...upload);
      if (validation.ok) validation.image.original = { width: 16, height: 16 };
      return validation;
    };
    const image = await adopted(here);
    putUpload(here, image, jpeg);
    await processOne(here, image);
    expect((await agentOf(here)).images.shown?.proven).not.toBeNull();
  });

  test('is hidden and reported when it fails, and never deleted', async () => {
    const here = agentsWorld();
    const image = await adopted(here);
    putUpload(here, image, Buffer.from('<svg/>'));
    const failure = { code: 'image_rejected', reason: 'not_an_image' };
    await expect(processOne(here, image)).rejects.toMatchObject(failure);
    await expect(processOne(here, image)).rejects.toMatchObject(failure);
    const profile = await getProfile(here, AGENT, BY);
    expect(profile.profileImageKey).toBeNull();
    expect(profile.profileImagePending).toEqual({ key, reason: 'not_an_image' });
    here.clock.advance(100 * 24 * HOUR);
    await sweep(here);
    expect(here.storage.keys()).toEqual([key]);
    expect(eventsOf(here, image)).toEqual(['adopted', 'hidden']);
  });

  test('that fails while a newer request is pending does not change that request', async () => {
    const here = agentsWorld();
    const image = await adopted(here);
    putUpload(here, image, Buffer.from('<svg/>'));
    const newer = await uploadOne(here);
    await expect(processOne(here, image)).rejects.toMatchObject({ code: 'image_rejected' });
    expect((await agentOf(here)).images.request?.key).toBe(newer.key);
    await processOne(here, newer);
    expect((await getProfile(here, AGENT, BY)).profileImageKey).toBe(newer.key);
  });

  test('without an object changes nothing, however often it is requested', async () => {
    const here = agentsWorld();
    const image = await adopted(here);
    const commits = countCommits(here);
    here.clock.advance(2 * HOUR);
    await expect(processOne(here, image)).rejects.toMatchObject({ code: 'not_uploaded' });
    expect((await getProfile(here, AGENT, BY)).profileImageStatus).toBe('pending');
    expect(commits()).toBe(0);
  });
});

test('a commit whose response was lost is recognized, with the same result', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  const { commit } = here.store;
  here.store.commit = async (change) => {
    await commit(change);
    if (change.events.some(({ type }) => type === 'shown')) {
      throw new UnavailableError('DynamoDB cannot answer now');
    }
  };
  await expect(processOne(here, image)).rejects.toThrow(UnavailableError);
  here.store.commit = commit;
  await processOne(here, image);
  expect(eventsOf(here, image)).toEqual(['issued', 'shown']);
});

test('a change of the user between processing and commit is taken into account', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  const { readUser } = here.store;
  let reads = 0;
  here.store.readUser = async (userId) => {
    const user = await readUser(userId);
    reads += 1;
    // The commit is first tried on this read: another image is requested right after it.
    if (reads === 1 && user) {
      const moment = { now: 1_767_225_700, actor: BY, newId: here.newId, ...here.policy };
      const asked = { ...image, imageId: here.newId(), key: 'profiles/agente/other.png' };
      await here.store.commit(issue(user, asked, moment));
    }
    return user;
  };
  await expect(processOne(here, image)).rejects.toMatchObject({ code: 'superseded' });
  // Read again after the conflict alone.
  expect(reads).toBe(2);
});
