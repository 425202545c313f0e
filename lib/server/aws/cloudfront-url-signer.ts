// Signs GETs for CloudFront, with a canned policy.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-canned-policy.html
import type { UrlSigner } from '@/lib/server/profile/ports';
import type { Clock } from '@/lib/server/shared/clock';
import { LINK_URL_LIFETIME_SECONDS, URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { windowAt } from './link-window';

interface CloudFrontKey {
  /** The host of the distribution: `d111111abcdef8.cloudfront.net`, or a custom domain. */
  domain: string;
  /** The id of the public key in the distribution's key group. */
  keyPairId: string;
  /** An RSA private key in PEM. */
  privateKey: string;
}

/** The signer of GETs. CloudFront takes no uploads: PUTs and downloads are signed for S3. */
export function cloudFrontUrlSigner(
  { domain, keyPairId, privateKey }: CloudFrontKey,
  clock: Pick<Clock, 'now'>,
): Pick<UrlSigner, 'presignGet' | 'presignShared'> {
  /** @param seconds Unix time at which the URL expires */
  async function sign(key: string, seconds: number): Promise<string> {
    // Loaded only where CloudFront is configured.
    const { getSignedUrl } = await import('@aws-sdk/cloudfront-signer');
    const path = key.split('/').map(encodeURIComponent).join('/');
    return getSignedUrl({
      url: `https://${domain}/${path}`,
      keyPairId,
      privateKey,
      dateLessThan: new Date(seconds * 1000),
      // The default is SHA-1.
      algorithm: 'SHA256',
    });
  }
  return {
    // Rounded down to whole seconds: the library would round up and extend the lifetime of the URL.
    presignGet: (key) => sign(key, Math.floor(clock.now().getTime() / 1000) + URL_LIFETIME_SECONDS),

    async presignShared(key) {
      const { start, endsIn } = windowAt(clock.now());
      const url = await sign(key, start.getTime() / 1000 + LINK_URL_LIFETIME_SECONDS);
      return { url, endsIn };
    },
  };
}
