// The image storage in S3: one request per call.
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ImageStorage } from '@/lib/server/profile/ports';
import { UnavailableError } from '@/lib/server/shared/errors';
import { escapeUri } from '@/lib/server/shared/escape-uri';
import { workTimes } from '@/lib/server/shared/work-times';
import { fromAws, httpStatus } from './aws-errors';
import { readIntact } from './read-intact';

/** An object never changes, and may only be cached by the user's browser. */
const IMMUTABLE = 'private, max-age=31536000, immutable';

/**
 * @param writeTimeout how long a write may take, in milliseconds: it must end before the lease of its process expires
 * @throws from every method, UnavailableError or ServiceRefusalError: see `fromAws`
 */
export function s3ImageStorage(
  client: S3Client,
  bucket: string,
  writeTimeout = workTimes(0).write,
): ImageStorage {
  const failure = (error: unknown) => fromAws('S3', `bucket ${bucket}`, error);

  return {
    async read(key, maxBytes) {
      try {
        // No range request: S3 only returns the checksum of a whole object.
        const object = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }),
        );
        return {
          bytes: await readIntact(object, maxBytes),
          contentType: object.ContentType ?? null,
          modifiedAt: unixTime(object.LastModified),
        };
      } catch (error) {
        // A missing bucket is a 404 too.
        if (error instanceof NoSuchKey) return null;
        throw failure(error);
      }
    },

    async write(key, bytes, contentType) {
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: bytes,
            ContentType: contentType,
            CacheControl: IMMUTABLE,
          }),
          { abortSignal: AbortSignal.timeout(writeTimeout) },
        );
      } catch (error) {
        throw failure(error);
      }
    },

    async describe(key) {
      try {
        const object = await client.send(
          new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }),
        );
        return {
          size: object.ContentLength ?? 0,
          contentType: object.ContentType ?? null,
          sha256: object.ChecksumSHA256 ?? null,
          etag: object.ETag ?? '',
        };
      } catch (error) {
        if (httpStatus(error) === 404) return null;
        throw failure(error);
      }
    },

    async copy(from, etag, to, contentType) {
      try {
        await client.send(
          new CopyObjectCommand({
            Bucket: bucket,
            Key: to,
            CopySource: `${bucket}/${from.split('/').map(escapeUri).join('/')}`,
            CopySourceIfMatch: etag,
            MetadataDirective: 'REPLACE',
            ContentType: contentType,
            CacheControl: IMMUTABLE,
          }),
          { abortSignal: AbortSignal.timeout(writeTimeout) },
        );
        return true;
      } catch (error) {
        if (error instanceof NoSuchKey || httpStatus(error) === 412) return false;
        throw failure(error);
      }
    },

    async delete(keys) {
      if (keys.length === 0) return;
      try {
        const { Errors: failed = [] } = await client.send(
          new DeleteObjectsCommand({
            Bucket: bucket,
            Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true },
          }),
        );
        const [first] = failed;
        if (first) throw new UnavailableError(`S3 did not delete every object: ${first.Code}`);
      } catch (error) {
        throw failure(error);
      }
    },

    async has(key) {
      try {
        await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return true;
      } catch (error) {
        if (httpStatus(error) === 404) return false;
        throw failure(error);
      }
    },

    async deleteUnchanged(objects) {
      if (objects.length === 0) return [];
      try {
        // S3 compares the ETags; a server without conditional deletes ignores them.
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
        const { Deleted: deleted = [], Errors: failed = [] } = await client.send(
          new DeleteObjectsCommand({
            Bucket: bucket,
            Delete: { Objects: objects.map(({ key, etag }) => ({ Key: key, ETag: etag })) },
          }),
        );
        const gone = [...deleted, ...failed.filter(({ Code }) => Code === 'NoSuchKey')];
        return gone.map(({ Key = '' }) => Key);
      } catch (error) {
        throw failure(error);
      }
    },

    async list(prefix, after) {
      try {
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            ...(after !== null && { StartAfter: after }),
          }),
        );
        const items = (page.Contents ?? []).map(({ Key = '', LastModified, ETag = '' }) => ({
          key: Key,
          modifiedAt: unixTime(LastModified),
          etag: ETag,
        }));
        return { items, next: page.IsTruncated ? (items.at(-1)?.key ?? null) : null };
      } catch (error) {
        throw failure(error);
      }
    },
  };
}

function unixTime(date: Date | undefined): number {
  return Math.floor((date?.getTime() ?? 0) / 1000);
}
