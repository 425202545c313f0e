// Health checks of S3 and DynamoDB, by the cheapest request to each that the app has permission for.
import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ItemKey, TABLES } from '@/lib/server/shared/tables';

/** Of no user. */
const KEY: ItemKey<typeof TABLES.users.key> = { userId: '~health' };

/**
 * True if S3 and DynamoDB both respond in time and accept the request.
 * @param timeout of the whole check, in milliseconds
 */
export async function enginesAnswer(
  s3: S3Client,
  bucket: string,
  dynamoDb: DynamoDBDocumentClient,
  usersTable: string,
  timeout: number,
): Promise<boolean> {
  const options = { abortSignal: AbortSignal.timeout(timeout) };
  const answers = await Promise.allSettled([
    s3.send(new HeadBucketCommand({ Bucket: bucket }), options),
    dynamoDb.send(new GetCommand({ TableName: usersTable, Key: KEY }), options),
  ]);
  return answers.every(({ status }) => status === 'fulfilled');
}
