// Writes a long history of a user into the table: many deleted images, each with three events.
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { type Item, writeImageItem } from '@/lib/server/aws/dynamo-items';
import { env } from '@/lib/server/env';
import type { ImageEvent } from '@/lib/server/profile/domain/model';

const BATCH = 25;
const TYPES = ['issued', 'shown', 'deleted'] as const;

/** Writes an event as versions of the app before 2026-11-29 did: sorted by time alone. */
export function writeOlderEventItem(event: ImageEvent): Item {
  return { ...event, item: `event#${event.eventId}` };
}

/** @param writeEvent how the events are stored */
export async function writeLongHistory(
  userId: string,
  images: number,
  writeEvent: (event: ImageEvent) => Item,
): Promise<void> {
  const start = Date.now() - images * 60_000;
  const items = Array.from({ length: images }, (_, n) =>
    imageWithEvents(userId, start + n * 60_000, writeEvent),
  ).flat();
  const { region, awsTimeout: timeout, dynamoDbEndpoint: endpoint, imagesTable } = env();
  const client = dynamoDbClient({ region, timeout, endpoint });
  for (let from = 0; from < items.length; from += BATCH) {
    const puts = items.slice(from, from + BATCH).map((item) => ({ PutRequest: { Item: item } }));
    await client.send(new BatchWriteCommand({ RequestItems: { [imagesTable]: puts } }));
  }
  client.destroy();
}

function imageWithEvents(
  userId: string,
  milliseconds: number,
  writeEvent: (event: ImageEvent) => Item,
): Item[] {
  const imageId = uuidAt(milliseconds);
  const at = Math.floor(milliseconds / 1000);
  const expiresAt = at + 10_000_000;
  const image = writeImageItem({
    userId,
    imageId,
    key: `profiles/${userId}/${imageId}.jpg`,
    uploadKey: `uploads/${userId}/${imageId}.jpg`,
    contentType: 'image/jpeg',
    fileName: 'foto.jpg',
    declaredSize: 180_000,
    declaredSha256: 'w6uP8Tcg6K2QR905Rms8iXTlksL6OD1KOWBxTK7wxPI=',
    seq: 1,
    state: 'deleted',
    reason: null,
    issuedAt: at,
    processed: null,
    lease: null,
    attempts: 0,
    dueAt: null,
    expiresAt,
    rev: 5,
  });
  const by = { userId, via: 'api', address: '198.51.100.1' } as const;
  const events = TYPES.map((type, n) =>
    writeEvent({
      eventId: uuidAt(milliseconds + n * 1000),
      userId,
      imageId,
      type,
      reason: null,
      at: at + n,
      by,
      expiresAt,
    }),
  );
  return [image, ...events];
}

/** A UUIDv7 of a time (RFC 9562): the first 48 bits are Unix time in milliseconds. */
function uuidAt(milliseconds: number): string {
  const hex = milliseconds.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
