// GETs through CloudFront: signed URLs with a canned policy. PUTs still go straight to S3, so that half is handed in.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-canned-policy.html
import { createPrivateKey } from 'node:crypto';
import { getSignedUrl } from '@aws-sdk/cloudfront-signer';
import type { Clock, UrlSigner } from '@/lib/server/profile/ports';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';

export interface CloudFrontKey {
  /** The host of the distribution: `d111111abcdef8.cloudfront.net`, or a name of one's own. */
  domain: string;
  /** The id of the public key in the distribution's key group. */
  keyPairId: string;
  /** The RSA private key in PEM. Line breaks may be written as `\n`, as consoles that take one line want them. */
  privateKey: string;
}

/**
 * @param puts signs the PUTs
 * @throws Error if the private key cannot be read, or is not an RSA key; the message holds nothing of it
 */
export function cloudFrontUrlSigner(
  puts: Pick<UrlSigner, 'presignPut'>,
  { domain, keyPairId, privateKey: pem }: CloudFrontKey,
  clock: Pick<Clock, 'now'>,
): UrlSigner {
  const privateKey = readRsaKey(pem);
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

function readRsaKey(pem: string): string {
  const text = pem.replaceAll('\\n', '\n');
  let type: string | undefined;
  try {
    type = createPrivateKey(text).asymmetricKeyType;
  } catch {
    // The cause is left out on purpose: what it says depends on the key's bytes.
    throw new Error('CLOUDFRONT_PRIVATE_KEY is not a private key in PEM');
  }
  if (type !== 'rsa') throw new Error(`CLOUDFRONT_PRIVATE_KEY is of type ${type}, not RSA`);
  return text;
}
