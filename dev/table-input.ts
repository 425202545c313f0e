// Converts the description of a table to the input of DynamoDB's CreateTable.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
import type {
  AttributeDefinition,
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import type { TableKey, TableSchema } from '@/lib/server/shared/tables';

/** The input for a table that is billed on demand. */
export function tableInput(
  TableName: string,
  { key, index }: Pick<TableSchema, 'key' | 'index'>,
): CreateTableCommandInput {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributeDefinitions([...key, ...(index?.key ?? [])]),
    KeySchema: keySchema(key),
    ...(index && { GlobalSecondaryIndexes: [indexInput(index)] }),
  };
}

/** The input of an index, for CreateTable and UpdateTable. */
export function indexInput({ name, key }: NonNullable<TableSchema['index']>): GlobalSecondaryIndex {
  return {
    IndexName: name,
    KeySchema: keySchema(key),
    Projection: { ProjectionType: 'KEYS_ONLY' },
  };
}

function attributeDefinitions(key: TableKey): AttributeDefinition[] {
  return key.map(({ name, type }) => ({ AttributeName: name, AttributeType: type }));
}

function keySchema(key: TableKey): KeySchemaElement[] {
  return key.map(({ name }, position) => ({
    AttributeName: name,
    KeyType: position === 0 ? 'HASH' : 'RANGE',
  }));
}
