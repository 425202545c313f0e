// The delivery of events on the in-memory adapters: order, retries, concurrent processes, and processes that are killed at any point.
import fc from 'fast-check';
import type { PhotoChanged } from '@/lib/server/profile/domain/model';
import type { Delivery, EventPorts } from '@/lib/server/profile/ports';
import { announcingStore } from '@/lib/server/profile/shared/announcing-store';
import { UnavailableError } from '@/lib/server/shared/errors';
import { caller, memoryPorts, newUser } from '@/test/profile/memory-ports';
import { changeLink, removeLink } from './change-link';
import { deliverDue, deliverEvents } from './deliver-events';
import { eraseUser } from './erase-user';
import { sweep } from './sweep-images';

const [ANA, BEA] = ['ana', 'bea'];
const ORIGIN = 'https://perfil.example';
const DOWN: Delivery = { is: 'failed', why: 'status 500' };
const HOUR = 3600;

/** Two users and a receiver, in memory. */
function setUp() {
  const base = memoryPorts();
  for (const userId of [ANA, BEA]) base.store.putUser(newUser(userId));
  /** Every event sent to the receiver, in order. */
  const sent: PhotoChanged[] = [];
  const accepted: PhotoChanged[] = [];
  const logged: string[] = [];
  const receiver = { answer: (_event: PhotoChanged): Delivery => ({ is: 'accepted' }) };
  const events: EventPorts = {
    outbox: base.outbox,
    async send(event) {
      sent.push(event);
      const delivery = receiver.answer(event);
      if (delivery.is === 'accepted') accepted.push(event);
      return delivery;
    },
  };
  const committed: string[] = [];
  const store = announcingStore(base.store, base, (userId) => void committed.push(userId));
  const log = {
    info() {},
    warn: (_fields: object, message: string) => void logged.push(message),
    error: (_fields: object, message: string) => void logged.push(message),
  };
  const memory = { ...base, store: { ...base.store, ...store }, events, log };
  return { memory, sent, accepted, logged, receiver, committed };
}

type Setup = ReturnType<typeof setUp>;

/** Changes the link of a user a number of times, which makes as many events. */
async function changes({ memory }: Setup, userId: string, count: number): Promise<void> {
  for (let nth = 0; nth < count; nth++) {
    memory.clock.advance(1);
    const request = { audience: 'anyone' as const, renew: true };
    await changeLink(memory, userId, request, ORIGIN, caller(userId));
  }
}

const ordersOf = (events: PhotoChanged[], userId: string) =>
  events.filter((event) => event.userId === userId).map(({ order }) => order);

/** Sweeps once a minute. */
async function sweepFor({ memory }: Setup, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    memory.clock.advance(60);
    await deliverDue(memory);
  }
}

async function waitingOf({ memory }: Setup, userId: string): Promise<number> {
  const due = await memory.outbox.listDue(Number.MAX_SAFE_INTEGER, 1000, null);
  return due.items.filter((one) => one === userId).length;
}

test('sends the events of a user in the order of their commits, and none is left', async () => {
  const run = setUp();
  await changes(run, ANA, 12);
  await removeLink(run.memory, ANA, caller(ANA));
  expect(run.committed).toEqual(Array(13).fill(ANA));
  await deliverEvents(run.memory, ANA);
  expect(ordersOf(run.sent, ANA)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  expect(run.sent.map(({ reason }) => reason)).toEqual([
    'link_on',
    ...Array(11).fill('link_renewed'),
    'link_off',
  ]);
  expect(await waitingOf(run, ANA)).toBe(0);
});

test('while the receiver is down, each attempt sends the first event, and no later one overtakes it', async () => {
  const run = setUp();
  run.receiver.answer = () => DOWN;
  await changes(run, ANA, 2);
  await deliverEvents(run.memory, ANA);
  await sweepFor(run, 30);
  await changes(run, ANA, 1);
  await deliverEvents(run.memory, ANA);
  await sweepFor(run, 30);
  expect(new Set(run.sent.map(({ eventId }) => eventId)).size).toBe(1);
  expect(ordersOf(run.sent, ANA).every((order) => order === 1)).toBe(true);
  run.receiver.answer = () => ({ is: 'accepted' });
  await sweepFor(run, 61);
  expect(ordersOf(run.accepted, ANA)).toEqual([1, 2, 3]);
  expect(await waitingOf(run, ANA)).toBe(0);
});

test('the waits between attempts grow to an hour, and until then the sweep does not try the event', async () => {
  const run = setUp();
  const at: number[] = [];
  run.receiver.answer = () => {
    at.push(run.memory.clock.now().getTime() / 60_000);
    return DOWN;
  };
  await changes(run, ANA, 3);
  await deliverEvents(run.memory, ANA);
  await sweepFor(run, 4 * 60);
  const gaps = at.slice(1).map((minute, index) => Math.round(minute - (at[index] ?? 0)));
  expect(gaps).toEqual([1, 4, 16, 60, 60, 60]);
  const due = await run.memory.outbox.listDue(run.memory.clock.now().getTime() / 1000, 9, null);
  expect(due.items).toEqual([]);
});

test('the failure of one user does not hold back another', async () => {
  const run = setUp();
  run.receiver.answer = ({ userId }) => (userId === ANA ? DOWN : { is: 'accepted' });
  await changes(run, ANA, 300);
  await changes(run, BEA, 2);
  await sweepFor(run, 1);
  expect(ordersOf(run.accepted, BEA)).toEqual([1, 2]);
  expect(ordersOf(run.sent, ANA)).toEqual([1]);
});

test('an event is dropped after seven days, with a line in the log, and the next one follows', async () => {
  const run = setUp();
  run.receiver.answer = () => DOWN;
  await changes(run, ANA, 1);
  const [start] = [run.memory.clock.now().getTime() / 1000];
  await deliverEvents(run.memory, ANA);
  await sweepFor(run, 7 * 24 * 60 - 61);
  await changes(run, ANA, 1);
  expect(run.logged).not.toContain('An event was dropped: it could not be delivered in time');
  await sweepFor(run, 122);
  expect(
    run.logged.filter((line) => line === 'An event was dropped: it could not be delivered in time'),
  ).toHaveLength(1);
  expect(run.memory.clock.now().getTime() / 1000 - start).toBeGreaterThan(7 * 24 * HOUR);
  expect(ordersOf(run.sent, ANA).at(-1)).toBe(2);
});

test('an event that the receiver answers with 410 Gone is dropped, and the next one follows', async () => {
  const run = setUp();
  run.receiver.answer = ({ order }) => (order === 1 ? { is: 'gone' } : { is: 'accepted' });
  await changes(run, ANA, 2);
  await deliverEvents(run.memory, ANA);
  expect(ordersOf(run.sent, ANA)).toEqual([1, 2]);
  expect(run.logged).toHaveLength(1);
});

test('two processes at once send each event once', async () => {
  const run = setUp();
  await changes(run, ANA, 5);
  await Promise.all([deliverEvents(run.memory, ANA), deliverEvents(run.memory, ANA)]);
  await deliverEvents(run.memory, ANA);
  expect(ordersOf(run.sent, ANA)).toEqual([1, 2, 3, 4, 5]);
});

/** Begins a delivery whose first request the receiver holds until `answer` is called. */
async function heldDelivery({ memory }: Setup, userId: string) {
  const { outbox, send } = memory.events;
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const slow: EventPorts = {
    outbox,
    async send(event) {
      arrive();
      await answered;
      return send(event);
    },
  };
  const delivering = deliverEvents({ ...memory, events: slow }, userId);
  await arrived;
  return { answer, delivering };
}

test('while one process waits for the receiver, another one sends nothing of that user', async () => {
  const run = setUp();
  await changes(run, ANA, 2);
  const { answer, delivering } = await heldDelivery(run, ANA);
  await sweepFor(run, 1);
  expect(run.sent).toEqual([]);
  answer();
  await delivering;
  expect(ordersOf(run.sent, ANA)).toEqual([1, 2]);
});

test('an erasure event is not sent while an earlier event may be in flight', async () => {
  const run = setUp();
  await changes(run, ANA, 2);
  const { answer, delivering } = await heldDelivery(run, ANA);
  await run.memory.store.deleteUser(ANA);
  await deliverEvents(run.memory, ANA);
  expect(run.sent).toEqual([]);
  answer();
  await delivering;
  await sweepFor(run, 2);
  expect(run.sent.map(({ reason }) => reason)).toEqual(['link_on', 'erased']);
});

/** Delivers by a process that is killed at its n-th call; false if it made fewer. */
async function killedAt({ memory }: Setup, at: number, isApplied: boolean): Promise<boolean> {
  let left = at;
  let die = () => {};
  const killed = new Promise<void>((resolve) => {
    die = resolve;
  });
  const mortal =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      left -= 1;
      if (left >= 0) return call(...args);
      if (left === -1 && isApplied) await call(...args);
      die();
      return new Promise<never>(() => {});
    };
  const { outbox, send } = memory.events;
  const events = {
    outbox: {
      ...outbox,
      listDue: mortal(outbox.listDue),
      readNext: mortal(outbox.readNext),
      update: mortal(outbox.update),
      remove: mortal(outbox.remove),
      holdBack: mortal(outbox.holdBack),
    },
    send: mortal(send),
  };
  await Promise.race([killed, deliverDue({ ...memory, events })]);
  return left < 0;
}

test.each([
  ['before', false],
  ['after', true],
])(
  'a process killed %s any of its calls loses no event, and none is overtaken',
  async (_when, isApplied) => {
    let deaths = 0;
    for (let at = 0; ; at++) {
      const run = setUp();
      // The first attempt fails, so that this path is killed too.
      let isFirst = true;
      run.receiver.answer = () => {
        const delivery: Delivery = isFirst ? DOWN : { is: 'accepted' };
        isFirst = false;
        return delivery;
      };
      await changes(run, ANA, 3);
      await deliverDue(run.memory);
      run.memory.clock.advance(60);
      if (!(await killedAt(run, at, isApplied))) break;
      deaths += 1;
      await sweepFor(run, 10);
      const orders = ordersOf(run.accepted, ANA);
      // At least once: only the event that was sent when the process died may come twice, directly after itself.
      expect(orders.filter((order, index) => order !== orders[index - 1])).toEqual([1, 2, 3]);
      expect(orders.length).toBeLessThanOrEqual(4);
      expect(await waitingOf(run, ANA)).toBe(0);
    }
    expect(deaths).toBeGreaterThan(9);
  },
);

test('a process killed between commit and delivery: the next sweep delivers', async () => {
  const run = setUp();
  await changes(run, ANA, 1);
  await sweep(run.memory);
  expect(ordersOf(run.accepted, ANA)).toEqual([1]);
});

test('an outbox that is unavailable for one user does not stop the sweep', async () => {
  const run = setUp();
  await changes(run, ANA, 1);
  await changes(run, BEA, 1);
  const { outbox, send } = run.memory.events;
  const readNext = async (userId: string) => {
    if (userId === ANA) throw new UnavailableError('DynamoDB is busy');
    return outbox.readNext(userId);
  };
  await deliverDue({ ...run.memory, events: { outbox: { ...outbox, readNext }, send } });
  expect(ordersOf(run.accepted, BEA)).toEqual([1]);
  expect(run.logged).toEqual(['The events of a user could not be read or written']);
});

test('of an erased user only the erasure is sent, before the events of a new user of that id', async () => {
  const run = setUp();
  run.receiver.answer = () => DOWN;
  await changes(run, ANA, 3);
  await deliverEvents(run.memory, ANA);
  expect((await eraseUser(run.memory, ANA)).left).toEqual([]);
  run.memory.store.putUser(newUser(ANA));
  await changes(run, ANA, 2);
  run.receiver.answer = () => ({ is: 'accepted' });
  await sweepFor(run, 1);
  expect(run.accepted.map(({ reason }) => reason)).toEqual(['erased', 'link_on', 'link_renewed']);
  expect(run.accepted[0]).toMatchObject({ userId: ANA, link: null, keys: null });
  expect(await waitingOf(run, ANA)).toBe(0);
});

test('in every schedule of changes, deliveries, erasures and failures, no event is lost or overtaken', async () => {
  const step = fc.constantFrom('change', 'deliver', 'sweep', 'erase', 'wait', 'down', 'up');
  const actors = fc.array(fc.array(step, { minLength: 2, maxLength: 6 }), {
    minLength: 2,
    maxLength: 3,
  });
  const property = fc.asyncProperty(fc.scheduler(), actors, async (scheduler, lists) => {
    const run = setUp();
    const written: string[] = [];
    const turn =
      <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
      async (...args: Args): Promise<Result> => {
        await scheduler.schedule(Promise.resolve());
        return call(...args);
      };
    const { outbox, send } = run.memory.events;
    const { commit, deleteUser } = run.memory.store;
    // One process at a time changes the user: this test is about the deliveries.
    const ports = {
      ...run.memory,
      events: {
        outbox: {
          ...outbox,
          readNext: turn(outbox.readNext),
          update: turn(outbox.update),
          remove: turn(outbox.remove),
          holdBack: turn(outbox.holdBack),
        },
        send: turn(send),
      },
      store: {
        ...run.memory.store,
        async commit(change: Parameters<typeof commit>[0]) {
          await commit(change);
          await note();
        },
        async deleteUser(userId: string) {
          await deleteUser(userId);
          await note();
        },
      },
    };
    /** Notes the newest event of the user. */
    async function note(): Promise<void> {
      const last = run.memory.outbox.all().at(-1)?.event.eventId;
      if (last !== undefined && !written.includes(last)) written.push(last);
    }
    const act = async (steps: string[]) => {
      for (const one of steps) {
        await scheduler.schedule(Promise.resolve());
        if (one === 'change') await changes({ ...run, memory: ports }, ANA, 1);
        if (one === 'deliver') await deliverEvents(ports, ANA);
        if (one === 'sweep') await deliverDue(ports);
        if (one === 'erase') {
          await ports.store.deleteUser(ANA);
          run.memory.store.putUser(newUser(ANA));
        }
        // In total less than the lifetime of a claim: after it, a late process may send an event again.
        if (one === 'wait') run.memory.clock.advance(6);
        if (one === 'down') run.receiver.answer = () => DOWN;
        if (one === 'up') run.receiver.answer = () => ({ is: 'accepted' });
      }
    };
    await scheduler.waitFor(Promise.all(lists.map(act)));
    run.receiver.answer = () => ({ is: 'accepted' });
    await sweepFor(run, 65);
    const got = run.accepted.map(({ eventId }) => eventId);
    const isErased = (id: string) =>
      run.accepted.some(({ eventId, reason }) => eventId === id && reason === 'erased');
    // Events that an erasure removed are not sent; all others are, once and in order.
    expect(got).toEqual(written.filter((id) => got.includes(id)));
    const lost = written.filter((id) => !got.includes(id));
    const lastErased = written.findLastIndex(isErased);
    expect(lost.every((id) => written.indexOf(id) < lastErased)).toBe(true);
    expect(await waitingOf(run, ANA)).toBe(0);
  });
  await fc.assert(property, { numRuns: 100, seed: 2026 });
});
