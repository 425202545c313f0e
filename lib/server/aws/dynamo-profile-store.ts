// The profile store in DynamoDB. Each change is one transaction, conditional on what it is based on.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { ImageEvent } from '@/lib/server/profile/domain/model';
import type { ProfileStore } from '@/lib/server/profile/ports';
import type { Clock } from '@/lib/server/shared/clock';
import { ChangeConflictError } from '@/lib/server/shared/errors';
import { TABLES } from '@/lib/server/shared/tables';
import { fromAws } from './aws-errors';
import { deleteMany, readMany } from './dynamo-batches';
import { eraseUserItem } from './dynamo-erase-user';
import {
  ADDED_ATTRIBUTES,
  ALL_EVENTS,
  DUE_SHARD,
  eventsOf,
  type Item,
  type ItemRange,
  imageItemKey,
  linkHash,
  linkHashKey,
  linkTargetKey,
  olderEventsSince,
  readEventItem,
  readImageItem,
  readImageName,
  readLinkHash,
  readLinkTarget,
  readUserItem,
  userItemKey,
  writeUserItem,
} from './dynamo-items';
import { type DynamoTables, transactItems } from './dynamo-transaction';
import { reasonsOf, retryTransactionConflicts } from './retry-transaction-conflicts';

/** Number of records deleted in parallel. */
const DELETED_AT_ONCE = 200;

/** @param ownsUsers false if another program owns the users: deleting one then removes only what this app added to it */
export function dynamoProfileStore(
  client: DynamoDBDocumentClient,
  tables: DynamoTables,
  clock: Pick<Clock, 'sleep'>,
  ownsUsers = true,
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

  /** Reads the items of a range, page by page, until there are `limit` of them. */
  async function queryAll(range: QueryCommandInput, limit: number): Promise<Item[]> {
    const items: Item[] = [];
    let last: Item | undefined;
    do {
      const page = await query({
        ...range,
        ConsistentRead: true,
        ...(last && { ExclusiveStartKey: last }),
        ...(Number.isFinite(limit) && { Limit: limit }),
      });
      items.push(...page.items);
      last = page.last;
    } while (last && items.length < limit);
    return items.slice(0, limit);
  }

  const eventRange = (
    userId: string,
    now: number,
    [first, last]: ItemRange,
  ): QueryCommandInput => ({
    TableName: tables.images,
    KeyConditionExpression: 'userId = :userId AND #item BETWEEN :first AND :last',
    FilterExpression: '#ttl > :now',
    ExpressionAttributeNames: { '#item': 'item', '#ttl': TABLES.images.ttl },
    ExpressionAttributeValues: { ':userId': userId, ':first': first, ':last': last, ':now': now },
  });

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
        await retryTransactionConflicts(clock, () => client.send(command));
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

    async listEvents(userId, now) {
      const range = eventRange(userId, now, ALL_EVENTS);
      return inOrder(await queryAll(range, Number.POSITIVE_INFINITY));
    },

    async listEventsOf(images, now, limit) {
      const [any] = images;
      if (!any) return [];
      const ids = images.map(({ imageId }) => imageId).sort();
      const since = Math.min(...images.map(({ issuedAt }) => issuedAt));
      const [events, older] = await Promise.all([
        queryAll(
          {
            ...eventRange(any.userId, now, eventsOf(ids[0] ?? '', ids.at(-1) ?? '')),
            ScanIndexForward: false,
          },
          limit,
        ),
        queryAll(eventRange(any.userId, now, olderEventsSince(since)), limit),
      ]);
      const wanted = new Set(ids);
      return inOrder([...older, ...events]).filter(({ imageId }) => wanted.has(imageId));
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

    async readLink(token) {
      const item = await read(tables.images, linkTargetKey(linkHash(token)));
      return item ? readLinkTarget(item) : null;
    },

    async deleteLink(userId) {
      const item = await read(tables.images, linkHashKey(userId));
      const hash = item ? readLinkHash(item) : null;
      if (hash !== null) await deleteMany(client, clock, tables.images, [linkTargetKey(hash)]);
      return hash;
    },

    async hasLink(hash) {
      return (await read(tables.images, linkTargetKey(hash))) !== undefined;
    },

    async deleteUser(userId, erased) {
      if (erased) return eraseUserItem(client, tables, clock, ownsUsers, erased);
      const item = { TableName: tables.users, Key: userItemKey(userId) };
      try {
        await client.send(
          ownsUsers
            ? new DeleteCommand(item)
            : new UpdateCommand({
                ...item,
                UpdateExpression: `REMOVE ${ADDED_ATTRIBUTES.join(', ')}`,
                ConditionExpression: 'attribute_exists(userId)',
              }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw failure(error);
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
        await retryTransactionConflicts(clock, () => client.send(command));
      } catch (error) {
        if (reasonsOf(error).includes('ConditionalCheckFailed')) {
          throw new ChangeConflictError('The change is based on an outdated record', {
            cause: error,
          });
        }
        throw failure(error);
      }
    },
  };
}

/** Reads event items, oldest first: event ids are UUIDv7, which are ordered by time (RFC 9562). */
function inOrder(items: Item[]): ImageEvent[] {
  return items.map(readEventItem).sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
}
