// Credentials: where they come from, whose they are, and how long they are valid.
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { LOCAL_CREDENTIALS } from '@/dev/settings';
import { s3Client } from '@/lib/server/aws/clients';
import { isLoopback } from '@/lib/server/env';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import type { Context } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';
import { whyNoAnswer } from './network';
import { errorName } from './s3-answer';

type Identity = Awaited<ReturnType<Context['s3']['config']['credentials']>>;

/**
 * @param untried why the credentials could not be tried on S3, if so
 * @param refused S3's answer, if it refused them
 */
export async function checkCredentials(
  context: Context,
  untried: string | undefined,
  refused?: { detail: string; cause: string },
): Promise<Finding[]> {
  let identity: Identity;
  try {
    identity = await context.s3.config.credentials();
  } catch (error) {
    return [await noCredentials(context, error), ...blocked(['credentials-life'], 'credentials')];
  }
  const { accessKeyId } = identity;
  if (refused) {
    return [
      wrong(
        'credentials',
        `S3 refuses the key ${accessKeyId}: ${refused.detail}`,
        refused.cause,
        await renew(context),
      ),
      ...blocked(['credentials-life'], 'credentials'),
    ];
  }
  const who = context.isAws
    ? await askWhoWeAre(context, identity)
    : untried === undefined
      ? ok('credentials', `the key ${accessKeyId}, for ${context.env.s3Endpoint}`)
      : unknown('credentials', `the key ${accessKeyId}: ${untried}`);
  return [who, await checkLife(context, identity)];
}

async function noCredentials(context: Context, error: unknown): Promise<Finding> {
  const message = error instanceof Error ? error.message : 'unknown';
  return wrong(
    'credentials',
    `no credentials: ${whyNoAnswer(error) ?? message}`,
    context.env.vercel
      ? 'On Vercel the role AWS_ROLE_ARN is assumed with an OIDC token: federation must be enabled, and the role must trust this project.'
      : 'The SDK looked in variables, profiles, the container and the instance.',
    await renew(context),
  );
}

async function renew({ env, source }: Context): Promise<string> {
  if (env.s3Endpoint !== undefined) {
    const { accessKeyId, secretAccessKey } = (await acceptsLocalKey(env, env.s3Endpoint))
      ? LOCAL_CREDENTIALS
      : { accessKeyId: 'KEY', secretAccessKey: 'SECRET' };
    return `export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}   # of ${env.s3Endpoint}`;
  }
  if (env.vercel) return 'vercel env pull .env.local   # fetches a new OIDC token';
  if (source.AWS_ACCESS_KEY_ID)
    return 'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN; aws sso login';
  return 'aws sso login   # or: aws configure';
}

/** True for the S3 of `npm run dev`: a local server that accepts the documented key. The key is sent to no other server. */
async function acceptsLocalKey(
  { region, bucket, awsTimeout: timeout }: Context['env'],
  endpoint: string,
): Promise<boolean> {
  if (!isLoopback(endpoint)) return false;
  const s3 = s3Client({ region, endpoint, timeout, credentials: LOCAL_CREDENTIALS });
  try {
    const list = await s3.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }));
    return list.Name === bucket;
  } catch (error) {
    return errorName(error) === 'NoSuchBucket';
  } finally {
    s3.destroy();
  }
}

async function askWhoWeAre(context: Context, identity: Identity): Promise<Finding> {
  const sts = new STSClient({ region: context.env.region, credentials: identity, maxAttempts: 2 });
  try {
    const { Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}), {
      abortSignal: AbortSignal.timeout(context.timeout),
    });
    context.arn = arn;
    return ok('credentials', arn);
  } catch (error) {
    const why = whyNoAnswer(error);
    if (why !== undefined) {
      return unknown('credentials', `the key ${identity.accessKeyId}: STS does not answer: ${why}`);
    }
    return wrong(
      'credentials',
      `AWS refuses the key ${identity.accessKeyId}: ${errorName(error)}`,
      'The key was deleted or mistyped, its secret is wrong, or the session has expired.',
      await renew(context),
    );
  } finally {
    sts.destroy();
  }
}

/** A URL expires with the session that signed it. */
async function checkLife(
  context: Context,
  { sessionToken, expiration }: Identity,
): Promise<Finding> {
  const check = 'credentials-life';
  if (!expiration && !sessionToken) return ok(check, 'a key that does not expire');
  if (!expiration) {
    return unknown(
      check,
      'a session with an unknown expiry',
      'Give the app a role, which renews its session by itself.',
    );
  }
  const left = Math.floor((expiration.getTime() - context.now().getTime()) / 1000);
  if (left >= URL_LIFETIME_SECONDS) return ok(check, `the session expires in ${left} s`);
  return wrong(
    check,
    `the session expires in ${left} s`,
    `A URL expires with the session that signed it: new ones do not last their ${URL_LIFETIME_SECONDS} s, and S3 then answers 403 ExpiredToken.`,
    await renew(context),
  );
}
