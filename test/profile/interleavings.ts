// Several concurrent actors on one profile, in random schedules: between any two calls of a port, any other actor may run.
// The invariants (lib/server/profile/domain) are checked at every commit, every deletion, and at the end.
import fc from 'fast-check';
import type {
  Change,
  ImageRecord,
  UserImages,
  UserRecord,
} from '@/lib/server/profile/domain/model';
import type { Ports } from '@/lib/server/profile/ports';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { issueUpload } from '@/lib/server/profile/use-cases/issue-upload';
import { processUpload } from '@/lib/server/profile/use-cases/process-upload';
import { removeImage } from '@/lib/server/profile/use-cases/remove-image';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { withdrawUpload } from '@/lib/server/profile/use-cases/withdraw-upload';
import { ProfileError } from '@/lib/server/shared/errors';
import { BAD, caller, GOOD, type MemoryPorts, memoryPorts, newUser } from './memory-ports';
import { storedKeys } from './stored-keys';

const USER = 'agente';
/** Keys that another program writes: in the user's folder, and elsewhere. */
const NEW_KEYS = `profiles/${USER}/nueva-`;
const FOREIGN = 'facturas/2024.pdf';
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

interface Setup {
  memory: MemoryPorts;
  /** The ports of the actors: each call waits for the scheduler. */
  ports: Ports;
  /** Number of objects being written. A write never outlasts its lease, so the clock stops in the meantime. */
  writing: number;
}

/** One action of an actor. `nth` selects among the images at that time. */
type Action =
  | { do: 'upload'; bytes: 'good' | 'bad' | 'none'; next: 'confirm' | 'get' | 'event' | 'nothing' }
  | { do: 'get' | 'remove' | 'sweep' | 'rename' }
  | { do: 'restore' | 'confirm' | 'withdraw' | 'event'; nth: number }
  | { do: 'elsewhere'; writes: 'nothing' | 'ours' | 'new' | 'foreign'; nth: number }
  | { do: 'wait'; seconds: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('upload' as const),
      bytes: fc.constantFrom('good' as const, 'good' as const, 'bad' as const, 'none' as const),
      next: fc.constantFrom(
        'confirm' as const,
        'get' as const,
        'event' as const,
        'nothing' as const,
      ),
    }),
  },
  fc.record({ do: fc.constantFrom('get', 'remove', 'rename') }),
  fc.record({ do: fc.constantFrom('confirm', 'withdraw', 'event'), nth: fc.nat(9) }),
  // Another program writes the row: removes the key, or writes the key of one of our images in any state, or a key of its own.
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('elsewhere' as const),
      writes: fc.constantFrom('nothing', 'ours', 'ours', 'new', 'foreign'),
      nth: fc.nat(9),
    }),
  },
  // Races with the sweep can delete photos, so they are more frequent.
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restore' as const), nth: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.constantFrom(12, 305, 3590, 25 * 3600),
    }),
  },
);

const actors = fc.array(fc.array(action, { minLength: 1, maxLength: 4 }), {
  minLength: 2,
  maxLength: 4,
});

/** The property: the invariants hold for all actions in all schedules. */
export const interleavings = fc.asyncProperty(
  fc.scheduler(),
  actors,
  async (scheduler, actions) => {
    const memory = memoryPorts();
    memory.store.putUser(newUser(USER));
    const setup: Setup = { memory, ports: scheduled(watched(memory), scheduler), writing: 0 };
    const { storage } = setup.ports;
    setup.ports.storage = {
      ...storage,
      write: (...object) => {
        setup.writing += 1;
        return storage.write(...object).finally(() => {
          setup.writing -= 1;
        });
      },
    };
    const done = Promise.all(actions.map((list) => act(setup, list)));
    await scheduler.waitFor(done);
    await checkEnd(memory);
  },
);

/** Makes every call of the store and the storage wait for the scheduler. */
function scheduled(ports: MemoryPorts, scheduler: fc.Scheduler): Ports {
  const { store, storage, clock } = ports;
  const turn =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await scheduler.schedule(Promise.resolve());
      return call(...args);
    };
  return {
    ...ports,
    store: {
      ...store,
      readUser: turn(store.readUser),
      readImage: turn(store.readImage),
      commit: turn(store.commit),
      listDue: turn(store.listDue),
    },
    storage: {
      ...storage,
      read: turn(storage.read),
      write: turn(storage.write),
      delete: turn(storage.delete),
    },
    clock: { ...clock, sleep: turn(clock.sleep) },
  };
}

async function act(setup: Setup, actions: Action[]): Promise<void> {
  for (const action of actions) {
    try {
      await perform(setup, action);
    } catch (error) {
      // Errors for the caller are valid results; any other error fails the test.
      if (!(error instanceof ProfileError) || error.code === 'internal') throw error;
    }
  }
}

async function perform(setup: Setup, action: Action): Promise<unknown> {
  const { ports, memory } = setup;
  const by = caller(USER);
  const pick = (nth: number, images: ImageRecord[]) => images[nth % Math.max(1, images.length)];
  switch (action.do) {
    case 'upload':
      return upload(setup, action);
    case 'get':
      return getProfile(ports, USER, by);
    case 'remove':
      return removeImage(ports, USER, by);
    case 'rename':
      return updateProfile(ports, USER, { nombre: 'Eva' }, by);
    case 'sweep':
      return sweep(ports);
    case 'wait':
      return memory.clock.advance(setup.writing > 0 ? 0 : action.seconds);
    case 'restore': {
      const kept = memory.store.images().filter(({ state }) => state === 'kept');
      const image = pick(action.nth, kept);
      return image && updateProfile(ports, USER, { profileImageKey: image.key }, by);
    }
    case 'confirm': {
      const image = pick(action.nth, memory.store.images());
      return image && updateProfile(ports, USER, { profileImageKey: image.key }, by);
    }
    case 'withdraw': {
      const image = pick(action.nth, memory.store.images());
      return image && withdrawUpload(ports, USER, image.key, by);
    }
    case 'elsewhere':
      return writeElsewhere(memory, action);
    case 'event': {
      const image = pick(action.nth, memory.store.images());
      return image?.uploadKey && processUpload(ports, image.uploadKey);
    }
  }
}

function writeElsewhere(
  { store, storage, clock }: MemoryPorts,
  { writes, nth }: Extract<Action, { do: 'elsewhere' }>,
): void {
  const images = store.images();
  const key = {
    nothing: undefined,
    ours: images[nth % Math.max(1, images.length)]?.key,
    new: `${NEW_KEYS}${nth}.jpg`,
    foreign: FOREIGN,
  }[writes];
  if (writes === 'new' && key) storage.put(key, JPEG, 'image/jpeg');
  const updatedAt = Math.floor(clock.now().getTime() / 1000);
  const newest = { contentType: 'image/jpeg', fileName: 'otra.jpg', updatedAt };
  store.writeElsewhere(USER, key === undefined ? null : { ...newest, key });
}

async function upload(
  { ports, memory }: Setup,
  { bytes, next }: Extract<Action, { do: 'upload' }>,
): Promise<void> {
  const by = caller(USER);
  const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
  const { presignedUrl, s3Key } = await issueUpload(ports, USER, asked, by);
  const key = presignedUrl.replace('memory:', '');
  if (bytes !== 'none') memory.storage.put(key, bytes === 'good' ? GOOD : BAD, 'image/png');
  if (next === 'confirm') await updateProfile(ports, USER, { profileImageKey: s3Key }, by);
  if (next === 'get') await getProfile(ports, USER, by);
  if (next === 'event') await processUpload(ports, key);
}

/** Wraps the adapters to check each commit and each deletion. */
function watched(memory: MemoryPorts): MemoryPorts {
  const { store, storage } = memory;
  return {
    ...memory,
    store: {
      ...store,
      async commit(change) {
        const before = await readUser(memory);
        await store.commit(change);
        checkEvents(change);
        checkOrder(before, await readUser(memory));
        await checkShown(memory);
        if (change.user?.images) checkNamed(change.user.images.after, unrecorded(memory, before));
      },
    },
    storage: {
      ...storage,
      async delete(keys) {
        for (const key of keys) checkDeletable(memory, key);
        await storage.delete(keys);
      },
    },
  };
}

function checkEvents({ images, events }: Change): void {
  const changed = images.filter(({ before, after }) => {
    const validatedNow =
      before?.processed === null && after.processed !== null && after.state === 'shown';
    return before?.state !== after.state || before.seq !== after.seq || validatedNow;
  });
  const told = events.map(({ imageId }) => imageId).sort();
  expect(told).toEqual(changed.map(({ after }) => after.imageId).sort());
}

/** The newest request wins: sequence numbers only grow, and an image that becomes shown has the newest one. */
function checkOrder({ images: before }: UserRecord, { images: after }: UserRecord): void {
  expect(after.imageSeq).toBeGreaterThanOrEqual(before.imageSeq);
}

async function checkShown(memory: MemoryPorts): Promise<void> {
  const { images } = await readUser(memory);
  const shown = memory.store.images().filter(({ state }) => state === 'shown');
  expect(shown.map(({ imageId }) => imageId)).toEqual(images.shown ? [images.shown.imageId] : []);
  const present = new Set(memory.storage.keys());
  for (const image of shown) {
    const needed = image.processed ? storedKeys(image) : [image.key];
    expect(needed.filter((key) => !present.has(key))).toEqual([]);
  }
  for (const { seq, state } of memory.store.images()) {
    // An image requested later than the shown one cannot have been shown and replaced by it.
    if (state === 'kept') expect(seq).toBeLessThan(images.imageSeq);
  }
  if (images.shown) {
    const [record] = shown;
    const later = memory.store
      .images()
      .filter(({ seq, state }) => seq > (record?.seq ?? 0) && state === 'kept');
    expect(later).toEqual([]);
  }
}

/** Returns the key that another program wrote and that has no record; null if there is none. Only a request follows it. */
function unrecorded(memory: MemoryPorts, { images }: UserRecord): string | null {
  const key = images.newest?.key ?? null;
  return memory.store.images().some((image) => image.key === key) ? null : key;
}

/**
 * The row names the newest upload while its URL is valid, else the shown image. The key of another program stays while none is shown.
 * @param left another key that may stay
 */
function checkNamed({ newest, request, shown }: UserImages, left: string | null): void {
  const isPendingNamed = request?.state === 'pending' && request.namedUntil !== null;
  const named = (isPendingNamed ? request.key : shown?.key) ?? null;
  const key = newest?.key ?? null;
  const isLeft = key === FOREIGN ? shown === null : key !== null && key === left;
  if (!isLeft) expect(key).toBe(named);
}

function checkDeletable(memory: MemoryPorts, key: string): void {
  const image = memory.store
    .images()
    .find((one) => one.uploadKey === key || storedKeys(one).includes(key));
  expect(image).toBeDefined();
  if (!image) return;
  if (image.uploadKey === key) expect(image.state).not.toBe('issued');
  else expect(['deleting', 'deleted']).toContain(image.state);
}

/** At the end: the newest request has won, and two days of sweeps leave only what is shown. */
async function checkEnd(memory: MemoryPorts): Promise<void> {
  memory.clock.advance(31);
  const before = await findUser(memory, USER, caller(USER));
  const newest = memory.store.images().toSorted((a, b) => b.seq - a.seq)[0];
  const wanted = newest && newest.seq === before.images.imageSeq ? newest : null;
  const uploaded =
    wanted?.uploadKey &&
    (await memory.storage.read(wanted.uploadKey, 99))?.bytes &&
    Buffer.from((await memory.storage.read(wanted.uploadKey, 99))?.bytes ?? []).equals(GOOD);
  const profile = await getProfile(memory, USER, caller(USER));
  if (wanted?.state === 'issued' && uploaded) expect(profile.profileImageKey).toBe(wanted.key);
  if (wanted?.state === 'shown') expect(profile.profileImageKey).toBe(wanted.key);
  checkNamed((await readUser(memory)).images, null);

  memory.clock.advance(330);
  await sweep(memory);
  await checkNothingDangles(memory);

  for (let round = 0; round < 3; round++) {
    memory.clock.advance(25 * 3600);
    await sweep(memory);
  }
  const { images } = await readUser(memory);
  const kept = memory.store.images().filter(({ state }) => state === 'shown');
  const known = new Set(memory.store.images().map(({ key }) => key));
  // The object of a key that another program overwrote before anybody read it is not ours to delete.
  const ours = memory.storage.keys().filter((key) => !key.startsWith(NEW_KEYS) || known.has(key));
  expect(ours.sort()).toEqual(kept.flatMap(storedKeys).sort());
  expect(images.shown?.key ?? null).toBe(profile.profileImageKey);
  for (const image of memory.store.images()) {
    expect(['shown', 'deleted']).toContain(image.state);
  }
}

/** Checks that the key in the row has an object. */
async function checkNothingDangles(memory: MemoryPorts): Promise<void> {
  const { newest } = (await readUser(memory)).images;
  if (newest && newest.key !== FOREIGN) expect(memory.storage.keys()).toContain(newest.key);
}

async function readUser(memory: MemoryPorts): Promise<UserRecord> {
  const user = await memory.store.readUser(USER);
  if (!user) throw new Error('the user is gone');
  return user;
}
