// Presigned URLs, signed without a command and its middleware. A test compares them with those of getSignedUrl.
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import type { UrlSigner } from '@/lib/server/profile/ports';
import type { Clock } from '@/lib/server/shared/clock';
import { attachment } from '@/lib/server/shared/content-disposition';
import { escapeUri } from '@/lib/server/shared/escape-uri';
import { LINK_URL_LIFETIME_SECONDS, URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { fromAws } from './aws-errors';
import { windowAt } from './link-window';
import { QuerySigner } from './query-signer';

/** Overrides the `private` of the objects. The URL of a link changes with each window, so caching it longer would be useless. */
const SHARED = `public, max-age=${LINK_URL_LIFETIME_SECONDS}`;

/** What all URLs have in common. */
interface Base {
  origin: string;
  host: string;
  /** The path of the bucket: empty if the host names it. */
  folder: string;
  signer: QuerySigner;
}

/**
 * @param client provides the region, the credentials and the endpoint for browsers
 */
export function s3UrlSigner(
  client: S3Client,
  bucket: string,
  clock: Pick<Clock, 'now'>,
): UrlSigner {
  let base: Promise<Base> | undefined;

  async function resolve(): Promise<Base> {
    // The SDK's endpoint rules decide the addressing: virtual-hosted style on AWS, path style elsewhere. They are evaluated once.
    const [{ url }, region] = await Promise.all([
      getEndpointFromInstructions({ Bucket: bucket, Key: '-' }, GetObjectCommand, client.config),
      client.config.region(),
    ]);
    return {
      origin: url.origin,
      host: url.host,
      folder: url.pathname.replace(/\/$/, ''),
      signer: new QuerySigner(region, 's3'),
    };
  }

  async function presign(
    method: 'GET' | 'PUT',
    key: string,
    query: Record<string, string>,
    headers: Record<string, string>,
    signedAt = clock.now(),
    lifetime = URL_LIFETIME_SECONDS,
  ): Promise<string> {
    try {
      base ??= resolve();
      // The SDK renews the credentials before they expire.
      const [{ origin, host, folder, signer }, credentials] = await Promise.all([
        base,
        client.config.credentials(),
      ]);
      const path = `${folder}/${key.split('/').map(escapeUri).join('/')}`;
      const request = { method, origin, host, path, query, headers };
      return signer.presign(request, credentials, signedAt, lifetime);
    } catch (error) {
      throw fromAws('The credentials provider', 'signing a URL', error);
    }
  }

  return {
    async presignPut({ key, contentType, size, sha256 }) {
      const declared = size !== null || sha256 !== null;
      const headers = {
        'content-type': contentType,
        ...(declared && { 'if-none-match': '*' }),
        ...(sha256 !== null && { 'x-amz-checksum-sha256': sha256 }),
      };
      const signed = { ...headers, ...(size !== null && { 'content-length': String(size) }) };
      const url = await presign('PUT', key, { 'x-id': 'PutObject' }, signed);
      return { url, headers };
    },

    presignGet: (key, contentType) =>
      presign(
        'GET',
        key,
        { 'x-id': 'GetObject', ...(contentType && { 'response-content-type': contentType }) },
        {},
      ),

    async presignShared(key) {
      const { start, endsIn } = windowAt(clock.now());
      const query = { 'x-id': 'GetObject', 'response-cache-control': SHARED };
      const url = await presign('GET', key, query, {}, start, LINK_URL_LIFETIME_SECONDS);
      return { url, endsIn };
    },

    presignDownload: (key, fileName) =>
      presign(
        'GET',
        key,
        { 'x-id': 'GetObject', 'response-content-disposition': attachment(fileName) },
        {},
      ),
  };
}
