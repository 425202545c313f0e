// The outbox in memory, for tests. It passes the same contract tests as the DynamoDB adapter.
import type { PhotoChanged, WaitingEvent } from '@/lib/server/profile/domain/model';
import { newWaitingEvent } from '@/lib/server/profile/domain/photo-changed';
import type { Outbox } from '@/lib/server/profile/ports';

export interface MemoryOutbox extends Outbox {
  /** All waiting events, in the order in which they were written. */
  all(): WaitingEvent[];
  add(event: PhotoChanged): void;
  /**
   * Replaces the events of the user by the one of the erasure.
   * @param isKnown whether anything was stored about the user; `unless told` if only records are left
   */
  erase(event: PhotoChanged, isKnown: boolean | 'unless told'): void;
}

/** Creates an empty outbox. */
export function memoryOutbox(): MemoryOutbox {
  let all: WaitingEvent[] = [];
  const inOrder = (userId: string) =>
    all
      .filter(({ event }) => event.userId === userId)
      .sort((a, b) => a.event.order - b.event.order);
  const find = ({ event, rev }: WaitingEvent) =>
    all.find((one) => one.event.eventId === event.eventId && one.rev === rev);
  const put = (one: WaitingEvent) => {
    const { userId, order } = one.event;
    all = all.filter(({ event }) => event.userId !== userId || event.order !== order);
    all.push(structuredClone(one));
  };

  return {
    all: () => structuredClone(all),
    add: (event) => put(newWaitingEvent(event)),
    erase(event, isKnown) {
      const before = inOrder(event.userId);
      const changes = before.filter(({ event: { order } }) => order > 0);
      const isTold = changes.length < before.length;
      if (changes.length === 0 && (!isKnown || (isKnown === 'unless told' && isTold))) return;
      all = all.filter(({ event: { userId } }) => userId !== event.userId);
      const fresh = newWaitingEvent(event);
      const claims = before.filter(({ isClaimed }) => isClaimed).map(({ dueAt }) => dueAt);
      put({ ...fresh, dueAt: Math.max(fresh.dueAt, ...claims) });
    },

    async listDue(now, limit, from) {
      const due = all
        .filter(({ dueAt }) => dueAt <= now)
        .map(({ event, dueAt }) => ({ userId: event.userId, place: placeOf(event, dueAt) }))
        .filter(({ place }) => from === null || place > from)
        .sort((a, b) => (a.place < b.place ? -1 : 1));
      const page = due.slice(0, limit);
      const next = due.length > limit ? (page.at(-1)?.place ?? null) : null;
      return { items: page.map(({ userId }) => userId), next };
    },
    readNext: async (userId) => structuredClone(inOrder(userId)[0] ?? null),
    async update(one) {
      if (!find(one)) return null;
      const after = { ...one, rev: one.rev + 1 };
      put(after);
      return structuredClone(after);
    },
    async remove({ event }) {
      all = all.filter((one) => one.event.eventId !== event.eventId);
    },
    async holdBack({ event: { userId, order }, dueAt }) {
      for (const one of inOrder(userId)) {
        if (one.event.order > order && one.dueAt < dueAt) {
          put({ ...one, dueAt, rev: one.rev + 1 });
        }
      }
    },
  };
}

/** The sort key of a due event, as a string. */
function placeOf({ userId, order }: PhotoChanged, dueAt: number): string {
  return `${String(dueAt).padStart(12, '0')} ${userId} ${String(order).padStart(9, '0')}`;
}
