// Deletes a user and adds the erasure event, in one transaction. It also removes the user's waiting events, and no event is added later.
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { PhotoChanged, WaitingEvent } from '@/lib/server/profile/domain/model';
import { newWaitingEvent } from '@/lib/server/profile/domain/photo-changed';
import type { Clock } from '@/lib/server/shared/clock';
import { UnavailableError } from '@/lib/server/shared/errors';
import { fromAws } from './aws-errors';
import { deleteMany } from './dynamo-batches';
import { ADDED_ATTRIBUTES, type Item, userItemKey } from './dynamo-items';
import { waitingRange } from './dynamo-outbox';
import { outboxKey, readOutboxItem, writeOutboxItem } from './dynamo-outbox-items';
import type { DynamoTables } from './dynamo-transaction';
import { reasonsOf, retryTransactionConflicts } from './retry-transaction-conflicts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Maximum tries while others change the user or deliver their events. */
const MAX_TRIES = 10;
/** Maximum number of waiting events that the transaction removes: DynamoDB allows 100 items. */
const REMOVED_AT_ONCE = 90;

/**
 * @param ownsUsers false to remove only what this app added to the user
 * @throws UnavailableError
 */
export async function eraseUserItem(
  client: DynamoDBDocumentClient,
  tables: DynamoTables,
  clock: Pick<Clock, 'sleep'>,
  ownsUsers: boolean,
  erased: PhotoChanged,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      const items = await erasure(client, tables, clock, ownsUsers, erased);
      if (items.length === 0) return;
      const command = new TransactWriteCommand({ TransactItems: items });
      await retryTransactionConflicts(clock, () => client.send(command));
      return;
    } catch (error) {
      if (!reasonsOf(error).includes('ConditionalCheckFailed')) {
        throw fromAws('DynamoDB', `tables ${tables.users} and ${tables.images}`, error);
      }
      if (tries === MAX_TRIES) throw new UnavailableError('Too many concurrent changes', error);
    }
  }
}

async function erasure(
  client: DynamoDBDocumentClient,
  tables: DynamoTables,
  clock: Pick<Clock, 'sleep'>,
  ownsUsers: boolean,
  erased: PhotoChanged,
): Promise<TransactItem[]> {
  const { userId } = erased;
  const { Item: user } = await client.send(
    new GetCommand({ TableName: tables.users, Key: userItemKey(userId), ConsistentRead: true }),
  );
  const all = await readWaiting(client, tables.images, userId);
  const earlier = all.find(({ event }) => event.order === 0);
  const changes = all.filter((one) => one !== earlier);
  const isKnown =
    changes.length > 0 ||
    user?.imageRev !== undefined ||
    // Another program has deleted the user.
    (!user && !earlier && (await hasRecords(client, tables.images, userId)));
  const ofUser = user ? [userItem(user, tables.users, ownsUsers)] : [];
  if (!isKnown) return ofUser;
  const older = changes.slice(0, -REMOVED_AT_ONCE);
  await deleteMany(
    client,
    clock,
    tables.images,
    older.map(({ event }) => outboxKey(event)),
  );
  return [
    ...ofUser,
    { Put: erasedItem(erased, all, earlier, tables.images) },
    ...changes.slice(-REMOVED_AT_ONCE).map(({ event, rev }) => ({
      Delete: {
        TableName: tables.images,
        Key: outboxKey(event),
        ConditionExpression: 'attribute_not_exists(rev) OR rev = :rev',
        ExpressionAttributeValues: { ':rev': rev },
      },
    })),
  ];
}

async function readWaiting(
  client: DynamoDBDocumentClient,
  table: string,
  userId: string,
): Promise<WaitingEvent[]> {
  const found: WaitingEvent[] = [];
  let last: Item | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        ...waitingRange(table, userId),
        ...(last && { ExclusiveStartKey: last }),
      }),
    );
    found.push(...(page.Items ?? []).map(readOutboxItem));
    last = page.LastEvaluatedKey;
  } while (last);
  return found;
}

async function hasRecords(
  client: DynamoDBDocumentClient,
  table: string,
  userId: string,
): Promise<boolean> {
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'userId = :userId',
      ExpressionAttributeValues: { ':userId': userId },
      ConsistentRead: true,
      Limit: 1,
    }),
  );
  return items.length > 0;
}

/** Conditional on the revision of the user's images that was read: a change in between would have added an event. */
function userItem(user: Item, table: string, ownsUsers: boolean): TransactItem {
  const { userId, imageRev } = user;
  const item = {
    TableName: table,
    Key: userItemKey(String(userId)),
    ...(imageRev === undefined
      ? { ConditionExpression: 'attribute_exists(userId) AND attribute_not_exists(imageRev)' }
      : {
          ConditionExpression: 'imageRev = :imageRev',
          ExpressionAttributeValues: { ':imageRev': imageRev },
        }),
  };
  if (ownsUsers) return { Delete: item };
  return { Update: { ...item, UpdateExpression: `REMOVE ${ADDED_ATTRIBUTES.join(', ')}` } };
}

/** The erasure event is due once the claims of the user's events have ended: until then, a delivery may be in flight. */
function erasedItem(
  erased: PhotoChanged,
  all: WaitingEvent[],
  earlier: WaitingEvent | undefined,
  table: string,
): NonNullable<TransactItem['Put']> {
  const fresh = newWaitingEvent(erased);
  const claims = all.filter(({ isClaimed }) => isClaimed).map(({ dueAt }) => dueAt);
  return {
    TableName: table,
    Item: writeOutboxItem({ ...fresh, dueAt: Math.max(fresh.dueAt, ...claims) }),
    ...(earlier
      ? {
          ConditionExpression: 'rev = :rev',
          ExpressionAttributeValues: { ':rev': earlier.rev },
        }
      : { ConditionExpression: 'attribute_not_exists(userId)' }),
  };
}
