// Delivers the waiting events: those of one user in order, after the response to the request that caused one, and all due ones from the
// sweep. It is safe to kill it at any point and to run it concurrently: an event may be sent twice, but none is lost or overtaken.
import type { WaitingEvent } from '@/lib/server/profile/domain/model';
import type { EventPorts, Page, Ports } from '@/lib/server/profile/ports';
import { inParallel } from '@/lib/server/profile/shared/in-parallel';
import { unixTime } from '@/lib/server/shared/clock';

/** How long a process may take to send one event, in seconds. After that, another process sends it again. */
const CLAIM_SECONDS = 120;
/** Exponential backoff, in seconds: each wait is four times the last one, up to `MAX_WAIT`. */
const FIRST_WAIT = 60;
const MAX_WAIT = 3600;

/** Due events listed at once, and users whose events are delivered in parallel. */
const BATCH = 100;
const PARALLEL = 8;
/** A sweep starts no delivery after this many seconds: it has swept images for up to 240 s, and functions may run for 300 s. */
const MAX_SECONDS = 30;

type DeliveryPorts = Pick<Ports, 'clock' | 'log'> & { events: EventPorts };

/**
 * Delivers the events of a user until none waits, one is not due yet, or one fails.
 * @param isStopped called before each event
 * @throws UnavailableError if the outbox is unavailable
 */
export async function deliverEvents(
  ports: DeliveryPorts,
  userId: string,
  isStopped = () => false,
): Promise<void> {
  const { outbox } = ports.events;
  while (!isStopped()) {
    const next = await outbox.readNext(userId);
    if (!next) return;
    const now = unixTime(ports.clock);
    if (next.dueAt > now) {
      // Postpone the user's later events too, so that the sweep skips them until then. A claimed event is being delivered.
      if (!next.isClaimed) await outbox.holdBack(next);
      return;
    }
    const claimed = await outbox.update({ ...next, dueAt: now + CLAIM_SECONDS, isClaimed: true });
    // Another process has claimed it.
    if (!claimed) return;
    await deliver(ports, claimed);
  }
}

/** Sends an event, and removes it or makes it due later. */
async function deliver(ports: DeliveryPorts, claimed: WaitingEvent): Promise<void> {
  const { events, clock, log } = ports;
  const { event } = claimed;
  const delivery = await events.send(event);
  const attempts = claimed.attempts + 1;
  const fields = { eventId: event.eventId, userId: event.userId, attempts };
  if (delivery.is === 'failed' && unixTime(clock) < claimed.expiresAt) {
    log.warn({ ...fields, why: delivery.why }, 'An event could not be delivered yet');
    const dueAt = unixTime(clock) + waitAfter(attempts);
    await events.outbox.update({ ...claimed, attempts, dueAt, isClaimed: false });
    return;
  }
  if (delivery.is === 'failed') {
    log.error(
      { ...fields, why: delivery.why },
      'An event was dropped: it could not be delivered in time',
    );
  } else if (delivery.is === 'gone') {
    log.warn(fields, 'An event was dropped: its receiver answered 410 Gone');
  } else {
    log.info(fields, 'An event was delivered');
  }
  await events.outbox.remove(claimed);
}

function waitAfter(attempts: number): number {
  return Math.min(FIRST_WAIT * 4 ** (attempts - 1), MAX_WAIT);
}

/** `deliverEvents` in the background: a failure is logged, and the next sweep tries again. */
export async function deliverQuietly(
  ports: DeliveryPorts,
  userId: string,
  isStopped?: () => boolean,
): Promise<void> {
  try {
    await deliverEvents(ports, userId, isStopped);
  } catch (error) {
    ports.log.warn({ err: error, userId }, 'The events of a user could not be read or written');
  }
}

/**
 * Delivers the events of all users that are due. A user whose events fail does not stop the others.
 * @throws UnavailableError if the index cannot be read
 */
export async function deliverDue(ports: DeliveryPorts, signal?: AbortSignal): Promise<void> {
  const start = unixTime(ports.clock);
  const isStopped = () => signal?.aborted === true || unixTime(ports.clock) >= start + MAX_SECONDS;
  const known = new Set<string>();
  let from: string | null = null;
  do {
    const page: Page<string> = await ports.events.outbox.listDue(start, BATCH, from);
    const users = new Set(page.items.filter((userId) => !known.has(userId)));
    for (const userId of users) known.add(userId);
    await inParallel(users, PARALLEL, (userId) => deliverQuietly(ports, userId, isStopped));
    from = page.next;
  } while (from !== null && !isStopped());
}
