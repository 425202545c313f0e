// The delivery of events on the in-memory adapters: order, retries, concurrent processes, and processes that are killed at any point.
import fc from 'fast-check';
import type { PhotoChanged } from '@/lib/server/profile/domain/model';
import type { Delivery, EventPorts } from '@/lib/server/profile/ports';
import { announcingStore } from '@/lib/server/profile/shared/announcing-store';
import { UnavailableError } from '@/lib/server/shared/errors';
import { caller, newUser, world } from '@/test/profile/memory-ports';
import { changeLink, removeLink } from './change-link';
import { deliverDue, deliverEvents } from './deliver-events';
import { eraseUser } from './erase-user';
import { sweep } from './sweep-images';

const [ANA, BEA] = ['ana', 'bea'];
const ORIGIN = 'https://perfil.example';
const DOWN: Delivery = { is: 'failed', why: 'status 500' };
const HOUR = 3600;

/** A world with two users and a receiver. */
function stage() {
  const base = world();
  for (const userId of [ANA, BEA]) base.store.putUser(newUser(userId));
  /** Every request to the receiver, in order, and what it answers. */
  const sent: PhotoChanged[] = [];
  const accepted: PhotoChanged[] = [];
  const told: string[] = [];
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
    warn: (_fields: object, message: string) => void told.push(message),
    error: (_fields: object, message: string) => void told.push(message),
  };
  const here = { ...base, store: { ...base.store, ...store }, events, log };
  return { here, sent, accepted, told, receiver, committed };
}

type Stage = ReturnType<typeof stage>;

/** Changes the link of a user a number of times, which makes as many events. */
async function changes({ here }: Stage, userId: string, count: number): Promise<void> {
  for (let nth = 0; nth < count; nth++) {
    here.clock.advance(1);
    const request = { audience: 'anyone' as const, renew: true };
    await changeLink(here, userId, request, ORIGIN, caller(userId));
  }
}

const ordersOf = (events: PhotoChanged[], userId: string) =>
  events.filter((event) => event.userId === userId).map(({ order }) => order);

/** Sweeps once a minute. */
async function sweepFor({ here }: Stage, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    here.clock.advance(60);
    await deliverDue(here);
  }
}

async function waitingOf({ here }: Stage, userId: string): Promise<number> {
  const due = await here.outbox.listDue(Number.MAX_SAFE_INTEGER, 1000, null);
  return due.items.filter((one) => one === userId).length;
}

test('sends the events of a user in the order of their commits, and none is left', async () => {
  const here = stage();
  await changes(here, ANA, 12);
  await removeLink(here.here, ANA, caller(ANA));
  expect(here.committed).toEqual(Array(13).fill(ANA));
  await deliverEvents(here.here, ANA);
  expect(ordersOf(here.sent, ANA)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  expect(here.sent.map(({ reason }) => reason)).toEqual([
    'link_on',
    ...Array(11).fill('link_renewed'),
    'link_off',
  ]);
  expect(await waitingOf(here, ANA)).toBe(0);
});

test('while the receiver is down, no later event overtakes, and each attempt is the same event', async () => {
  const here = stage();
  here.receiver.answer = () => DOWN;
  await changes(here, ANA, 2);
  await deliverEvents(here.here, ANA);
  await sweepFor(here, 30);
  await changes(here, ANA, 1);
  await deliverEvents(here.here, ANA);
  await sweepFor(here, 30);
  expect(new Set(here.sent.map(({ eventId }) => eventId)).size).toBe(1);
  expect(ordersOf(here.sent, ANA).every((order) => order === 1)).toBe(true);
  here.receiver.answer = () => ({ is: 'accepted' });
  await sweepFor(here, 61);
  expect(ordersOf(here.accepted, ANA)).toEqual([1, 2, 3]);
  expect(await waitingOf(here, ANA)).toBe(0);
});

test('the gaps between attempts grow to an hour, and events that wait cost the sweep no attempt', async () => {
  const here = stage();
  const at: number[] = [];
  here.receiver.answer = () => {
    at.push(here.here.clock.now().getTime() / 60_000);
    return DOWN;
  };
  await changes(here, ANA, 3);
  await deliverEvents(here.here, ANA);
  await sweepFor(here, 4 * 60);
  const gaps = at.slice(1).map((minute, index) => Math.round(minute - (at[index] ?? 0)));
  expect(gaps).toEqual([1, 4, 16, 60, 60, 60]);
  const due = await here.here.outbox.listDue(here.here.clock.now().getTime() / 1000, 9, null);
  expect(due.items).toEqual([]);
});

test('the failure of one user does not hold back another', async () => {
  const here = stage();
  here.receiver.answer = ({ userId }) => (userId === ANA ? DOWN : { is: 'accepted' });
  await changes(here, ANA, 300);
  await changes(here, BEA, 2);
  await sweepFor(here, 1);
  expect(ordersOf(here.accepted, BEA)).toEqual([1, 2]);
  expect(ordersOf(here.sent, ANA)).toEqual([1]);
});

test('an event is given up after seven days, with a line in the log, and the next one follows', async () => {
  const here = stage();
  here.receiver.answer = () => DOWN;
  await changes(here, ANA, 1);
  const [start] = [here.here.clock.now().getTime() / 1000];
  await deliverEvents(here.here, ANA);
  await sweepFor(here, 7 * 24 * 60 - 61);
  await changes(here, ANA, 1);
  expect(here.told).not.toContain('An event was given up');
  await sweepFor(here, 122);
  expect(here.told.filter((line) => line === 'An event was given up')).toHaveLength(1);
  expect(here.here.clock.now().getTime() / 1000 - start).toBeGreaterThan(7 * 24 * HOUR);
  expect(ordersOf(here.sent, ANA).at(-1)).toBe(2);
});

test('an event that the receiver wants no more is dropped, and the next one follows', async () => {
  const here = stage();
  here.receiver.answer = ({ order }) => (order === 1 ? { is: 'gone' } : { is: 'accepted' });
  await changes(here, ANA, 2);
  await deliverEvents(here.here, ANA);
  expect(ordersOf(here.sent, ANA)).toEqual([1, 2]);
  expect(here.told).toHaveLength(1);
});

test('two processes at once send each event once', async () => {
  const here = stage();
  await changes(here, ANA, 5);
  await Promise.all([deliverEvents(here.here, ANA), deliverEvents(here.here, ANA)]);
  await deliverEvents(here.here, ANA);
  expect(ordersOf(here.sent, ANA)).toEqual([1, 2, 3, 4, 5]);
});

/** Begins a delivery whose first request the receiver holds until `answer` is called. */
async function heldDelivery({ here }: Stage, userId: string) {
  const { outbox, send } = here.events;
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
  const delivering = deliverEvents({ ...here, events: slow }, userId);
  await arrived;
  return { answer, delivering };
}

test('while one process waits for the receiver, another one sends nothing of that user', async () => {
  const here = stage();
  await changes(here, ANA, 2);
  const { answer, delivering } = await heldDelivery(here, ANA);
  await sweepFor(here, 1);
  expect(here.sent).toEqual([]);
  answer();
  await delivering;
  expect(ordersOf(here.sent, ANA)).toEqual([1, 2]);
});

test('an erasure is not sent while an earlier event may be on its way', async () => {
  const here = stage();
  await changes(here, ANA, 2);
  const { answer, delivering } = await heldDelivery(here, ANA);
  await here.here.store.deleteUser(ANA);
  await deliverEvents(here.here, ANA);
  expect(here.sent).toEqual([]);
  answer();
  await delivering;
  await sweepFor(here, 2);
  expect(here.sent.map(({ reason }) => reason)).toEqual(['link_on', 'erased']);
});

/** Delivers by a process that is killed at its n-th call; false if it made fewer. */
async function killedAt({ here }: Stage, at: number, isApplied: boolean): Promise<boolean> {
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
  const { outbox, send } = here.events;
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
  await Promise.race([killed, deliverDue({ ...here, events })]);
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
      const here = stage();
      // The first attempt fails, so that this path is killed too.
      let isFirst = true;
      here.receiver.answer = () => {
        const delivery: Delivery = isFirst ? DOWN : { is: 'accepted' };
        isFirst = false;
        return delivery;
      };
      await changes(here, ANA, 3);
      await deliverDue(here.here);
      here.here.clock.advance(60);
      if (!(await killedAt(here, at, isApplied))) break;
      deaths += 1;
      await sweepFor(here, 10);
      const orders = ordersOf(here.accepted, ANA);
      // At least once: only the event that was sent when the process died may come twice, directly after itself.
      expect(orders.filter((order, index) => order !== orders[index - 1])).toEqual([1, 2, 3]);
      expect(orders.length).toBeLessThanOrEqual(4);
      expect(await waitingOf(here, ANA)).toBe(0);
    }
    expect(deaths).toBeGreaterThan(9);
  },
);

test('a process killed between commit and delivery: the next sweep delivers', async () => {
  const here = stage();
  await changes(here, ANA, 1);
  await sweep(here.here);
  expect(ordersOf(here.accepted, ANA)).toEqual([1]);
});

test('an outbox that is unavailable for one user does not stop the sweep', async () => {
  const here = stage();
  await changes(here, ANA, 1);
  await changes(here, BEA, 1);
  const { outbox, send } = here.here.events;
  const readNext = async (userId: string) => {
    if (userId === ANA) throw new UnavailableError('DynamoDB is busy');
    return outbox.readNext(userId);
  };
  await deliverDue({ ...here.here, events: { outbox: { ...outbox, readNext }, send } });
  expect(ordersOf(here.accepted, BEA)).toEqual([1]);
  expect(here.told).toEqual(['The events of a user could not be read or written']);
});

test('of an erased user only the erasure is sent, before the events of a new user of that id', async () => {
  const here = stage();
  here.receiver.answer = () => DOWN;
  await changes(here, ANA, 3);
  await deliverEvents(here.here, ANA);
  expect((await eraseUser(here.here, ANA)).left).toEqual([]);
  here.here.store.putUser(newUser(ANA));
  await changes(here, ANA, 2);
  here.receiver.answer = () => ({ is: 'accepted' });
  await sweepFor(here, 1);
  expect(here.accepted.map(({ reason }) => reason)).toEqual(['erased', 'link_on', 'link_renewed']);
  expect(here.accepted[0]).toMatchObject({ userId: ANA, link: null, keys: null });
  expect(await waitingOf(here, ANA)).toBe(0);
});

test('in every schedule of changes, deliveries, erasures and failures, no event is lost or overtaken', async () => {
  const step = fc.constantFrom('change', 'deliver', 'sweep', 'erase', 'wait', 'down', 'up');
  const actors = fc.array(fc.array(step, { minLength: 2, maxLength: 6 }), {
    minLength: 2,
    maxLength: 3,
  });
  const property = fc.asyncProperty(fc.scheduler(), actors, async (scheduler, lists) => {
    const here = stage();
    const written: string[] = [];
    const turn =
      <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
      async (...args: Args): Promise<Result> => {
        await scheduler.schedule(Promise.resolve());
        return call(...args);
      };
    const { outbox, send } = here.here.events;
    const { commit, deleteUser } = here.here.store;
    // One process at a time changes the user: this test is about the deliveries.
    const ports = {
      ...here.here,
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
        ...here.here.store,
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
      const last = here.here.outbox.all().at(-1)?.event.eventId;
      if (last !== undefined && !written.includes(last)) written.push(last);
    }
    const act = async (steps: string[]) => {
      for (const one of steps) {
        await scheduler.schedule(Promise.resolve());
        if (one === 'change') await changes({ ...here, here: ports }, ANA, 1);
        if (one === 'deliver') await deliverEvents(ports, ANA);
        if (one === 'sweep') await deliverDue(ports);
        if (one === 'erase') {
          await ports.store.deleteUser(ANA);
          here.here.store.putUser(newUser(ANA));
        }
        // All together less than a claim: a process that is late may send an event that another one has sent.
        if (one === 'wait') here.here.clock.advance(6);
        if (one === 'down') here.receiver.answer = () => DOWN;
        if (one === 'up') here.receiver.answer = () => ({ is: 'accepted' });
      }
    };
    await scheduler.waitFor(Promise.all(lists.map(act)));
    here.receiver.answer = () => ({ is: 'accepted' });
    await sweepFor(here, 65);
    const got = here.accepted.map(({ eventId }) => eventId);
    const isErased = (id: string) =>
      here.accepted.some(({ eventId, reason }) => eventId === id && reason === 'erased');
    // What an erasure took back is not sent; all else is, once and in order.
    expect(got).toEqual(written.filter((id) => got.includes(id)));
    const lost = written.filter((id) => !got.includes(id));
    const lastErased = written.findLastIndex(isErased);
    expect(lost.every((id) => written.indexOf(id) < lastErased)).toBe(true);
    expect(await waitingOf(here, ANA)).toBe(0);
  });
  await fc.assert(property, { numRuns: 100, seed: 2026 });
});
