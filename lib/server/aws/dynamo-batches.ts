// Reads or deletes many items of a table by key: in full batches, all in parallel. The caller limits the number of keys.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
import {
  BatchGetCommand,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import type { Clock } from '@/lib/server/shared/clock';
import { UnavailableError } from '@/lib/server/shared/errors';
import { fromAws } from './aws-errors';
import type { Item } from './dynamo-items';

/** Maximum number of keys per request. */
const READ_BATCH = 100;
const WRITE_BATCH = 25;
/** Maximum tries for unprocessed keys. */
const MAX_TRIES = 8;
/** Exponential backoff with full jitter, in milliseconds: the wait before try n is random, below `BACKOFF * 2 ** n`. */
const BACKOFF = 25;

type Sleep = Pick<Clock, 'sleep'>;

/**
 * Reads the items that exist, in no particular order.
 * @param keys distinct
 * @throws UnavailableError if keys are still unprocessed after `MAX_TRIES`
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
 * Deletes the items; missing ones count as deleted.
 * @param keys distinct
 * @throws UnavailableError if keys are still unprocessed after `MAX_TRIES`
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

/** @param send returns the unprocessed keys */
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
  await Promise.all(batches.map((batch) => sendUntilProcessed(clock, table, batch, send)));
}

async function sendUntilProcessed(
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
