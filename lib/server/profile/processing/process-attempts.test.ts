// An upload that kills processes is not retried for ever; one that failed because of a service is.

import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { DecoderDiedError, UnavailableError } from '@/lib/server/shared/errors';
import { GOOD, type MemoryPorts } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  countCommits,
  countValidations,
  eventsOf,
  imageOf,
  memoryPortsWithAgent,
  processOne,
  putLegacyUser,
  takeLeaseAndDie,
  uploadOne,
} from '@/test/profile/start-states';

/** Simulates a process that takes the lease and dies; the lease expires. */
async function dieWith(memory: MemoryPorts, imageId: string): Promise<void> {
  await takeLeaseAndDie(memory, imageId);
  memory.clock.advance(30);
}

const tooComplex = { code: 'image_rejected', reason: 'too_complex' };

test('an upload that killed one process is retried and shown', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  await dieWith(memory, image.imageId);
  await processOne(memory, image);
  expect((await agentOf(memory)).images.shown?.key).toBe(image.key);
});

test('an upload that killed two processes is rejected and never retried', async () => {
  const memory = memoryPortsWithAgent();
  const validations = countValidations(memory);
  const rejections: string[] = [];
  memory.counts.rejected = (reason) => void rejections.push(reason);
  const image = await uploadOne(memory);
  await dieWith(memory, image.imageId);
  await dieWith(memory, image.imageId);

  await expect(processOne(memory, image)).rejects.toMatchObject(tooComplex);
  await expect(processOne(memory, image)).rejects.toMatchObject(tooComplex);
  expect(validations()).toBe(0);
  expect(rejections).toEqual(['too_complex']);
  expect(memory.storage.keys()).toEqual([]);
  expect(eventsOf(memory, image)).toEqual(['issued', 'rejected']);
  expect(await getProfile(memory, AGENT, BY)).toMatchObject({
    profileImageKey: null,
    profileImageStatus: 'rejected',
  });
});

test('a decoder that dies counts too, although the lease is released', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  memory.validateImage = async () => {
    throw new DecoderDiedError('killed');
  };
  const validations = countValidations(memory);
  for (let time = 0; time < 2; time++) {
    await expect(processOne(memory, image)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await imageOf(memory, image.imageId)).lease).toBeNull();
  }
  await expect(processOne(memory, image)).rejects.toMatchObject(tooComplex);
  expect(validations()).toBe(2);
});

test('after any number of service failures the upload is retried', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  const { validateImage } = memory;
  const { write } = memory.storage;
  memory.validateImage = async () => {
    throw new UnavailableError('busy');
  };
  for (let time = 0; time < 5; time++)
    await expect(processOne(memory, image)).rejects.toThrow('busy');
  memory.validateImage = validateImage;
  memory.storage.write = async () => {
    throw new UnavailableError('no store');
  };
  for (let time = 0; time < 5; time++)
    await expect(processOne(memory, image)).rejects.toThrow('no store');
  memory.storage.write = write;
  await processOne(memory, image);
  expect((await agentOf(memory)).images.shown?.key).toBe(image.key);
});

test('a legacy image is hidden instead, and its object stays', async () => {
  const memory = memoryPortsWithAgent();
  const key = `profiles/${AGENT}/vieja.jpg`;
  putLegacyUser(memory, key);
  memory.storage.put(key, GOOD, 'image/jpeg');
  await findUser(memory, AGENT, BY);
  const imageId = imageIdOfKey(AGENT, key);
  await dieWith(memory, imageId);
  await dieWith(memory, imageId);
  await expect(processOne(memory, { imageId })).rejects.toMatchObject(tooComplex);
  expect((await imageOf(memory, imageId)).state).toBe('hidden');
  expect(memory.storage.keys()).toEqual([key]);
});

describe('the gate', () => {
  test('rejects before reading from the bucket or writing', async () => {
    const memory = memoryPortsWithAgent();
    const image = await uploadOne(memory);
    const commits = countCommits(memory);
    let reads = 0;
    const { read } = memory.storage;
    memory.storage.read = (...object) => {
      reads += 1;
      return read(...object);
    };
    memory.imageGate.hold = async () => {
      throw new UnavailableError('full');
    };
    await expect(processOne(memory, image)).rejects.toThrow('full');
    expect([reads, commits()]).toEqual([0, 0]);
  });

  /** Processes an upload, and returns the steps in their order. */
  async function stepsOf(memory: MemoryPorts): Promise<string> {
    const image = await uploadOne(memory);
    const order: string[] = [];
    const { hold, decode } = memory.imageGate;
    const { read, write } = memory.storage;
    const { commit } = memory.store;
    const { validateImage } = memory;
    memory.imageGate = {
      hold: (bytes, work) =>
        hold(bytes, async (isAlone) => {
          order.push('hold');
          const result = await work(isAlone);
          order.push('let go');
          return result;
        }),
      decode: (pixels, work) =>
        decode(pixels, async () => {
          order.push(`decode ${pixels}`);
          const result = await work();
          order.push('decoded');
          return result;
        }),
    };
    memory.storage.read = (...object) => {
      order.push('read');
      return read(...object);
    };
    memory.storage.write = (...object) => {
      if (order.at(-1) !== 'write') order.push('write');
      return write(...object);
    };
    memory.store.commit = (change) => {
      order.push('commit');
      return commit(change);
    };
    memory.validateImage = (...upload) => {
      order.push('validate');
      return validateImage(...upload);
    };
    await processOne(memory, image);
    return order.join(', ');
  }

  test('of an upload alone, the lease is taken while it is read, in the place of the largest', async () => {
    expect(await stepsOf(memoryPortsWithAgent())).toBe(
      'hold, decode 25000000, read, commit, validate, decoded, write, commit, let go',
    );
  });

  test('beside another, is asked for a process after reading the upload, and before taking the lease', async () => {
    const memory = memoryPortsWithAgent();
    await memory.imageGate.hold(1, async () => {
      expect(await stepsOf(memory)).toBe(
        'hold, read, decode 25000000, commit, validate, decoded, write, commit, let go',
      );
    });
  });
});
