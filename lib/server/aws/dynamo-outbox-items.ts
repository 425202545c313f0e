// Converts between waiting events and their DynamoDB items. They have a partition of their own per user: an erasure empties the user's.
import * as z from 'zod';
import type { PhotoChanged, WaitingEvent } from '@/lib/server/profile/domain/model';
import type { ItemKey, TABLES } from '@/lib/server/shared/tables';
import type { Item, ItemRange } from './dynamo-items';

type OutboxKey = ItemKey<typeof TABLES.images.key>;
type DueKey = ItemKey<typeof TABLES.images.index.key>;
type Expiry = Record<typeof TABLES.images.ttl, number>;

/** The partition of the index `due` that contains all waiting events. */
export const OUTBOX_SHARD = 'outbox';

const PARTITION = 'outbox#';
const EVENT = 'photo-changed#';

/** The partition of a user's waiting events. */
export function outboxPartition(userId: string): string {
  return `${PARTITION}${userId}`;
}

/** The user of a partition. */
export function userOfPartition(partition: unknown): string {
  return String(partition).slice(PARTITION.length);
}

/** All waiting events of a user. */
export const ALL_WAITING: ItemRange = [EVENT, `${EVENT}~`];

/** Items are sorted by the order of their events. */
export function outboxKey({ userId, order }: Pick<PhotoChanged, 'userId' | 'order'>): OutboxKey {
  const place = String(order).padStart(16, '0');
  return { userId: outboxPartition(userId), item: `${EVENT}${place}` };
}

/** The sparse index contains it until it is delivered. */
export function writeOutboxItem({ dueAt, expiresAt, ...rest }: WaitingEvent): Item {
  return {
    ...outboxKey(rest.event),
    ...rest,
    ...({ dueAt, dueShard: OUTBOX_SHARD } satisfies DueKey),
    ...({ expiresAt } satisfies Expiry),
  };
}

const outboxItem = z.object({
  event: z.object({
    eventId: z.string(),
    userId: z.string(),
    order: z.number(),
    at: z.string(),
    reason: z.string(),
    link: z.string().nullable(),
    keys: z.object({ master: z.string(), variants: z.record(z.string(), z.string()) }).nullable(),
  }),
  attempts: z.number(),
  dueAt: z.number(),
  isClaimed: z.boolean(),
  expiresAt: z.number(),
  rev: z.number(),
});

/** @throws ZodError if the item is malformed */
export function readOutboxItem(item: Item): WaitingEvent {
  return outboxItem.parse(item);
}
