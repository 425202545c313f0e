// DynamoDB: whether it answers, and whether each table exists, has the right keys and lets the app use it.
import {
  DescribeTableCommand,
  GetItemCommand,
  type KeySchemaElement,
  type TableDescription,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { httpStatus } from '@/lib/server/aws/aws-errors';
import type { KeyAttribute } from '@/lib/server/shared/tables';
import { dynamodb, grant, setVariable } from './commands';
import type { Context } from './context';
import { blocked, type Finding, type Findings, firstWrong, ok, unknown, wrong } from './finding';
import { whyNoAnswer } from './network';
import { errorName } from './s3-answer';
import { checkTableSettings, settingsChecks } from './table-settings';
import { createTable, formatKey, type TableShape, tableArn, tableShapes } from './table-shapes';
import { checkTransaction } from './transaction';

/** DynamoDB's error codes for a key, a signature or a session that it does not accept. */
const REFUSED_CREDENTIALS = new Set([
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'ExpiredTokenException',
  'MissingAuthenticationTokenException',
  'MissingAuthenticationToken',
  'IncompleteSignatureException',
]);

/** @param blocker the check to fix first, if there is one */
export async function* checkTables(context: Context, blocker: string | undefined): Findings {
  const shapes = tableShapes(context);
  const below = shapes.flatMap((shape) => [`table.${shape.id}`, ...settingsChecks(shape)]);
  if (blocker !== undefined) {
    return yield* blocked(['dynamodb', ...below, 'table.transaction'], blocker);
  }
  const engine = await checkEngine(context, shapes[0]?.name ?? '');
  yield engine;
  if (engine.status !== 'ok') {
    const root = engine.status === 'wrong' ? 'dynamodb' : 'credentials';
    return yield* blocked([...below, 'table.transaction'], root);
  }
  const tables = await Promise.all(shapes.map((shape) => checkTable(context, shape)));
  yield* tables.flat();
  const own = tables.map(([table]) => table).filter((one) => one !== undefined);
  yield await checkTransaction(context, firstWrong(own));
}

/** Any response counts as an answer, except an error about the credentials. */
async function checkEngine(context: Context, table: string): Promise<Finding> {
  const check = 'dynamodb';
  const { env } = context;
  const place = env.dynamoDbEndpoint ?? `DynamoDB in ${env.region}`;
  try {
    await context.dynamoDb.send(new DescribeTableCommand({ TableName: table }));
  } catch (error) {
    if (errorName(error) === 'CredentialsProviderError') {
      return unknown(check, 'skipped: fix credentials first');
    }
    const why = whyNoAnswer(error);
    const test = dynamodb(context, 'describe-table', table);
    if (why !== undefined) {
      return wrong(
        check,
        `${place} does not answer: ${why}`,
        env.dynamoDbEndpoint
          ? 'DYNAMODB_ENDPOINT must be the address of DynamoDB.'
          : 'This machine cannot reach it: DNS, a proxy, a firewall, or a region that does not exist.',
        `curl -v ${env.dynamoDbEndpoint ?? `https://dynamodb.${env.region}.amazonaws.com`}`,
      );
    }
    if (REFUSED_CREDENTIALS.has(errorName(error))) {
      return wrong(
        check,
        `${place} refuses the credentials: ${errorName(error)}`,
        'They belong to another server or account, or the session has expired.',
        'aws sts get-caller-identity',
      );
    }
    // All of DynamoDB's error names end in this.
    if (!errorName(error).endsWith('Exception')) {
      return wrong(
        check,
        `what answers at ${place} does not speak DynamoDB: ${httpStatus(error) ?? ''} ${errorName(error)}`,
        'It may be another program on that port, a proxy, or a broken server.',
        test,
      );
    }
  }
  return ok(check, `answers: ${place}`);
}

async function checkTable(context: Context, shape: TableShape): Promise<Finding[]> {
  const { description, missing } = await describe(context, shape);
  const table =
    (missing ? notThere(context, shape) : undefined) ??
    checkShape(context, shape, description) ??
    (await tryKeys(context, shape));
  if (table.status === 'wrong') return [table, ...blocked(settingsChecks(shape), table.check)];
  return [table, ...(await checkTableSettings(context, shape, description))];
}

/** Undefined if this identity may not describe tables, which the app need not. */
async function describe({ dynamoDb }: Context, { name }: TableShape) {
  try {
    const { Table: description } = await dynamoDb.send(
      new DescribeTableCommand({ TableName: name }),
    );
    return { description, missing: false };
  } catch (error) {
    return { description: undefined, missing: errorName(error) === 'ResourceNotFoundException' };
  }
}

function notThere(context: Context, shape: TableShape): Finding {
  const { env } = context;
  return wrong(
    `table.${shape.id}`,
    `there is no table ${shape.name} ${env.dynamoDbEndpoint ? `at ${env.dynamoDbEndpoint}` : `in ${env.region}`}`,
    `${shape.variable} is misspelt, the table does not exist yet, or it is in another region or account.`,
    createTable(context, shape),
  );
}

/** Returns the keys of a schema, with their types. */
export function keysOf(
  schema: KeySchemaElement[] = [],
  { AttributeDefinitions: attributes = [] }: TableDescription,
): KeyAttribute[] {
  const inOrder = [...schema].sort(
    (a, b) => Number(a.KeyType === 'RANGE') - Number(b.KeyType === 'RANGE'),
  );
  return inOrder.map(({ AttributeName: name = '' }) => {
    const type = attributes.find((one) => one.AttributeName === name)?.AttributeType;
    return { name, type: type === 'N' ? 'N' : 'S' };
  });
}

function checkShape(
  context: Context,
  shape: TableShape,
  description: TableDescription | undefined,
): Finding | undefined {
  if (!description) return undefined;
  const keys = formatKey(keysOf(description.KeySchema, description));
  if (keys !== formatKey(shape.key)) return otherKeys(context, shape, `its keys are ${keys}`);
  const status = description.TableStatus ?? 'ACTIVE';
  if (status === 'ACTIVE' || status === 'UPDATING') return undefined;
  return wrong(
    `table.${shape.id}`,
    `${shape.name} is ${status}`,
    'A table can be read and written only while it is ACTIVE.',
    dynamodb(context, 'wait table-exists', shape.name),
  );
}

function otherKeys(context: Context, shape: TableShape, seen: string): Finding {
  const name = `${shape.name}-2`;
  return wrong(
    `table.${shape.id}`,
    `${shape.name}: ${seen}, not ${formatKey(shape.key)}`,
    'The keys of a table cannot be changed: create another table.',
    `${createTable(context, shape, name)} && ${setVariable(shape.variable, name)}`,
  );
}

/** Checks the app's permission on each table, with a request that changes nothing. */
async function tryKeys(context: Context, shape: TableShape): Promise<Finding> {
  const check = `table.${shape.id}`;
  const action = shape.id === 'rate-limits' ? 'dynamodb:UpdateItem' : 'dynamodb:GetItem';
  const key = Object.fromEntries(shape.key.map(({ name }) => [name, { S: '~doctor' }]));
  try {
    await context.dynamoDb.send(
      shape.id === 'rate-limits'
        ? new UpdateItemCommand({
            TableName: shape.name,
            Key: key,
            UpdateExpression: 'SET points = :one',
            // Never true, so nothing is written.
            ConditionExpression: 'attribute_exists(#key) AND attribute_not_exists(#key)',
            ExpressionAttributeNames: { '#key': shape.key[0]?.name ?? '' },
            ExpressionAttributeValues: { ':one': { N: '1' } },
          })
        : new GetItemCommand({ TableName: shape.name, Key: key, ConsistentRead: true }),
    );
    return ok(check, `${shape.name}, with the keys ${formatKey(shape.key)}`);
  } catch (error) {
    switch (errorName(error)) {
      case 'ConditionalCheckFailedException':
        return ok(check, `${shape.name}, with the keys ${formatKey(shape.key)}`);
      case 'ResourceNotFoundException':
        return notThere(context, shape);
      case 'ValidationException':
        return otherKeys(context, shape, 'it has other keys');
      case 'AccessDeniedException':
        return wrong(
          check,
          `this identity may not use ${shape.name}`,
          (error as Error).message,
          grant(context, [action], [tableArn(context, shape.name)]),
        );
      default:
        return wrong(
          check,
          `${shape.name} does not answer: ${whyNoAnswer(error) ?? errorName(error)}`,
          'DynamoDB answers, but this table does not.',
          dynamodb(context, 'describe-table', shape.name),
        );
    }
  }
}
