// Health checks of S3 and DynamoDB, by the cheapest request to each that the app has permission for.
import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

import { userItemKey } from './dynamo-items';

/** Timeout of a health check, in milliseconds. */
const TIMEOUT = 3000;

/** True if S3 and DynamoDB both respond within the timeout and accept the request. */
export async function enginesAnswer(
  s3: S3Client,
  bucket: string,
  dynamoDb: DynamoDBDocumentClient,
  usersTable: string,
): Promise<boolean> {
  const options = { abortSignal: AbortSignal.timeout(TIMEOUT) };
  const answers = await Promise.allSettled([
    s3.send(new HeadBucketCommand({ Bucket: bucket }), options),
    dynamoDb.send(new GetCommand({ TableName: usersTable, Key: userItemKey('~health') }), options),
  ]);
  return answers.every(({ status }) => status === 'fulfilled');
}
