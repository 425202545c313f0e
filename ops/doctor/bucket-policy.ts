// The bucket's own policy: does it open the bucket to everybody, and does it deny what the deployment denies.
import { GetBucketPolicyCommand, GetBucketPolicyStatusCommand } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { readSetting } from './bucket-settings';
import { quote, s3api } from './commands';
import type { Context } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';

const statement = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.string(),
  Principal: z.unknown(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const document = z.looseObject({
  Statement: z.union([z.array(statement), statement.transform((one) => [one])]),
});

type Statement = z.infer<typeof statement>;

const CHECKS = ['bucket.policy-public', 'bucket.policy-tls', 'bucket.policy-signature-age'] as const;
const [PUBLIC, TLS, AGE] = CHECKS;

/** In milliseconds, as deployment/cdk/bucket-policy.ts has it. */
const MAX_SIGNATURE_AGE = 600_000;

export async function checkBucketPolicy(
  context: Context,
  blocker: string | undefined,
): Promise<Finding[]> {
  if (blocker !== undefined) return blocked(CHECKS, blocker);
  const Bucket = context.env.bucket;
  const policy = await readSetting(TLS, 'NoSuchBucketPolicy', async () => {
    const { Policy: text = '' } = await context.s3.send(new GetBucketPolicyCommand({ Bucket }));
    return document.parse(JSON.parse(text)).Statement;
  });
  const status = await readSetting(PUBLIC, 'NoSuchBucketPolicy', async () => {
    const found = await context.s3.send(new GetBucketPolicyStatusCommand({ Bucket }));
    return found.PolicyStatus?.IsPublic;
  });
  const statements = 'value' in policy ? (policy.value ?? []) : undefined;
  return [
    'unread' in status && statements === undefined
      ? status.unread
      : publicPolicy(context, statements, 'value' in status && status.value === true),
    ...('unread' in policy
      ? [policy.unread, { ...policy.unread, check: AGE }]
      : denials(context, statements ?? [])),
  ];
}

function isOpen({ Effect: effect, Principal: principal, Condition: condition }: Statement): boolean {
  const everybody = principal === '*' || (principal as { AWS?: unknown } | undefined)?.AWS === '*';
  return effect === 'Allow' && everybody && condition === undefined;
}

function publicPolicy(
  context: Context,
  statements: Statement[] | undefined,
  isPublic: boolean,
): Finding {
  const open = statements?.filter(isOpen) ?? [];
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

function deniesPlainHttp({ Effect: effect, Condition: condition }: Statement): boolean {
  return effect === 'Deny' && String(condition?.Bool?.['aws:SecureTransport']) === 'false';
}

function deniesOldSignatures({ Effect: effect, Condition: condition }: Statement): boolean {
  const age = Number(condition?.NumericGreaterThan?.['s3:signatureAge'] ?? Number.NaN);
  return effect === 'Deny' && age <= MAX_SIGNATURE_AGE;
}

/** The whole policy as it should be: S3 takes it as one document, and the statements of others stay as they are. */
function policyCommand(context: Context, statements: Statement[] | undefined): string {
  const { env, isAws } = context;
  if (statements === undefined) return s3api(context, 'get-bucket-policy', '--query Policy --output text');
  const kept = statements.filter((one) => !isOpen(one));
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
