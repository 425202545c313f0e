// The tables that the app needs, and the AWS CLI commands that create and repair them.
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { indexInput, tableInput } from '@/dev/table-input';
import { TABLES, type TableKey, type TableSchema } from '@/lib/server/shared/tables';
import { dynamodb, quote } from './commands';
import type { Context } from './context';

export interface TableShape extends TableSchema {
  /** Its name in the ids of the checks. */
  id: 'users' | 'images' | 'rate-limits';
  /** The variable that names it. */
  variable: string;
  name: string;
  /** True if its data must be restorable. */
  isKept: boolean;
}

/** The tables with the names in the environment. */
export function tableShapes({ env }: Pick<Context, 'env'>): TableShape[] {
  return [
    {
      ...TABLES.users,
      id: 'users',
      variable: 'USERS_TABLE',
      name: env.usersTable,
      isKept: true,
    },
    {
      ...TABLES.images,
      id: 'images',
      variable: 'IMAGES_TABLE',
      name: env.imagesTable,
      isKept: true,
    },
    {
      ...TABLES.rateLimits,
      id: 'rate-limits',
      variable: 'RATE_LIMITS_TABLE',
      name: env.rateLimitsTable,
      isKept: false,
    },
  ];
}

/** Formats a key for people: `userId (S), item (S)`. */
export function formatKey(key: TableKey): string {
  return key.map(({ name, type }) => `${name} (${type})`).join(', ') || 'none';
}

/** The command that creates a table. */
export function createTable(context: Context, shape: TableShape, name = shape.name): string {
  const input = tableInput(name, shape);
  const { KeySchema = [], GlobalSecondaryIndexes: indexes } = input;
  const schema = KeySchema.map(
    (one) => `AttributeName=${one.AttributeName},KeyType=${one.KeyType}`,
  );
  const options = [
    `--billing-mode ${input.BillingMode}`,
    attributeOption(input),
    `--key-schema ${schema.join(' ')}`,
    ...(indexes ? [`--global-secondary-indexes ${quote(JSON.stringify(indexes))}`] : []),
  ];
  return dynamodb(context, 'create-table', name, options.join(' '));
}

/** The command that creates the index of a table; empty if it has none. */
export function createIndex(context: Context, shape: TableShape): string {
  if (!shape.index) return '';
  const update = quote(JSON.stringify([{ Create: indexInput(shape.index) }]));
  return dynamodb(
    context,
    'update-table',
    shape.name,
    `${attributeOption(tableInput(shape.name, shape))} --global-secondary-index-updates ${update}`,
  );
}

/** The command that deletes the index of a table. */
export function deleteIndex(context: Context, { name, index }: TableShape): string {
  const update = quote(JSON.stringify([{ Delete: { IndexName: index?.name } }]));
  return dynamodb(context, 'update-table', name, `--global-secondary-index-updates ${update}`);
}

/** The command that turns the TTL of a table on or off. */
export function setExpiry(
  context: Context,
  { name }: TableShape,
  attribute: string,
  isEnabled: boolean,
): string {
  return dynamodb(
    context,
    'update-time-to-live',
    name,
    `--time-to-live-specification AttributeName=${attribute},Enabled=${isEnabled}`,
  );
}

function attributeOption({
  AttributeDefinitions: attributes = [],
}: CreateTableCommandInput): string {
  const definitions = attributes.map(
    (one) => `AttributeName=${one.AttributeName},AttributeType=${one.AttributeType}`,
  );
  return `--attribute-definitions ${definitions.join(' ')}`;
}

/** Takes the account from the ARN of the caller. */
export function tableArn({ env, arn }: Context, table: string): string {
  const [, partition = 'aws', , , account = 'ACCOUNT'] = (arn ?? '').split(':');
  return `arn:${partition}:dynamodb:${env.region}:${account || 'ACCOUNT'}:table/${table}`;
}
