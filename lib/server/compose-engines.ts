// The composition of what the use cases and the health check share: the clients of S3 and DynamoDB. The check loads nothing else.
import 'server-only';
import { dynamoDbClient, s3Client } from './aws/clients';
import { credentialsOf } from './aws/credentials';
import { enginesAnswer } from './aws/health';
import { clockOffset } from './aws/server-clock';
import { engineEnv } from './env';

export interface Health {
  /** True if S3 and DynamoDB both respond. */
  enginesAnswer: boolean;
  /** How far their clock is ahead of this machine's, in milliseconds; differences of a few seconds count as 0. */
  clockOffset: number;
}

let connected: ReturnType<typeof connect> | undefined;

/** Returns the clients of this process, and the settings that all clients share. */
export function engines() {
  connected ??= connect();
  return connected;
}

function connect() {
  const settings = engineEnv();
  const { region, awsTimeout: timeout } = settings;
  const service = { region, timeout, credentials: credentialsOf(settings, region) };
  const s3 = s3Client({ ...service, endpoint: settings.s3Endpoint });
  const dynamoDb = dynamoDbClient({ ...service, endpoint: settings.dynamoDbEndpoint });
  return { service, s3, dynamoDb };
}

/** Asks S3 and DynamoDB whether they respond. */
export async function health(): Promise<Health> {
  const { bucket, usersTable } = engineEnv();
  const { service, s3, dynamoDb } = engines();
  const enginesDo = await enginesAnswer(s3, bucket, dynamoDb, usersTable, service.timeout);
  return { enginesAnswer: enginesDo, clockOffset: clockOffset([dynamoDb, s3]) };
}
