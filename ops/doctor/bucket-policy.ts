// The bucket policy: whether it makes photos public, and whether it has the denials of the deployment.
import { GetBucketPolicyCommand, GetBucketPolicyStatusCommand } from '@aws-sdk/client-s3';
import { readSetting } from './bucket-settings';
import { quote, s3api } from './commands';
import type { Context } from './context';
import { judgeAge, judgeTls } from './denied-urls';
import { blocked, type Finding, ok, unknown, wrong } from './finding';
import { opensToAll, parsePolicy, type Statement } from './policy-document';

const CHECKS = [
  'bucket.policy-public',
  'bucket.policy-tls',
  'bucket.policy-signature-age',
] as const;
const [PUBLIC, TLS, AGE] = CHECKS;

/** @param blocker the check to fix first, if there is one */
export async function checkBucketPolicy(
  context: Context,
  blocker: string | undefined,
): Promise<Finding[]> {
  if (blocker !== undefined) return blocked(CHECKS, blocker);
  const Bucket = context.env.bucket;
  const policy = await readSetting(TLS, 'NoSuchBucketPolicy', async () => {
    const { Policy: text = '' } = await context.s3.send(new GetBucketPolicyCommand({ Bucket }));
    return parsePolicy(text);
  });
  const status = await readSetting(PUBLIC, 'NoSuchBucketPolicy', async () => {
    const found = await context.s3.send(new GetBucketPolicyStatusCommand({ Bucket }));
    return found.PolicyStatus?.IsPublic;
  });
  const statements = 'value' in policy ? (policy.value ?? []) : undefined;
  // Ceph RGW calls a policy public that only denies, or that has a public ACL beside it: read the policy itself if possible.
  const toldPublic = 'value' in status && status.value === true;
  const isPublic = toldPublic && (context.isAws || statements === undefined);
  return [
    'unread' in status && statements === undefined
      ? status.unread
      : publicPolicy(context, statements, isPublic),
    ...('unread' in policy
      ? [policy.unread, { ...policy.unread, check: AGE }]
      : denials(context, statements ?? [])),
  ];
}

function publicPolicy(
  context: Context,
  statements: Statement[] | undefined,
  isPublic: boolean,
): Finding {
  const { bucket } = context.env;
  const open =
    statements?.filter((one) => opensToAll(one, bucket, ['uploads/', 'profiles/'])) ?? [];
  // S3 reports a policy as public if it opens any prefix; other programs may need that for their objects.
  const opensOthers = statements?.some((one) => opensToAll(one, bucket, [''])) === true;
  if (open.length === 0 && (!isPublic || opensOthers)) {
    return ok(PUBLIC, opensOthers ? 'makes nothing of this app public' : 'is not public');
  }
  const names = open.map(({ Sid: sid }) => sid ?? 'a statement without a name');
  return wrong(
    PUBLIC,
    `makes the bucket public${names.length > 0 ? `: ${names.join(', ')}` : ''}`,
    `Photos are private: only URLs that expire after five minutes may show them.${names.length > 0 ? ' The command removes that, also for others who use it: ask them first.' : ''}`,
    open.length > 0 && statements
      ? putPolicy(
          context,
          statements.filter((one) => !open.includes(one)),
        )
      : s3api(context, 'get-bucket-policy', '--query Policy --output text'),
  );
}

/** The two denials apply to AWS only: a compatible server has its own TLS and age limits. */
function denials(context: Context, statements: Statement[]): Finding[] {
  if (!context.isAws) {
    return [TLS, AGE].map((check) => unknown(check, 'a condition that only AWS has'));
  }
  const put = (all: Statement[]) => putPolicy(context, all);
  return [judgeTls(context, TLS, statements, put), judgeAge(context, AGE, statements, put)];
}

/** S3 replaces the whole policy. */
function putPolicy(context: Context, statements: Statement[]): string {
  if (statements.length === 0) return s3api(context, 'delete-bucket-policy');
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  return s3api(context, 'put-bucket-policy', `--policy ${quote(text)}`);
}
