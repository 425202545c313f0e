// Where the bucket is, by the SDK's own rules: a host of its own on AWS, a path elsewhere.
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';

export async function bucketUrl(client: S3Client, bucket: string): Promise<URL> {
  const { url } = await getEndpointFromInstructions(
    { Bucket: bucket, Key: '-' },
    GetObjectCommand,
    client.config,
  );
  return new URL(url.href);
}
