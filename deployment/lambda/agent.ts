// For the tests: an agent of their own, who uploads as a browser does.
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { app } from '@/lib/server/compose';
import { engineEnv } from '@/lib/server/env';
import type { Actor } from '@/lib/server/shared/caller';

const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({ region: engineEnv().region, endpoint: engineEnv().dynamoDbEndpoint ?? '' }),
);

const s3 = new S3Client({
  region: engineEnv().region,
  endpoint: engineEnv().s3Endpoint ?? '',
  forcePathStyle: true,
});

export interface Upload {
  /** Where the proven image will stand. */
  s3Key: string;
  /** Where the bytes were put. */
  uploadKey: string;
  imageId: string;
}

export async function newAgent() {
  const userId = `agent-${randomUUID()}`;
  const actor: Actor = { userId, via: 'api', address: null };
  await app().registerUser({ userId, given_name: 'Ana', family_name: 'Prueba' });
  const own = app().forCaller({ userId, kind: 'session', signedInAt: Date.now() });
  return {
    userId,

    /** Asks for an upload, and makes it unless there is nothing to upload; it is not confirmed. */
    async upload(bytes: Uint8Array<ArrayBuffer> | null): Promise<Upload> {
      const asked = { fileName: 'foto.png', contentType: 'image/png' as const };
      const { presignedUrl, s3Key } = await own.issueUpload(userId, asked, actor);
      if (bytes) {
        const headers = { 'content-type': 'image/png' };
        const response = await fetch(presignedUrl, { method: 'PUT', body: bytes, headers });
        if (!response.ok) throw new Error(`The upload was refused: ${await response.text()}`);
      }
      const [, name = ''] = /^profiles\/(.+)$/.exec(s3Key) ?? [];
      return { s3Key, uploadKey: `uploads/${name}`, imageId: name.replace(/^.*\/|\.png$/g, '') };
    },

    /** The profile as its page shows it. */
    profile: () => own.readProfile(userId),

    /** What happened to an image, oldest first. */
    async history(imageId: string): Promise<string[]> {
      const { items } = await own.imageHistory(userId, null, actor);
      const item = items.find((one) => one.key.includes(imageId));
      return (item?.events ?? []).map(({ type }) => type).reverse();
    },

    /** Another program writes the key of a photo of its own into the agent's row, with the photo behind it. */
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

    /** Sets an image's times back by two hours. */
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
