// A transaction as the app writes it, with a condition that cannot hold: it must write nothing and report the reason.
import {
  DeleteItemCommand,
  GetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { dynamodb, grant } from './commands';
import type { Context } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';
import { whyNoAnswer } from './network';
import { errorName } from './s3-answer';
import { tableArn } from './table-shapes';

const CHECK = 'table.transaction';
const ID = { S: '~doctor' };

/** Tries such a transaction on the tables of users and images. */
export async function checkTransaction(
  context: Context,
  blocker: string | undefined,
): Promise<Finding> {
  const [untried] = blocked([CHECK], blocker ?? '');
  if (blocker !== undefined && untried) return untried;
  const { dynamoDb, env, now } = context;
  const key = { userId: ID, item: { S: `image#~doctor-${now().getTime()}` } };
  try {
    await dynamoDb.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Update: {
              TableName: env.usersTable,
              Key: { userId: ID },
              UpdateExpression: 'SET imageSeq = :one',
              ConditionExpression: 'attribute_exists(userId) AND attribute_not_exists(userId)',
              ExpressionAttributeValues: { ':one': { N: '1' } },
            },
          },
          {
            Put: {
              TableName: env.imagesTable,
              Item: key,
              ConditionExpression: 'attribute_not_exists(userId)',
            },
          },
          {
            ConditionCheck: {
              TableName: env.imagesTable,
              Key: { userId: ID, item: { S: 'image#~doctor' } },
              ConditionExpression: 'attribute_not_exists(userId)',
            },
          },
        ],
      }),
    );
  } catch (error) {
    return refused(context, error, await isThere(context, key));
  }
  await dynamoDb.send(new DeleteItemCommand({ TableName: env.usersTable, Key: { userId: ID } }));
  await dynamoDb.send(new DeleteItemCommand({ TableName: env.imagesTable, Key: key }));
  return wrong(
    CHECK,
    'a transaction succeeded whose condition cannot hold',
    'This engine ignores conditions: concurrent requests would overwrite each other.',
    'unset DYNAMODB_ENDPOINT   # or use an engine with conditions: npm run dev starts one',
  );
}

type ImageKey = Record<'userId' | 'item', { S: string }>;

async function isThere({ dynamoDb, env }: Context, key: ImageKey): Promise<boolean> {
  const { Item: item } = await dynamoDb.send(
    new GetItemCommand({ TableName: env.imagesTable, Key: key, ConsistentRead: true }),
  );
  return item !== undefined;
}

async function refused(context: Context, error: unknown, isWritten: boolean): Promise<Finding> {
  const { env } = context;
  if (isWritten) {
    return wrong(
      CHECK,
      'a transaction was refused, but half of it was written',
      'This engine has no transactions: a photo could be half changed.',
      dynamodb(context, 'delete-item', env.imagesTable, `--key '{"userId":{"S":"~doctor"}}'`),
    );
  }
  if (error instanceof TransactionCanceledException) {
    const reasons = error.CancellationReasons?.map(({ Code: code }) => code ?? 'None') ?? [];
    if (reasons[0] === 'ConditionalCheckFailed') {
      return ok(CHECK, 'a failed condition cancels the transaction: ConditionalCheckFailed');
    }
    return unknown(CHECK, `cancelled for ${reasons.join(', ') || 'an unknown reason'}`);
  }
  const code = errorName(error);
  if (code === 'AccessDeniedException') {
    return wrong(
      CHECK,
      'this identity may not write to the tables',
      error instanceof Error ? error.message : code,
      grant(
        context,
        [
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:ConditionCheckItem',
          'dynamodb:GetItem',
        ],
        [tableArn(context, env.usersTable), tableArn(context, env.imagesTable)],
      ),
    );
  }
  return wrong(
    CHECK,
    `no transaction: ${whyNoAnswer(error) ?? code}`,
    'The app changes user, image and event in one transaction; ScyllaDB Alternator and dynalite have none.',
    'unset DYNAMODB_ENDPOINT   # or use an engine with transactions: npm run dev starts one',
  );
}
