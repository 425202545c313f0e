// The tables as the app needs them, and the commands that make them so.
import { DUE_INDEX } from '@/lib/server/aws/dynamo-items';
import { dynamodb, quote } from './commands';
import type { Context } from './context';

export interface Key {
  name: string;
  type: 'S' | 'N';
}

export interface TableShape {
  /** As it stands in the ids of the checks. */
  id: 'users' | 'images' | 'rate-limits';
  /** The variable that names it. */
  variable: string;
  name: string;
  /** Partition key, then sort key. */
  keys: Key[];
  index?: { name: string; keys: Key[] };
  /** The attribute after which an item goes by itself. */
  expiry?: string;
  /** True where its loss would be felt. */
  isKept: boolean;
}

export function tableShapes({ env }: Pick<Context, 'env'>): TableShape[] {
  const userId: Key = { name: 'userId', type: 'S' };
  return [
    { id: 'users', variable: 'USERS_TABLE', name: env.usersTable, keys: [userId], isKept: true },
    {
      id: 'images',
      variable: 'IMAGES_TABLE',
      name: env.imagesTable,
      keys: [userId, { name: 'item', type: 'S' }],
      index: {
        name: DUE_INDEX,
        keys: [
          { name: 'dueShard', type: 'S' },
          { name: 'dueAt', type: 'N' },
        ],
      },
      expiry: 'expiresAt',
      isKept: true,
    },
    {
      id: 'rate-limits',
      variable: 'RATE_LIMITS_TABLE',
      name: env.rateLimitsTable,
      keys: [{ name: 'key', type: 'S' }],
      expiry: 'expire',
      isKept: false,
    },
  ];
}

/** As people read them: `userId (S), item (S)`. */
export function inWords(keys: readonly Key[]): string {
  return keys.map(({ name, type }) => `${name} (${type})`).join(', ') || 'none';
}

export function createTable(context: Context, shape: TableShape, name = shape.name): string {
  const { keys, index } = shape;
  const options = [
    '--billing-mode PAY_PER_REQUEST',
    `--attribute-definitions ${attributes([...keys, ...(index?.keys ?? [])])}`,
    `--key-schema ${schema(keys)}`,
    ...(index ? [`--global-secondary-indexes ${quote(JSON.stringify([indexOf(index)]))}`] : []),
  ];
  return dynamodb(context, 'create-table', name, options.join(' '));
}

export function createIndex(context: Context, { name, index, keys }: TableShape): string {
  if (!index) return '';
  const update = quote(JSON.stringify([{ Create: indexOf(index) }]));
  return dynamodb(
    context,
    'update-table',
    name,
    `--attribute-definitions ${attributes([...keys, ...index.keys])} --global-secondary-index-updates ${update}`,
  );
}

export function deleteIndex(context: Context, { name, index }: TableShape): string {
  const update = quote(JSON.stringify([{ Delete: { IndexName: index?.name } }]));
  return dynamodb(context, 'update-table', name, `--global-secondary-index-updates ${update}`);
}

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

function indexOf({ name, keys }: NonNullable<TableShape['index']>) {
  const KeySchema = keys.map(({ name: AttributeName }, i) => ({
    AttributeName,
    KeyType: keyType(i),
  }));
  return { IndexName: name, KeySchema, Projection: { ProjectionType: 'KEYS_ONLY' } };
}

function attributes(keys: Key[]): string {
  return keys.map(({ name, type }) => `AttributeName=${name},AttributeType=${type}`).join(' ');
}

function schema(keys: Key[]): string {
  return keys.map(({ name }, i) => `AttributeName=${name},KeyType=${keyType(i)}`).join(' ');
}

function keyType(position: number): 'HASH' | 'RANGE' {
  return position === 0 ? 'HASH' : 'RANGE';
}

/** The account is in the ARN of who we are. */
export function tableArn({ env, arn }: Context, table: string): string {
  const [, partition = 'aws', , , account = 'ACCOUNT'] = (arn ?? '').split(':');
  return `arn:${partition}:dynamodb:${env.region}:${account || 'ACCOUNT'}:table/${table}`;
}
