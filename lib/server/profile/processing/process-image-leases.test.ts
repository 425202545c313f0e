// Processing under a lease: several requests for one upload, deadlines, and processes that die, on the in-memory adapters.
import { setImmediate as turn } from 'node:timers/promises';
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { deadlineSignal, type KeepAlive, underSignal } from '@/lib/server/shared/deadline';
import { ChangeConflictError, UnavailableError } from '@/lib/server/shared/errors';
import { BAD } from '@/test/profile/memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  countCommits,
  countValidations,
  eventsOf,
  imageOf,
  issueOne,
  memoryPortsWithAgent,
  processOne,
  showOne,
  takeLeaseAndDie,
  uploadOne,
} from '@/test/profile/start-states';

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
  await takeLeaseAndDie(memory, image.imageId);
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
  await takeLeaseAndDie(memory, image.imageId);
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

/** Rejects when the signal aborts, like a call whose request has been sent. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(new UnavailableError('aborted'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

test('reads of the profile while an upload is missing cost no write', async () => {
  const memory = memoryPortsWithAgent();
  await issueOne(memory);
  const commits = countCommits(memory);
  for (let time = 0; time < 3; time++) {
    expect((await getProfile(memory, AGENT, BY)).profileImageStatus).toBe('pending');
  }
  expect(commits()).toBe(0);
});

test('confirms of a missing upload take the lease and give it back, and count no attempt', async () => {
  const memory = memoryPortsWithAgent();
  const image = await issueOne(memory);
  const commits = countCommits(memory);
  for (let time = 0; time < 3; time++) {
    await expect(processOne(memory, image)).rejects.toMatchObject({ code: 'not_uploaded' });
    expect(await imageOf(memory, image.imageId)).toMatchObject({ lease: null, attempts: 0 });
  }
  expect(commits()).toBe(6);
});

test('while another upload is in work, the confirm of a missing upload costs no write', async () => {
  const memory = memoryPortsWithAgent();
  const image = await issueOne(memory);
  const commits = countCommits(memory);
  await memory.imageGate.hold(1, () =>
    expect(processOne(memory, image)).rejects.toMatchObject({ code: 'not_uploaded' }),
  );
  expect(commits()).toBe(0);
});

test('an upload that could not be read, while its lease was taken, is processed by the next confirm', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  const { read } = memory.storage;
  memory.storage.read = async () => {
    throw new UnavailableError('S3 cannot answer now');
  };
  await expect(processOne(memory, image)).rejects.toThrow('S3 cannot answer now');
  expect(await imageOf(memory, image.imageId)).toMatchObject({ lease: null, attempts: 0 });
  memory.storage.read = read;
  await processOne(memory, image);
  expect((await agentOf(memory)).images.shown?.key).toBe(image.key);
});

test('a request that loses the lease has ended its read before it tries again', async () => {
  const memory = memoryPortsWithAgent();
  const image = await uploadOne(memory);
  const { read } = memory.storage;
  let reading = 0;
  memory.storage.read = async (...object) => {
    reading += 1;
    for (let step = 0; step < 10; step++) await turn();
    reading -= 1;
    return read(...object);
  };
  const { commit, readImage } = memory.store;
  let isFirst = true;
  memory.store.commit = async (change) => {
    if (isFirst) {
      isFirst = false;
      throw new ChangeConflictError('lost');
    }
    return commit(change);
  };
  const readingAtRetry: number[] = [];
  memory.store.readImage = (...which) => {
    readingAtRetry.push(reading);
    return readImage(...which);
  };
  await processOne(memory, image);
  expect(Math.max(...readingAtRetry)).toBe(0);
  expect((await agentOf(memory)).images.shown?.key).toBe(image.key);
});
