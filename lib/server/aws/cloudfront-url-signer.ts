// GETs through CloudFront: signed URLs with a canned policy. PUTs still go straight to S3, so that half is handed in.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-canned-policy.html
import { getSignedUrl } from '@aws-sdk/cloudfront-signer';
import type { Clock, UrlSigner } from '@/lib/server/profile/ports';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';

export interface CloudFrontKey {
  /** The host of the distribution: `d111111abcdef8.cloudfront.net`, or a name of one's own. */
  domain: string;
  /** The id of the public key in the distribution's key group. */
  keyPairId: string;
  /** An RSA private key in PEM. */
  privateKey: string;
}

/** @param puts signs the PUTs */
export function cloudFrontUrlSigner(
  puts: Pick<UrlSigner, 'presignPut'>,
  { domain, keyPairId, privateKey }: CloudFrontKey,
  clock: Pick<Clock, 'now'>,
): UrlSigner {
  return {
    presignPut: (upload) => puts.presignPut(upload),

    async presignGet(key) {
      const path = key.split('/').map(encodeURIComponent).join('/');
      // In whole seconds, for the library would round up and let a URL live longer than it may.
      const seconds = Math.floor(clock.now().getTime() / 1000) + URL_LIFETIME_SECONDS;
      return getSignedUrl({
        url: `https://${domain}/${path}`,
        keyPairId,
        privateKey,
        dateLessThan: new Date(seconds * 1000),
        // Left out, it would be SHA-1.
        algorithm: 'SHA256',
      });
    },
  };
}
