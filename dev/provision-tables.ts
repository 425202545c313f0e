// Creates the tables of the app, and the demo agents in `Users`. Tables and agents that exist are left unchanged.
import {
  ConditionalCheckFailedException,
  DynamoDB,
  ResourceInUseException,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { TABLES, type TableSchema } from '@/lib/server/shared/tables';
import { DEMO_AGENTS } from './demo-agents';
import { CONNECTING } from './external-server';
import type { LocalSettings } from './settings';
import { tableInput } from './table-input';

/** Idempotent. */
export async function provisionTables(settings: LocalSettings, endpoint: string): Promise<void> {
  const { region, credentials } = settings;
  const dynamoDb = new DynamoDB({ region, credentials, endpoint, requestHandler: CONNECTING });
  try {
    await Promise.all([
      provisionTable(dynamoDb, settings.usersTable, TABLES.users),
      provisionTable(dynamoDb, settings.imagesTable, TABLES.images),
      provisionTable(dynamoDb, settings.rateLimitsTable, TABLES.rateLimits),
    ]);
    await addDemoAgents(dynamoDb, settings.usersTable);
  } finally {
    dynamoDb.destroy();
  }
}

async function provisionTable(
  dynamoDb: DynamoDB,
  TableName: string,
  schema: TableSchema,
): Promise<void> {
  if (!(await tableExists(dynamoDb, TableName))) {
    try {
      await dynamoDb.createTable(tableInput(TableName, schema));
    } catch (error) {
      // Another command has created it meanwhile.
      if (!(error instanceof ResourceInUseException)) throw error;
    }
    await waitUntilTableExists({ client: dynamoDb, minDelay: 1, maxWaitTime: 30 }, { TableName });
  }
  if (!schema.ttl) return;
  const { TimeToLiveDescription } = await dynamoDb.describeTimeToLive({ TableName });
  if (TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED') return;
  await dynamoDb.updateTimeToLive({
    TableName,
    TimeToLiveSpecification: { AttributeName: schema.ttl, Enabled: true },
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
