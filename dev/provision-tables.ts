// The tables that the app expects, and the demo agents in them. What is there stays as it is.
import {
  ConditionalCheckFailedException,
  type CreateTableCommandInput,
  DynamoDB,
  ResourceInUseException,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { DUE_INDEX } from '@/lib/server/aws/dynamo-items';
import { DEMO_AGENTS } from './demo-agents';
import { CONNECTING } from './own-server';
import type { LocalSettings } from './settings';

/** Safe to run again and again. */
export async function provisionTables(settings: LocalSettings, endpoint: string): Promise<void> {
  const { region, credentials } = settings;
  const dynamoDb = new DynamoDB({ region, credentials, endpoint, requestHandler: CONNECTING });
  try {
    await Promise.all(
      tables(settings).map(({ expiry, ...table }) => provisionTable(dynamoDb, table, expiry)),
    );
    await addDemoAgents(dynamoDb, settings.usersTable);
  } finally {
    dynamoDb.destroy();
  }
}

type Table = Omit<CreateTableCommandInput, 'TableName'> & { TableName: string };

/** `expiry` names the attribute, in Unix seconds, after which DynamoDB deletes an item by itself. */
function tables(settings: LocalSettings): (Table & { expiry?: string })[] {
  const { usersTable, imagesTable, rateLimitsTable } = settings;
  return [
    {
      TableName: usersTable,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'userId', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'userId', KeyType: 'HASH' }],
    },
    {
      TableName: imagesTable,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'userId', AttributeType: 'S' },
        { AttributeName: 'item', AttributeType: 'S' },
        { AttributeName: 'dueShard', AttributeType: 'S' },
        { AttributeName: 'dueAt', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'userId', KeyType: 'HASH' },
        { AttributeName: 'item', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: DUE_INDEX,
          KeySchema: [
            { AttributeName: 'dueShard', KeyType: 'HASH' },
            { AttributeName: 'dueAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      expiry: 'expiresAt',
    },
    {
      TableName: rateLimitsTable,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      expiry: 'expire',
    },
  ];
}

async function provisionTable(
  dynamoDb: DynamoDB,
  table: Table,
  expiry: string | undefined,
): Promise<void> {
  const { TableName } = table;
  if (!(await tableExists(dynamoDb, TableName))) {
    try {
      await dynamoDb.createTable(table);
    } catch (error) {
      // Another command made it in the meantime.
      if (!(error instanceof ResourceInUseException)) throw error;
    }
    await waitUntilTableExists({ client: dynamoDb, minDelay: 1, maxWaitTime: 30 }, { TableName });
  }
  if (!expiry) return;
  const { TimeToLiveDescription } = await dynamoDb.describeTimeToLive({ TableName });
  if (TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED') return;
  await dynamoDb.updateTimeToLive({
    TableName,
    TimeToLiveSpecification: { AttributeName: expiry, Enabled: true },
  });
}

async function tableExists(dynamoDb: DynamoDB, TableName: string): Promise<boolean> {
  try {
    await dynamoDb.describeTable({ TableName });
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

async function addDemoAgents(dynamoDb: DynamoDB, TableName: string): Promise<void> {
  const documents = DynamoDBDocument.from(dynamoDb);
  for (const Item of DEMO_AGENTS) {
    try {
      await documents.put({
        TableName,
        Item,
        ConditionExpression: 'attribute_not_exists(userId)',
      });
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
