// Reads or deletes many items of one table by their keys: full batches, all of them at once. The caller bounds how many.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
import {
  BatchGetCommand,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { UnavailableError } from '@/lib/server/profile/errors';
import type { Clock } from '@/lib/server/profile/ports';
import { fromAws } from './aws-errors';
import type { Item } from './dynamo-items';

/** So many keys one request takes at the most. */
const READ_BATCH = 100;
const WRITE_BATCH = 25;
/** Keys that a request leaves unprocessed are sent again, so often. */
const MAX_TRIES = 8;
/** The wait before try n is a random part of this many milliseconds times two to the n. */
const BACKOFF = 25;

type Sleep = Pick<Clock, 'sleep'>;

/**
 * The items that exist, in no order.
 * @param keys distinct
 * @throws UnavailableError if DynamoDB leaves some unprocessed for too long
 */
export async function readMany(
  client: DynamoDBDocumentClient,
  clock: Sleep,
  table: string,
  keys: Item[],
): Promise<Item[]> {
  const items: Item[] = [];
  await inBatches(clock, table, keys, READ_BATCH, async (batch) => {
    const { Responses: found, UnprocessedKeys: unprocessed } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: batch, ConsistentRead: true } } }),
    );
    items.push(...(found?.[table] ?? []));
    return unprocessed?.[table]?.Keys ?? [];
  });
  return items;
}

/**
 * Deletes the items; those that are not there count as deleted.
 * @param keys distinct
 * @throws UnavailableError if DynamoDB leaves some unprocessed for too long
 */
export async function deleteMany(
  client: DynamoDBDocumentClient,
  clock: Sleep,
  table: string,
  keys: Item[],
): Promise<void> {
  await inBatches(clock, table, keys, WRITE_BATCH, async (batch) => {
    const deletions = batch.map((Key) => ({ DeleteRequest: { Key } }));
    const { UnprocessedItems: unprocessed } = await client.send(
      new BatchWriteCommand({ RequestItems: { [table]: deletions } }),
    );
    return (unprocessed?.[table] ?? []).flatMap(({ DeleteRequest: request }) => request?.Key ?? []);
  });
}

/** @param send returns the keys that were left unprocessed */
async function inBatches(
  clock: Sleep,
  table: string,
  keys: Item[],
  size: number,
  send: (batch: Item[]) => Promise<Item[]>,
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(keys.length / size) }, (_, index) =>
    keys.slice(index * size, (index + 1) * size),
  );
  await Promise.all(batches.map((batch) => sendWhole(clock, table, batch, send)));
}

async function sendWhole(
  clock: Sleep,
  table: string,
  batch: Item[],
  send: (batch: Item[]) => Promise<Item[]>,
): Promise<void> {
  let left = batch;
  for (let attempt = 1; ; attempt++) {
    try {
      left = await send(left);
    } catch (error) {
      throw fromAws('DynamoDB', `table ${table}`, error);
    }
    if (left.length === 0) return;
    if (attempt === MAX_TRIES) throw new UnavailableError('DynamoDB is busy');
    await clock.sleep(Math.random() * BACKOFF * 2 ** attempt);
  }
}
