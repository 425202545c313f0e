// The outbox of events in DynamoDB, in the table of images. Commits write its items: see dynamo-transaction.ts.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { WaitingEvent } from '@/lib/server/profile/domain/model';
import type { Outbox } from '@/lib/server/profile/ports';
import type { Clock } from '@/lib/server/shared/clock';
import { TABLES } from '@/lib/server/shared/tables';
import { fromAws } from './aws-errors';
import type { Item } from './dynamo-items';
import {
  ALL_WAITING,
  OUTBOX_SHARD,
  outboxKey,
  outboxPartition,
  readOutboxItem,
  userOfPartition,
  writeOutboxItem,
} from './dynamo-outbox-items';
import { retryTransactionConflicts } from './retry-transaction-conflicts';

/** The key condition of the waiting events of a user, in order. */
export function waitingRange(
  table: string,
  userId: string,
  [first, last] = ALL_WAITING,
): QueryCommandInput {
  return {
    TableName: table,
    KeyConditionExpression: 'userId = :partition AND #item BETWEEN :first AND :last',
    ExpressionAttributeNames: { '#item': 'item' },
    ExpressionAttributeValues: {
      ':partition': outboxPartition(userId),
      ':first': first,
      ':last': last,
    },
    ConsistentRead: true,
  };
}

/** @param table the table of images */
export function dynamoOutbox(
  client: DynamoDBDocumentClient,
  table: string,
  clock: Pick<Clock, 'sleep'>,
): Outbox {
  async function query(input: QueryCommandInput) {
    try {
      return await client.send(new QueryCommand(input));
    } catch (error) {
      throw fromAws('DynamoDB', `table ${table}`, error);
    }
  }

  /** @returns false if the condition does not hold */
  async function write(command: PutCommand | DeleteCommand): Promise<boolean> {
    try {
      await retryTransactionConflicts(clock, () =>
        command instanceof PutCommand ? client.send(command) : client.send(command),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw fromAws('DynamoDB', `table ${table}`, error);
    }
  }

  async function update(waiting: WaitingEvent): Promise<WaitingEvent | null> {
    const after = { ...waiting, rev: waiting.rev + 1 };
    const isWritten = await write(
      new PutCommand({
        TableName: table,
        Item: writeOutboxItem(after),
        ConditionExpression: 'event.eventId = :id AND rev = :rev',
        ExpressionAttributeValues: { ':id': waiting.event.eventId, ':rev': waiting.rev },
      }),
    );
    return isWritten ? after : null;
  }

  return {
    async listDue(now, limit, from) {
      const { name, key } = TABLES.images.index;
      const page = await query({
        TableName: table,
        IndexName: name,
        KeyConditionExpression: '#shard = :shard AND #at <= :now',
        ExpressionAttributeNames: { '#shard': key[0].name, '#at': key[1].name },
        ExpressionAttributeValues: { ':shard': OUTBOX_SHARD, ':now': now },
        ...(from !== null && { ExclusiveStartKey: JSON.parse(from) }),
        Limit: limit,
      });
      const last = page.LastEvaluatedKey;
      return {
        items: (page.Items ?? []).map(({ userId }) => userOfPartition(userId)),
        next: last === undefined ? null : JSON.stringify(last),
      };
    },

    async readNext(userId) {
      const { Items: [item] = [] } = await query({ ...waitingRange(table, userId), Limit: 1 });
      return item ? readOutboxItem(item) : null;
    },

    update,

    async remove({ event }) {
      await write(
        new DeleteCommand({
          TableName: table,
          Key: outboxKey(event),
          ConditionExpression: 'event.eventId = :id',
          ExpressionAttributeValues: { ':id': event.eventId },
        }),
      );
    },

    async holdBack({ event, dueAt }) {
      const after = outboxKey({ ...event, order: event.order + 1 }).item;
      const range = waitingRange(table, event.userId, [after, ALL_WAITING[1]]);
      let last: Item | undefined;
      do {
        const page = await query({
          ...range,
          FilterExpression: 'dueAt < :dueAt',
          ExpressionAttributeValues: { ...range.ExpressionAttributeValues, ':dueAt': dueAt },
          ...(last && { ExclusiveStartKey: last }),
        });
        for (const item of page.Items ?? []) await update({ ...readOutboxItem(item), dueAt });
        last = page.LastEvaluatedKey;
      } while (last);
    },
  };
}
