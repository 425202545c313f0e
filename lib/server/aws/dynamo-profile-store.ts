// The profile store in DynamoDB. Each change is one transaction, conditional on what it is based on.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import type { ProfileStore } from '@/lib/server/profile/ports';
import type { Clock } from '@/lib/server/shared/clock';
import { ChangeConflictError, UnavailableError } from '@/lib/server/shared/errors';
import { TABLES } from '@/lib/server/shared/tables';
import { fromAws } from './aws-errors';
import { deleteMany, readMany } from './dynamo-batches';
import {
  DUE_SHARD,
  type Item,
  imageItemKey,
  readEventItem,
  readImageItem,
  readImageName,
  readUserItem,
  userItemKey,
  writeUserItem,
} from './dynamo-items';
import { type DynamoTables, transactItems } from './dynamo-transaction';

/** Maximum tries of a transaction that is throttled or conflicts with another one on an item; then UnavailableError. */
const MAX_TRIES = 6;
/** Exponential backoff with full jitter, in milliseconds: the wait before try n is random, below `BACKOFF * 2 ** n`. */
const BACKOFF = 25;

/** Transient cancellation reasons of a transaction. */
const PASSING = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** Number of records deleted in parallel. */
const DELETED_AT_ONCE = 200;

export function dynamoProfileStore(
  client: DynamoDBDocumentClient,
  tables: DynamoTables,
  clock: Pick<Clock, 'sleep'>,
): ProfileStore {
  const failure = (error: unknown) =>
    fromAws('DynamoDB', `tables ${tables.users} and ${tables.images}`, error);

  async function read(table: string, key: Item): Promise<Item | undefined> {
    try {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: table, Key: key, ConsistentRead: true }),
      );
      return item;
    } catch (error) {
      throw failure(error);
    }
  }

  async function query(input: QueryCommandInput): Promise<{ items: Item[]; last?: Item }> {
    try {
      const page = await client.send(new QueryCommand(input));
      const last = page.LastEvaluatedKey;
      return { items: page.Items ?? [], ...(last && { last }) };
    } catch (error) {
      throw failure(error);
    }
  }

  return {
    async readUser(userId) {
      const item = await read(tables.users, userItemKey(userId));
      return item ? readUserItem(item) : null;
    },

    async createUser(user) {
      try {
        const command = new PutCommand({
          TableName: tables.users,
          Item: writeUserItem(user),
          ConditionExpression: 'attribute_not_exists(userId)',
        });
        await patiently(clock, () => client.send(command));
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw failure(error);
      }
    },

    async readImage(userId, imageId) {
      const item = await read(tables.images, imageItemKey(userId, imageId));
      return item ? readImageItem(item) : null;
    },

    async listImages(userId, limit, from, now) {
      const page = await query({
        TableName: tables.images,
        KeyConditionExpression: 'userId = :userId AND #item BETWEEN :first AND :last',
        FilterExpression: 'attribute_not_exists(#ttl) OR #ttl > :now',
        ExpressionAttributeNames: { '#item': 'item', '#ttl': TABLES.images.ttl },
        ExpressionAttributeValues: {
          ':userId': userId,
          ':first': imageItemKey(userId, '').item,
          ':last': imageItemKey(userId, '~').item,
          ':now': now,
        },
        ...(from !== null && { ExclusiveStartKey: imageItemKey(userId, from) }),
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit,
      });
      return {
        items: page.items.map(readImageItem),
        next: page.last ? readImageName(page.last).imageId : null,
      };
    },

    async listEvents(userId, since, now, limit) {
      const events: Item[] = [];
      let last: Item | undefined;
      do {
        const page = await query({
          TableName: tables.images,
          KeyConditionExpression: 'userId = :userId AND #item BETWEEN :first AND :last',
          FilterExpression: '#ttl > :now',
          ExpressionAttributeNames: { '#item': 'item', '#ttl': TABLES.images.ttl },
          ExpressionAttributeValues: {
            ':userId': userId,
            ':first': `event#${firstUuidOf(since)}`,
            ':last': 'event#~',
            ':now': now,
          },
          ...(last && { ExclusiveStartKey: last }),
          ConsistentRead: true,
          ...(Number.isFinite(limit) && { Limit: limit }),
        });
        events.push(...page.items);
        last = page.last;
      } while (last && events.length < limit);
      return events.slice(0, limit).map(readEventItem);
    },

    async listDue(now, limit, from) {
      const { name, key } = TABLES.images.index;
      const page = await query({
        TableName: tables.images,
        IndexName: name,
        KeyConditionExpression: '#shard = :shard AND #at <= :now',
        ExpressionAttributeNames: { '#shard': key[0].name, '#at': key[1].name },
        ExpressionAttributeValues: { ':shard': DUE_SHARD, ':now': now },
        ...(from !== null && { ExclusiveStartKey: JSON.parse(from) }),
        Limit: limit,
      });
      const items = page.items.map(readImageName);
      return { items, next: page.last === undefined ? null : JSON.stringify(page.last) };
    },

    async readImages(names) {
      const keys = names.map(({ userId, imageId }) => imageItemKey(userId, imageId));
      return (await readMany(client, clock, tables.images, keys)).map(readImageItem);
    },

    async readUsers(userIds) {
      const keys = userIds.map(userItemKey);
      return (await readMany(client, clock, tables.users, keys)).map(readUserItem);
    },

    async listAllImages(from) {
      try {
        const page = await client.send(
          new ScanCommand({
            TableName: tables.images,
            FilterExpression: 'begins_with(#item, :image)',
            ExpressionAttributeNames: { '#item': 'item' },
            ExpressionAttributeValues: { ':image': imageItemKey('', '').item },
            ...(from !== null && { ExclusiveStartKey: JSON.parse(from) }),
          }),
        );
        const last = page.LastEvaluatedKey;
        return {
          items: (page.Items ?? []).map(readImageItem),
          next: last === undefined ? null : JSON.stringify(last),
        };
      } catch (error) {
        throw failure(error);
      }
    },

    async deleteUser(userId) {
      try {
        await client.send(new DeleteCommand({ TableName: tables.users, Key: userItemKey(userId) }));
      } catch (error) {
        throw failure(error);
      }
    },

    async deleteRecords(userId) {
      for (;;) {
        const page = await query({
          TableName: tables.images,
          KeyConditionExpression: 'userId = :userId',
          ExpressionAttributeValues: { ':userId': userId },
          ProjectionExpression: 'userId, #item',
          ExpressionAttributeNames: { '#item': 'item' },
          ConsistentRead: true,
          Limit: DELETED_AT_ONCE,
        });
        if (page.items.length === 0) return;
        await deleteMany(client, clock, tables.images, page.items);
      }
    },

    async listUsers(limit, from) {
      try {
        const page = await client.send(
          new ScanCommand({
            TableName: tables.users,
            ProjectionExpression: 'userId',
            ...(from !== null && { ExclusiveStartKey: userItemKey(from) }),
            Limit: limit,
          }),
        );
        return {
          items: (page.Items ?? []).map(({ userId }) => String(userId)),
          next: page.LastEvaluatedKey ? String(page.LastEvaluatedKey.userId) : null,
        };
      } catch (error) {
        throw failure(error);
      }
    },

    async commit(change) {
      const command = new TransactWriteCommand({ TransactItems: transactItems(change, tables) });
      try {
        await patiently(clock, () => client.send(command));
      } catch (error) {
        if (reasonsOf(error).includes('ConditionalCheckFailed')) {
          throw new ChangeConflictError('The change was based on what is no longer so', {
            cause: error,
          });
        }
        throw failure(error);
      }
    },
  };
}

/** Retries a write that conflicts with a transaction on the same item, a limited number of times. */
async function patiently(
  clock: Pick<Clock, 'sleep'>,
  write: () => Promise<unknown>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await write();
      return;
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (attempt === MAX_TRIES) throw new UnavailableError('DynamoDB is busy', error);
      await clock.sleep(Math.random() * BACKOFF * 2 ** attempt);
    }
  }
}

/** Returns the cancellation reasons of a transaction, item by item; empty for any other error. */
function reasonsOf(error: unknown): string[] {
  if (!(error instanceof TransactionCanceledException)) return [];
  return error.CancellationReasons?.map(({ Code }) => Code ?? 'None') ?? [];
}

/** The smallest UUIDv7 of a time (RFC 9562): the first 48 bits are Unix time in milliseconds. */
function firstUuidOf(unixSeconds: number): string {
  const hex = (unixSeconds * 1000).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

/** True for a conflict with another transaction or a throttle: retry, unless a condition failed as well. */
function isPassing(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true;
  const reasons = reasonsOf(error);
  return !reasons.includes('ConditionalCheckFailed') && reasons.some((one) => PASSING.has(one));
}
