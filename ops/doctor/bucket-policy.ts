// The bucket's own policy: does it open the bucket to everybody, and does it deny what the deployment denies.
import { GetBucketPolicyCommand, GetBucketPolicyStatusCommand } from '@aws-sdk/client-s3';
import { readSetting } from './bucket-settings';
import { quote, s3api } from './commands';
import type { Context } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';
import {
  deniesOldSignatures,
  deniesPlainHttp,
  MAX_SIGNATURE_AGE,
  opensToAll,
  parsePolicy,
  type Statement,
} from './policy-document';

const CHECKS = [
  'bucket.policy-public',
  'bucket.policy-tls',
  'bucket.policy-signature-age',
] as const;
const [PUBLIC, TLS, AGE] = CHECKS;

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
  // Ceph RGW calls a policy public that only denies, and one with a public ACL beside it: where it can be read, we read it.
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
  const open = statements?.filter(opensToAll) ?? [];
  if (!isPublic && open.length === 0) return ok(PUBLIC, 'opens the bucket to nobody');
  const names = open.map(({ Sid: sid }) => sid ?? 'a statement without a name');
  return wrong(
    PUBLIC,
    `opens the bucket to everybody${names.length > 0 ? `: ${names.join(', ')}` : ''}`,
    'Photos are private: they are shown by URLs that live five minutes, and by nothing else.',
    policyCommand(context, statements),
  );
}

/** The two denials are AWS's own: a compatible server has TLS and ages of its own to care for. */
function denials(context: Context, statements: Statement[]): Finding[] {
  if (!context.isAws) {
    return [TLS, AGE].map((check) => unknown(check, 'a condition of AWS alone'));
  }
  return [
    statements.some(deniesPlainHttp)
      ? ok(TLS, 'requests without TLS are denied')
      : wrong(
          TLS,
          'requests without TLS are allowed',
          'A URL that somebody opens by http can be read on its way, and used by the reader.',
          policyCommand(context, statements),
        ),
    statements.some(deniesOldSignatures)
      ? ok(AGE, 'presigned requests are denied once they are old')
      : wrong(
          AGE,
          'presigned requests of any age are allowed',
          'A URL that was signed for longer by mistake, or by another program with the same rights, would work on.',
          policyCommand(context, statements),
        ),
  ];
}

/** The whole policy as it should be: S3 takes it as one document, and the statements of others stay as they are. */
function policyCommand(context: Context, statements: Statement[] | undefined): string {
  const { env, isAws } = context;
  if (statements === undefined)
    return s3api(context, 'get-bucket-policy', '--query Policy --output text');
  const kept = statements.filter((one) => !opensToAll(one));
  const missing = isAws ? ours(env.bucket, context.arn).filter(({ sign }) => !kept.some(sign)) : [];
  const merged = [...kept, ...missing.map(({ statement: one }) => one)];
  if (merged.length === 0) return s3api(context, 'delete-bucket-policy');
  const text = JSON.stringify({ Version: '2012-10-17', Statement: merged });
  return s3api(context, 'put-bucket-policy', `--policy ${quote(text)}`);
}

/** The denials name our own role alone, since others may use the bucket too. */
function ours(bucket: string, arn: string | undefined) {
  const [, partition = 'aws', account, role] =
    /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn ?? '') ?? [];
  const principal = role ? `arn:${partition}:iam::${account}:role/${role}` : (arn ?? '*');
  const common = {
    Effect: 'Deny',
    Principal: principal === '*' ? '*' : { AWS: principal },
    Action: 's3:*',
    Resource: [`arn:${partition}:s3:::${bucket}`, `arn:${partition}:s3:::${bucket}/*`],
  };
  return [
    {
      sign: deniesPlainHttp,
      statement: {
        Sid: 'ProfileImagesTlsOnly',
        ...common,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    },
    {
      sign: deniesOldSignatures,
      statement: {
        Sid: 'ProfileImagesStaleSignatures',
        ...common,
        Condition: {
          StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
          NumericGreaterThan: { 's3:signatureAge': String(MAX_SIGNATURE_AGE) },
        },
      },
    },
  ];
}
