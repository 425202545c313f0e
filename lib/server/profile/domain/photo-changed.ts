// The event `photo.changed`, for other programs: what a change of a user does to their photo or to the address of its link.
import { isDeepStrictEqual } from 'node:util';
import type { Change, PhotoChanged, PhotoChangeReason, UserImages, WaitingEvent } from './model';

export const PHOTO_CHANGED = 'photo.changed';

/** How long an event waits for its delivery, in seconds: 7 days. DynamoDB deletes what is left even if nothing is configured any more. */
const OUTBOX_RETENTION = 7 * 86_400;

/** What only the caller knows of an event. */
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

/** The event of an erasure. It comes before all events of a user who has the same id later. */
export function photoErased(userId: string, stamp: EventStamp): PhotoChanged {
  return { ...stamp, userId, order: 0, reason: 'erased', link: null, keys: null };
}

/** The event as receivers get it; docs/events.md describes it. Every attempt to deliver it sends the same body. */
export function eventBody({ userId, at, reason, link, keys }: PhotoChanged) {
  return { type: PHOTO_CHANGED, timestamp: at, data: { userId, reason, link, keys } };
}

/** A new waiting event: due at once. */
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
