// CloudFront, if photos are served from it: a photo with a signature, and without one.
import { cloudFrontUrlSigner } from '@/lib/server/aws/cloudfront-url-signer';
import type { Context } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';
import { askS3, inWords, type S3Answer } from './s3-answer';
import { BYTES } from './uploads';

const CHECKS = ['cdn', 'cdn.signed', 'cdn.unsigned'] as const;
const [CDN, SIGNED, UNSIGNED] = CHECKS;

/** The findings if another check must be fixed first. */
export function cdnBlocked(blocker: string): Finding[] {
  return blocked(CHECKS, blocker);
}

/** @param key the doctor's photo under `profiles/`; undefined if it could not be written */
export async function checkCdn(context: Context, key: string | undefined): Promise<Finding[]> {
  const { cloudFront } = context.env;
  if (!cloudFront) return [ok(CDN, 'none: photos are served from the bucket')];
  const configured = ok(CDN, `${cloudFront.domain}, key ${cloudFront.keyPairId}`);
  if (key === undefined) {
    return [
      configured,
      ...[SIGNED, UNSIGNED].map((check) =>
        unknown(check, 'skipped: the doctor has no test photo; see object.proven'),
      ),
    ];
  }
  const url = await cloudFrontUrlSigner(cloudFront, context).presignGet(key);
  const signed = await askS3(context, url);
  const unsigned = await askS3(context, url.replace(/\?.*$/, ''));
  return [configured, judgeSigned(context, signed, cloudFront), judgeUnsigned(unsigned, signed)];
}

type CloudFront = NonNullable<Context['env']['cloudFront']>;

function judgeSigned(
  { env, isAws }: Context,
  answer: S3Answer,
  { domain, keyPairId }: CloudFront,
): Finding {
  if (answer.status === 200 && BYTES.equals(answer.body))
    return ok(SIGNED, 'a signed URL shows a picture');
  const seen = `a signed URL: ${answer.status === 200 ? 'other bytes than were written' : inWords(answer)}`;
  if (answer.status === 0) {
    return wrong(
      SIGNED,
      seen,
      'CLOUDFRONT_DOMAIN is misspelt, or has no DNS record yet.',
      `curl -v https://${domain}/`,
    );
  }
  if (answer.status === 403 && /key|signature|policy/i.test(`${answer.code} ${answer.message}`)) {
    return wrong(
      SIGNED,
      seen,
      `The key group of the distribution does not contain the public key, under the id ${keyPairId}.`,
      'aws cloudfront list-key-groups',
    );
  }
  return wrong(
    SIGNED,
    seen,
    `The distribution may not read profiles/ of ${env.bucket}: the bucket policy lacks the statement for it${isAws ? '' : ', or its origin is another store than S3_ENDPOINT'}, or the key is not the one of its key group.`,
    `aws s3api get-bucket-policy --bucket ${env.bucket} --query Policy --output text`,
  );
}

function judgeUnsigned(answer: S3Answer, signed: S3Answer): Finding {
  if (answer.status === 401 || answer.status === 403)
    return ok(UNSIGNED, `without a signature: ${answer.status}`);
  if (signed.status === 0) return unknown(UNSIGNED, `skipped: fix ${SIGNED} first`);
  if (answer.status === 200) {
    return wrong(
      UNSIGNED,
      'it serves the photo without a signature',
      'The behaviour of the distribution has no trusted key group, so anyone with the address sees the photo.',
      'aws cloudfront list-distributions --query "DistributionList.Items[].[Id,DomainName,DefaultCacheBehavior.TrustedKeyGroups.Enabled]"',
    );
  }
  return unknown(UNSIGNED, `without a signature: ${inWords(answer)}`);
}
