// The handlers that the app is compared with: a few lines, without session, validation or limits. POST calls `getSignedUrl` and writes one
// item; GET reads one and calls it. The store is `memory` or `engines`.
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

const { S3_ENDPOINT, DYNAMODB_ENDPOINT, APP_REGION: region, S3_BUCKET, USERS_TABLE } = process.env;
const s3 = new S3Client({ region, endpoint: S3_ENDPOINT, forcePathStyle: true });
const dynamoDb = DynamoDBDocumentClient.from(
  new DynamoDBClient({ region, endpoint: DYNAMODB_ENDPOINT }),
);
const memory = new Map<string, unknown>();

interface Context {
  params: Promise<{ store: string }>;
}

/** Presigns a PUT, and writes one item. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { fileName, contentType } = await request.json();
  const Key = `uploads/${randomUUID()}`;
  const Item = { userId: `peer-${Key}`, Key, fileName, contentType };
  if ((await params).store === 'memory') memory.set(Item.userId, Item);
  else await dynamoDb.send(new PutCommand({ TableName: USERS_TABLE, Item }));
  const put = new PutObjectCommand({ Bucket: S3_BUCKET, Key, ContentType: contentType });
  return Response.json({ url: await getSignedUrl(s3, put), key: Key });
}

/** Reads one item, and presigns a GET. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const userId = 'peer';
  const item =
    (await params).store === 'memory'
      ? (memory.get(userId) ?? {})
      : (await dynamoDb.send(new GetCommand({ TableName: USERS_TABLE, Key: { userId } }))).Item;
  const get = new GetObjectCommand({ Bucket: S3_BUCKET, Key: 'profiles/peer' });
  return Response.json({ ...item, url: await getSignedUrl(s3, get) });
}
