// Explains AccessDenied: a denial in the bucket policy, a quirk of the server, or a missing permission.
import { GetBucketPolicyCommand, GetPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { httpStatus } from '@/lib/server/aws/aws-errors';
import { bucketArn, grant, publicAccessBlock, quote, s3api } from './commands';
import type { Context } from './context';
import { type Finding, wrong } from './finding';
import { whyNoAnswer } from './network';
import {
  covers,
  deniedAge,
  deniesOldTls,
  deniesPlainHttp,
  isAbout,
  MIN_SIGNATURE_AGE,
  parsePolicy,
  type Statement,
} from './policy-document';
import { asServiceSaid, errorName } from './s3-answer';

export interface Explanation {
  cause: string;
  fix: string;
}

/**
 * @param action such as `s3:PutObject`
 * @param keys the key pattern, such as `uploads/*`; empty for the bucket itself
 */
export async function explainDenied(
  context: Context,
  action: string,
  keys: string,
): Promise<Explanation> {
  const arn = bucketArn(context, keys);
  const statements = await readPolicy(context);
  const denying =
    statements?.filter((one) => denies(one, action, arn) && isAbout(one, context.arn) !== 'no') ??
    [];
  if (statements && denying.length > 0) {
    const names = denying.map(({ Sid: sid = 'a statement without a name' }) => sid).join(', ');
    return {
      cause: `The bucket policy denies ${action}: ${names}. The command removes that statement: ask its author first.`,
      fix: withoutStatements(context, statements, denying),
    };
  }
  if (action === 's3:PutObject' && !context.isAws && (await blocksAcls(context))) {
    return {
      cause: 'BlockPublicAcls is on, and Ceph RGW then refuses every PUT, private ones too.',
      fix: publicAccessBlock(context),
    };
  }
  return {
    cause: `This identity lacks ${action}${keys && ` on ${keys}`}${statements ? '' : ', or the bucket policy denies it, which this identity may not read'}.`,
    fix: grant(context, [action], [arn]),
  };
}

/** Undefined if it cannot be read. */
async function readPolicy({ s3, env }: Context): Promise<Statement[] | undefined> {
  try {
    const { Policy: text = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: env.bucket }));
    return parsePolicy(text);
  } catch (error) {
    return error instanceof Error && error.name === 'NoSuchBucketPolicy' ? [] : undefined;
  }
}

/** The denials of the deployment itself do not affect a fresh request over TLS. */
function denies(one: Statement, action: string, arn: string): boolean {
  const isHarmless =
    deniesPlainHttp(one) || deniesOldTls(one) || deniedAge(one) >= MIN_SIGNATURE_AGE;
  return one.Effect === 'Deny' && !isHarmless && covers(one, action, arn);
}

function withoutStatements(context: Context, all: Statement[], denying: Statement[]): string {
  const kept = all.filter((statement) => !denying.includes(statement));
  if (kept.length === 0) return s3api(context, 'delete-bucket-policy');
  const text = JSON.stringify({ Version: '2012-10-17', Statement: kept });
  return s3api(context, 'put-bucket-policy', `--policy ${quote(text)}`);
}

async function blocksAcls({ s3, env }: Context): Promise<boolean> {
  try {
    const { PublicAccessBlockConfiguration: block } = await s3.send(
      new GetPublicAccessBlockCommand({ Bucket: env.bucket }),
    );
    return block?.BlockPublicAcls === true;
  } catch {
    return false;
  }
}

/** The finding for an operation of the app that S3 refuses. */
export async function refusedTo(
  context: Context,
  { check, what, action, keys }: { check: string; what: string; action: string; keys: string },
  thrown: unknown,
): Promise<Finding> {
  const error = asServiceSaid(thrown);
  const { cause, fix } = isDenied(error)
    ? await explainDenied(context, action, keys)
    : {
        cause: `S3 answers ${whyNoAnswer(error) ?? `${httpStatus(error) ?? ''} ${errorName(error)}`}.`,
        fix: s3api(context, 'head-bucket'),
      };
  return wrong(check, `the app cannot ${what}`, cause, fix);
}

/** For DeleteObjects, S3 reports refusals in the response body. */
export function isDenied(thrown: unknown): boolean {
  const error = asServiceSaid(thrown);
  return (
    httpStatus(error) === 403 || (error instanceof Error && error.message.includes('AccessDenied'))
  );
}
