// The servers of the uploaders that the app is compared with, as their documentation sets them up. Each presigns the PUT of a file and,
// in the same answer where the library can carry it, the GET that shows the file. None checks a session or the uploaded bytes.
import { randomUUID } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { handleRequest, route } from '@better-upload/server';
import { custom } from '@better-upload/server/clients';
import { createUploadConfig } from 'pushduck/server';

/**
 * @param {{ endpoint: string, region: string, bucket: string, accessKeyId: string, secretAccessKey: string }} storage the S3
 * @returns {Map<string, (request: Request) => Promise<Response>>} the handlers, by path
 */
export function peerApis({ endpoint, region, bucket, accessKeyId, secretAccessKey }) {
  const s3 = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    // By default it would sign the checksum of the empty body that it gets here.
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const view = (Key) => getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key }));

  const sign = async (request) => {
    const { contentType } = await request.json();
    const Key = `plain/${randomUUID()}`;
    const put = new PutObjectCommand({ Bucket: bucket, Key, ContentType: contentType });
    return Response.json({ put: await getSignedUrl(s3, put), view: await view(Key) });
  };

  const betterUpload = {
    client: custom({
      host: new URL(endpoint).host,
      secure: false,
      forcePathStyle: true,
      region,
      accessKeyId,
      secretAccessKey,
    }),
    bucketName: bucket,
    routes: {
      photo: route({
        fileTypes: ['image/*'],
        onAfterSignedUrl: async ({ file }) => ({
          metadata: { view: await view(file.objectInfo.key) },
        }),
      }),
    },
  };

  const { s3: pushduck } = createUploadConfig()
    .provider('s3Compatible', { endpoint, region, bucket, accessKeyId, secretAccessKey })
    .build();
  const router = pushduck.createRouter({ photo: pushduck.image().maxFileSize('10MB') });

  return new Map([
    ['/api/sign', sign],
    ['/api/better-upload', (request) => handleRequest(request, betterUpload)],
    ['/api/pushduck', (request) => router.handlers.POST(request)],
  ]);
}
