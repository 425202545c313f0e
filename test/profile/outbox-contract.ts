// Contract tests of outboxes with the profile store that fills them, run by the test of each adapter.
import { randomUUID } from 'node:crypto';
import type { Moment } from '@/lib/server/profile/domain/image-life';
import { endLink, setLink } from '@/lib/server/profile/domain/link-steps';
import type { PhotoChanged, UserRecord, WaitingEvent } from '@/lib/server/profile/domain/model';
import {
  newWaitingEvent,
  photoChanged,
  photoErased,
} from '@/lib/server/profile/domain/photo-changed';
import type { Outbox, ProfileStore } from '@/lib/server/profile/ports';
import { ChangeConflictError } from '@/lib/server/shared/errors';
import { caller, memoryPorts, newUser } from './memory-ports';

interface Opened {
  store: ProfileStore;
  outbox: Outbox;
  putUser(user: UserRecord): Promise<void> | void;
}

/** Defines the tests. @param open returns the store and outbox under test */
export function outboxContract(open: () => Opened): void {
  const { clock, policy } = memoryPorts();
  const { store, outbox, putUser } = open();
  // Events in the far future, which no sweep of a concurrent test finds due.
  clock.advance(20 * 365 * 86_400);
  const now = () => clock.now().getTime() / 1000;

  const stamp = () => ({ eventId: randomUUID(), at: clock.now().toISOString() });

  async function aUser(): Promise<string> {
    const { userId } = newUser(`outbox-${randomUUID()}`);
    await putUser(newUser(userId));
    return userId;
  }

  async function readUser(userId: string): Promise<UserRecord> {
    const user = await store.readUser(userId);
    if (!user) throw new Error('no user');
    return user;
  }

  /** Turns the link on or off, which is the shortest change with an event. */
  async function toggleLink(userId: string): Promise<PhotoChanged> {
    clock.advance(1);
    const user = await readUser(userId);
    const moment: Moment = {
      now: now(),
      actor: caller(userId),
      newId: randomUUID,
      ...policy,
    };
    const on = { audience: 'team' as const, renew: false, origin: 'https://app.example' };
    const change = user.images.link
      ? endLink(user, moment)
      : setLink(user, { ...on, newToken: randomUUID }, moment);
    const event = change && photoChanged(change, stamp());
    if (!event) throw new Error('nothing changes');
    await store.commit({ ...change, photoChanged: event });
    return event;
  }

  async function claim(userId: string, seconds: number): Promise<WaitingEvent> {
    const next = await outbox.readNext(userId);
    const claimed =
      next && (await outbox.update({ ...next, dueAt: now() + seconds, isClaimed: true }));
    if (!claimed) throw new Error('not claimed');
    return claimed;
  }

  async function isDue(userId: string, at = now()): Promise<boolean> {
    let from: string | null = null;
    do {
      const page = await outbox.listDue(at, 7, from);
      if (page.items.includes(userId)) return true;
      from = page.next;
    } while (from !== null);
    return false;
  }

  test('a committed change adds its event, due at once; a change that fails adds none', async () => {
    const userId = await aUser();
    expect(await outbox.readNext(userId)).toBeNull();
    const before = await readUser(userId);
    const event = await toggleLink(userId);
    expect(await outbox.readNext(userId)).toEqual({
      event,
      attempts: 0,
      dueAt: now(),
      isClaimed: false,
      expiresAt: now() + 7 * 86_400,
      rev: 1,
    });
    expect(await isDue(userId, now() - 1)).toBe(false);
    expect(await isDue(userId)).toBe(true);
    const outdated = { before: before.images, after: { ...before.images, rev: 9 } };
    const change = { userId, user: { images: outdated }, images: [], events: [] };
    const lost = { ...event, eventId: randomUUID(), order: 9 };
    await expect(store.commit({ ...change, photoChanged: lost })).rejects.toThrow(
      ChangeConflictError,
    );
    const only = await outbox.readNext(userId);
    if (!only) throw new Error('no event');
    await outbox.remove(only);
    expect(await outbox.readNext(userId)).toBeNull();
    expect(await isDue(userId)).toBe(false);
  });

  test('more than nine events are read in the order of their commits', async () => {
    const userId = await aUser();
    const events: PhotoChanged[] = [];
    for (let count = 0; count < 11; count++) events.push(await toggleLink(userId));
    const read: PhotoChanged[] = [];
    for (;;) {
      const next = await outbox.readNext(userId);
      if (!next) break;
      read.push(next.event);
      await outbox.remove(next);
    }
    expect(read).toEqual(events);
  });

  test('one of two processes claims an event', async () => {
    const userId = await aUser();
    await toggleLink(userId);
    const next = await outbox.readNext(userId);
    if (!next) throw new Error('no event');
    const taken = { ...next, dueAt: next.dueAt + 60, isClaimed: true };
    const results = await Promise.all([outbox.update(taken), outbox.update(taken)]);
    expect(results.filter((one) => one !== null)).toEqual([{ ...taken, rev: 2 }]);
    expect(await isDue(userId, next.dueAt + 59)).toBe(false);
    expect(await isDue(userId, next.dueAt + 60)).toBe(true);
    await outbox.remove(taken);
    expect(await outbox.update({ ...taken, rev: 2 })).toBeNull();
  });

  test('later events of the user are postponed, those of other users are not', async () => {
    const [userId, other] = [await aUser(), await aUser()];
    await toggleLink(other);
    for (let count = 0; count < 3; count++) await toggleLink(userId);
    const failed = await claim(userId, 600);
    await outbox.holdBack(failed);
    expect(await isDue(userId, failed.dueAt - 1)).toBe(false);
    expect(await isDue(userId, failed.dueAt)).toBe(true);
    expect(await isDue(other)).toBe(true);
    await outbox.remove(failed);
    expect(await outbox.readNext(userId)).toMatchObject({ dueAt: failed.dueAt, rev: 2 });
  });

  test('an erasure replaces the waiting events, and precedes those of a later user with the same id', async () => {
    const userId = await aUser();
    for (let count = 0; count < 3; count++) await toggleLink(userId);
    const erased = photoErased(userId, stamp());
    await store.deleteUser(userId, erased);
    expect(await store.readUser(userId)).toBeNull();
    await putUser(newUser(userId));
    const first = await toggleLink(userId);
    const next = await outbox.readNext(userId);
    expect(next).toEqual({ ...newWaitingEvent(erased) });
    if (next) await outbox.remove(next);
    expect((await outbox.readNext(userId))?.event).toEqual(first);
  });

  test('while an event is claimed, an erasure event is due only after the claim', async () => {
    const userId = await aUser();
    await toggleLink(userId);
    const claimed = await claim(userId, 120);
    const erased = photoErased(userId, stamp());
    await store.deleteUser(userId, erased);
    const next = await outbox.readNext(userId);
    expect(next).toMatchObject({ event: erased, dueAt: claimed.dueAt, isClaimed: false });
    // The process that sent the claimed event ends its work.
    await outbox.remove(claimed);
    expect(await outbox.update(claimed)).toBeNull();
    expect(await outbox.readNext(userId)).toEqual(next);
  });

  test('a second erasure replaces the first', async () => {
    const userId = await aUser();
    await toggleLink(userId);
    await store.deleteUser(userId, photoErased(userId, stamp()));
    await putUser(newUser(userId));
    await toggleLink(userId);
    const again = photoErased(userId, stamp());
    await store.deleteUser(userId, again);
    expect((await outbox.readNext(userId))?.event).toEqual(again);
    // Nothing is left to erase.
    await store.deleteUser(userId, photoErased(userId, stamp()));
    expect((await outbox.readNext(userId))?.event).toEqual(again);
  });

  test('an erasure of a user without photo and link adds no event', async () => {
    const userId = await aUser();
    await store.deleteUser(userId, photoErased(userId, stamp()));
    expect(await store.readUser(userId)).toBeNull();
    expect(await outbox.readNext(userId)).toBeNull();
    await store.deleteUser(`nobody-${randomUUID()}`, photoErased(userId, stamp()));
    expect(await outbox.readNext(userId)).toBeNull();
  });

  test('an erasure removes more events than fit into one transaction', async () => {
    const userId = await aUser();
    for (let count = 0; count < 101; count++) await toggleLink(userId);
    const erased = photoErased(userId, stamp());
    await store.deleteUser(userId, erased);
    const next = await outbox.readNext(userId);
    expect(next?.event).toEqual(erased);
    if (next) await outbox.remove(next);
    expect(await outbox.readNext(userId)).toBeNull();
  });
}
