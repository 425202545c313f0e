// The bucket's URL by the SDK's rules: in the host on AWS, in the path elsewhere.
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';

/** Returns the URL of an arbitrary key in the bucket. */
export async function bucketUrl(client: S3Client, bucket: string): Promise<URL> {
  const { url } = await getEndpointFromInstructions(
    { Bucket: bucket, Key: '-' },
    GetObjectCommand,
    client.config,
  );
  return new URL(url.href);
}
