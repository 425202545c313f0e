// An agent that uploads as a browser does, for the tests of the Lambda functions.
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { app } from '@/lib/server/compose';
import { engineEnv } from '@/lib/server/env';

const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({ region: engineEnv().region, endpoint: engineEnv().dynamoDbEndpoint ?? '' }),
);

const s3 = new S3Client({
  region: engineEnv().region,
  endpoint: engineEnv().s3Endpoint ?? '',
  forcePathStyle: true,
});

export interface Upload {
  /** The key of the validated image. */
  s3Key: string;
  /** The key of the upload. */
  uploadKey: string;
  imageId: string;
}

/** Creates a user who has no photo. */
export async function newAgent() {
  const userId = `agent-${randomUUID()}`;
  await app().registerUser({ userId, given_name: 'Ana', family_name: 'Prueba' });
  const own = app().forCaller({ userId, kind: 'session', signedInAt: Date.now() });
  return {
    userId,

    /** Requests an upload and sends it, unless there is nothing to send; it does not confirm. */
    async upload(bytes: Uint8Array<ArrayBuffer> | null): Promise<Upload> {
      const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
      const { presignedUrl, s3Key } = await own.issueUpload(asked);
      if (bytes) {
        const headers = { 'content-type': 'image/png' };
        const response = await fetch(presignedUrl, { method: 'PUT', body: bytes, headers });
        if (!response.ok) throw new Error(`The upload was refused: ${await response.text()}`);
      }
      const [, name = ''] = /^profiles\/(.+)$/.exec(s3Key) ?? [];
      return { s3Key, uploadKey: `uploads/${name}`, imageId: name.replace(/^.*\/|\.png$/g, '') };
    },

    /** The profile as the page shows it. */
    profile: async () => (await own.readProfile())?.profile,

    /** The events of an image, oldest first. */
    async history(imageId: string): Promise<string[]> {
      const { items } = await own.listImageHistory(null);
      const item = items.find((one) => one.key.includes(imageId));
      return (item?.events ?? []).map(({ type }) => type).reverse();
    },

    /** Acts as another program: writes a photo of its own and its key into the agent's row. */
    async writeElsewhere(bytes: Uint8Array): Promise<string> {
      const { bucket: Bucket, usersTable: TableName } = engineEnv();
      const Key = `profiles/${userId}/nueva.png`;
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes, ContentType: 'image/png' }));
      await client.send(
        new UpdateCommand({
          TableName,
          Key: { userId },
          UpdateExpression: 'SET profileImageKey = :key',
          ExpressionAttributeValues: { ':key': Key },
        }),
      );
      return Key;
    },

    /** Moves an image's times back by two hours. */
    async age(imageId: string): Promise<void> {
      const then = Math.floor(Date.now() / 1000) - 7200;
      await client.send(
        new UpdateCommand({
          TableName: engineEnv().imagesTable,
          Key: { userId, item: `image#${imageId}` },
          UpdateExpression: 'SET issuedAt = :then, dueAt = :then',
          ExpressionAttributeValues: { ':then': then },
        }),
      );
    },

    async state(imageId: string): Promise<unknown> {
      const { Item: item } = await client.send(
        new GetCommand({
          TableName: engineEnv().imagesTable,
          Key: { userId, item: `image#${imageId}` },
          ConsistentRead: true,
        }),
      );
      return item?.state;
    },
  };
}
