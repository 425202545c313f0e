// An upload that kills processes is not retried for ever; one that failed because of a service is.

import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { lease } from '@/lib/server/profile/domain/upload-steps';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { DecoderDiedError, UnavailableError } from '@/lib/server/shared/errors';
import { GOOD, type World } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  agentsWorld,
  BY,
  countCommits,
  eventsOf,
  imageOf,
  putLegacyUser,
  uploadOne,
} from '@/test/profile/scenes';
import { processImage } from './process-image';

const processOne = (here: World, { imageId }: { imageId: string }) =>
  processImage(here, AGENT, imageId, { actor: BY });

/** Simulates a process that takes the lease and dies; the lease expires. */
async function dieWith(here: World, imageId: string): Promise<void> {
  const until = here.clock.now().getTime() / 1000 + 30;
  await here.store.commit(lease(await imageOf(here, imageId), { token: 'dead', until }).change);
  here.clock.advance(30);
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

const tooComplex = { code: 'image_rejected', reason: 'too_complex' };

test('an upload that killed one process is retried and shown', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  await dieWith(here, image.imageId);
  await processOne(here, image);
  expect((await agentOf(here)).images.shown?.key).toBe(image.key);
});

test('an upload that killed two processes is rejected and never retried', async () => {
  const here = agentsWorld();
  const validations = countValidations(here);
  const rejections: string[] = [];
  here.counts.rejected = (reason) => void rejections.push(reason);
  const image = await uploadOne(here);
  await dieWith(here, image.imageId);
  await dieWith(here, image.imageId);

  await expect(processOne(here, image)).rejects.toMatchObject(tooComplex);
  await expect(processOne(here, image)).rejects.toMatchObject(tooComplex);
  expect(validations()).toBe(0);
  expect(rejections).toEqual(['too_complex']);
  expect(here.storage.keys()).toEqual([]);
  expect(eventsOf(here, image)).toEqual(['issued', 'rejected']);
  expect(await getProfile(here, AGENT, BY)).toMatchObject({
    profileImageKey: null,
    profileImageStatus: 'rejected',
  });
});

test('a decoder that dies counts too, although the lease is released', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  here.validateImage = async () => {
    throw new DecoderDiedError('killed');
  };
  const validations = countValidations(here);
  for (let time = 0; time < 2; time++) {
    await expect(processOne(here, image)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await imageOf(here, image.imageId)).lease).toBeNull();
  }
  await expect(processOne(here, image)).rejects.toMatchObject(tooComplex);
  expect(validations()).toBe(2);
});

test('after any number of service failures the upload is retried', async () => {
  const here = agentsWorld();
  const image = await uploadOne(here);
  const { validateImage } = here;
  const { write } = here.storage;
  here.validateImage = async () => {
    throw new UnavailableError('busy');
  };
  for (let time = 0; time < 5; time++)
    await expect(processOne(here, image)).rejects.toThrow('busy');
  here.validateImage = validateImage;
  here.storage.write = async () => {
    throw new UnavailableError('no store');
  };
  for (let time = 0; time < 5; time++)
    await expect(processOne(here, image)).rejects.toThrow('no store');
  here.storage.write = write;
  await processOne(here, image);
  expect((await agentOf(here)).images.shown?.key).toBe(image.key);
});

test('a legacy image is hidden instead, and its object stays', async () => {
  const here = agentsWorld();
  const key = `profiles/${AGENT}/vieja.jpg`;
  putLegacyUser(here, key);
  here.storage.put(key, GOOD, 'image/jpeg');
  await findUser(here, AGENT, BY);
  const imageId = imageIdOfKey(AGENT, key);
  await dieWith(here, imageId);
  await dieWith(here, imageId);
  await expect(processOne(here, { imageId })).rejects.toMatchObject(tooComplex);
  expect((await imageOf(here, imageId)).state).toBe('hidden');
  expect(here.storage.keys()).toEqual([key]);
});

describe('the gate', () => {
  test('rejects before reading from the bucket or writing', async () => {
    const here = agentsWorld();
    const image = await uploadOne(here);
    const commits = countCommits(here);
    let reads = 0;
    const { read } = here.storage;
    here.storage.read = (...object) => {
      reads += 1;
      return read(...object);
    };
    here.imageGate.hold = async () => {
      throw new UnavailableError('full');
    };
    await expect(processOne(here, image)).rejects.toThrow('full');
    expect([reads, commits()]).toEqual([0, 0]);
  });

  test('is asked for memory before reading the object, and for a process before taking the lease', async () => {
    const here = agentsWorld();
    const image = await uploadOne(here);
    const order: string[] = [];
    const { read, write } = here.storage;
    const { commit } = here.store;
    const { validateImage } = here;
    here.imageGate = {
      async hold(_bytes, work) {
        order.push('hold');
        const result = await work();
        order.push('let go');
        return result;
      },
      async decode(_pixels, work) {
        order.push('decode');
        const result = await work();
        order.push('decoded');
        return result;
      },
    };
    here.storage.read = (...object) => {
      order.push('read');
      return read(...object);
    };
    here.storage.write = (...object) => {
      if (order.at(-1) !== 'write') order.push('write');
      return write(...object);
    };
    here.store.commit = (change) => {
      order.push('commit');
      return commit(change);
    };
    here.validateImage = (...upload) => {
      order.push('validate');
      return validateImage(...upload);
    };
    await processOne(here, image);
    expect(order.join(', ')).toBe(
      'hold, read, decode, commit, validate, decoded, write, commit, let go',
    );
  });
});
