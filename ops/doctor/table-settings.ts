// Table settings: index, TTL and point-in-time recovery.
import {
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  QueryCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { DUE_SHARD } from '@/lib/server/aws/dynamo-items';
import type { KeyAttribute } from '@/lib/server/shared/tables';
import { dynamodb } from './commands';
import type { Context } from './context';
import { type Finding, ok, unknown, wrong } from './finding';
import { errorName } from './s3-answer';
import { checkBilling } from './table-billing';
import { createIndex, deleteIndex, formatKey, setExpiry, type TableShape } from './table-shapes';

/** Times in a user's item: if one were the TTL attribute, DynamoDB would delete the user. */
const MOMENTS = new Set<string | undefined>([
  'profileImageUpdatedAt',
  'sessionsValidFrom',
  'imageSeq',
  'imageRev',
]);

/** The names of the checks of a table. */
export function settingsChecks({ id, index, isKept }: TableShape): string[] {
  return [
    `table.${id}.billing`,
    ...(index ? [`table.${id}.index`] : []),
    `table.${id}.ttl`,
    ...(isKept ? [`table.${id}.recovery`] : []),
  ];
}

/** @param description undefined if this identity may not describe tables */
export async function checkTableSettings(
  context: Context,
  shape: TableShape,
  description: TableDescription | undefined,
): Promise<Finding[]> {
  const findings = await Promise.all([
    checkBilling(context, shape, description),
    shape.index ? checkIndex(context, shape, description) : undefined,
    checkExpiry(context, shape),
    shape.isKept ? checkRecovery(context, shape) : undefined,
  ]);
  return findings.filter((one) => one !== undefined);
}

async function checkIndex(
  context: Context,
  shape: TableShape,
  description: TableDescription | undefined,
): Promise<Finding> {
  const check = `table.${shape.id}.index`;
  const { index, name } = shape;
  if (!index) return ok(check, 'none is needed');
  if (description) {
    const found = description.GlobalSecondaryIndexes?.find((one) => one.IndexName === index.name);
    if (!found) return noIndex(context, shape);
    const keys = (found.KeySchema ?? []).map(({ AttributeName: attribute = '' }): KeyAttribute => {
      const type = description.AttributeDefinitions?.find((one) => one.AttributeName === attribute);
      return { name: attribute, type: type?.AttributeType === 'N' ? 'N' : 'S' };
    });
    if (formatKey(keys) !== formatKey(index.key)) {
      return wrong(
        check,
        `the keys of ${index.name} are ${formatKey(keys)}, not ${formatKey(index.key)}`,
        'The sweep finds nothing, so replaced photos are never deleted.',
        `${deleteIndex(context, shape)} && sleep 60 && ${createIndex(context, shape)}`,
      );
    }
    const status = found.IndexStatus ?? 'ACTIVE';
    if (status !== 'ACTIVE' && status !== 'UPDATING') {
      return wrong(
        check,
        `${index.name} is ${status}`,
        'It can be queried once it is ACTIVE, which takes minutes.',
        dynamodb(
          context,
          'describe-table',
          name,
          '--query Table.GlobalSecondaryIndexes[].IndexStatus',
        ),
      );
    }
  }
  return queryIndex(context, shape, index);
}

function noIndex(context: Context, shape: TableShape): Finding {
  return wrong(
    `table.${shape.id}.index`,
    `${shape.name} has no index ${shape.index?.name}`,
    'The sweep cannot find what is due, so replaced photos are never deleted.',
    createIndex(context, shape),
  );
}

/** Sends the query of the sweep. */
async function queryIndex(
  context: Context,
  shape: TableShape,
  { name, key }: NonNullable<TableShape['index']>,
): Promise<Finding> {
  const check = `table.${shape.id}.index`;
  try {
    await context.dynamoDb.send(
      new QueryCommand({
        TableName: shape.name,
        IndexName: name,
        KeyConditionExpression: '#shard = :shard AND #at <= :now',
        ExpressionAttributeNames: { '#shard': key[0]?.name ?? '', '#at': key[1]?.name ?? '' },
        ExpressionAttributeValues: { ':shard': { S: DUE_SHARD }, ':now': { N: '0' } },
        Limit: 1,
      }),
    );
    return ok(check, `${name}, with the keys ${formatKey(key)}`);
  } catch (error) {
    const code = errorName(error);
    if (code === 'AccessDeniedException') {
      return unknown(
        check,
        'this identity may not query it',
        'That is right if a separate function sweeps.',
      );
    }
    if (code === 'ValidationException') return noIndex(context, shape);
    return unknown(check, `${name} does not answer: ${code}`);
  }
}

async function checkExpiry(context: Context, shape: TableShape): Promise<Finding> {
  const check = `table.${shape.id}.ttl`;
  const { ttl, name } = shape;
  let attribute: string | undefined;
  let status: string | undefined;
  try {
    const { TimeToLiveDescription: found } = await context.dynamoDb.send(
      new DescribeTimeToLiveCommand({ TableName: name }),
    );
    attribute = found?.AttributeName;
    status = found?.TimeToLiveStatus;
  } catch (error) {
    return unread(check, error);
  }
  const isOn = status === 'ENABLED' || status === 'ENABLING';
  if (ttl === undefined) {
    if (!isOn || !MOMENTS.has(attribute)) return ok(check, 'items of users do not expire');
    return wrong(
      check,
      `items expire by ${attribute}`,
      'DynamoDB would delete users by a time with another meaning.',
      setExpiry(context, shape, attribute ?? '', false),
    );
  }
  if (isOn && attribute === ttl) return ok(check, `items expire by ${ttl}`);
  if (isOn) {
    return wrong(
      check,
      `items expire by ${attribute}, not by ${ttl}`,
      'Items that should expire stay, and items that should stay may expire. AWS allows one change an hour.',
      `${setExpiry(context, shape, attribute ?? '', false)} && sleep 3600 && ${setExpiry(context, shape, ttl, true)}`,
    );
  }
  return wrong(
    check,
    'TTL is off',
    `Items with ${ttl} stay forever, and the table grows.`,
    setExpiry(context, shape, ttl, true),
  );
}

async function checkRecovery(context: Context, shape: TableShape): Promise<Finding> {
  const check = `table.${shape.id}.recovery`;
  try {
    const { ContinuousBackupsDescription: found } = await context.dynamoDb.send(
      new DescribeContinuousBackupsCommand({ TableName: shape.name }),
    );
    const status = found?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    if (status === 'ENABLED') return ok(check, 'can be restored to any second of the last weeks');
    if (context.env.dynamoDbEndpoint)
      return unknown(check, 'off; a local engine has no such backups');
    return wrong(
      check,
      'point-in-time recovery is off',
      'Data that is lost by a mistake or a bug cannot be restored.',
      dynamodb(
        context,
        'update-continuous-backups',
        shape.name,
        '--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
      ),
    );
  } catch (error) {
    return unread(check, error);
  }
}

function unread(check: string, error: unknown): Finding {
  const code = errorName(error);
  return code === 'AccessDeniedException'
    ? unknown(
        check,
        'this identity may not read it',
        'The app does not need this permission: run the doctor as an administrator of the tables too.',
      )
    : unknown(check, `this engine does not say: ${code}`);
}
