// The event `photo.changed` for other programs: derives it from a change of a user.
import { isDeepStrictEqual } from 'node:util';
import type { Change, PhotoChanged, PhotoChangeReason, UserImages, WaitingEvent } from './model';

/** The type of the event. */
export const PHOTO_CHANGED = 'photo.changed';

/** How long an event waits for delivery, in seconds: 7 days. Then DynamoDB deletes it, even if no receiver is configured any more. */
const OUTBOX_RETENTION = 7 * 86_400;

/** The parts of an event that do not follow from the change. */
export type EventStamp = Pick<PhotoChanged, 'eventId' | 'at'>;

/** Returns the event of a change; null if photo, sizes and address stay as they are. */
export function photoChanged(
  { userId, user, events }: Pick<Change, 'userId' | 'user' | 'events'>,
  stamp: EventStamp,
): PhotoChanged | null {
  if (!user?.images) return null;
  const { before, after } = user.images;
  const [old, now] = [photoOf(before), photoOf(after)];
  if (isDeepStrictEqual(old, now)) return null;
  const reason = isDeepStrictEqual(old.keys, now.keys)
    ? linkReason(old.link, now.link)
    : photoReason(before, after, events);
  return { ...stamp, userId, order: after.rev, reason, ...now };
}

/** Returns the event of an erasure. Its order precedes all events of a later user with the same id. */
export function photoErased(userId: string, stamp: EventStamp): PhotoChanged {
  return { ...stamp, userId, order: 0, reason: 'erased', link: null, keys: null };
}

/** Returns the event as receivers get it, the same in every attempt; docs/events.md describes it. */
export function eventBody({ userId, at, reason, link, keys }: PhotoChanged) {
  return { type: PHOTO_CHANGED, timestamp: at, data: { userId, reason, link, keys } };
}

/** Returns a new event of the outbox, due at once. */
export function newWaitingEvent(event: PhotoChanged): WaitingEvent {
  const now = Math.floor(Date.parse(event.at) / 1000);
  return {
    event,
    attempts: 0,
    dueAt: now,
    isClaimed: false,
    expiresAt: now + OUTBOX_RETENTION,
    rev: 1,
  };
}

function photoOf({ shown, link }: UserImages): Pick<PhotoChanged, 'link' | 'keys'> {
  const variants = (shown?.processed?.variants ?? []).map(({ name, key }) => [name, key]);
  return {
    link: link?.url ?? null,
    keys: shown && { master: shown.key, variants: Object.fromEntries(variants) },
  };
}

function linkReason(old: string | null, now: string | null): PhotoChangeReason {
  if (old === null) return 'link_on';
  return now === null ? 'link_off' : 'link_renewed';
}

function photoReason(
  { shown: old }: UserImages,
  { shown: now }: UserImages,
  events: Change['events'],
): PhotoChangeReason {
  const has = (type: string) => events.some((event) => event.type === type);
  if (!now) return has('hidden') ? 'hidden' : 'removed';
  if (old?.imageId === now.imageId) return old.processed ? 'sizes_added' : 'validated';
  if (has('adopted')) return 'imported';
  return has('restored') ? 'restored' : 'shown';
}
