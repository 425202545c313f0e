// Checks that the bucket policy denies presigned URLs over plain HTTP or with an old signature, and allows fresh ones.
import { bucketArn } from './commands';
import type { Context } from './context';
import { type Finding, ok, unknown, wrong } from './finding';
import {
  type Certainty,
  covers,
  deniedAge,
  deniesOldTls,
  deniesPlainHttp,
  hasOnly,
  isAbout,
  MAX_SIGNATURE_AGE,
  MIN_SIGNATURE_AGE,
  type Statement,
} from './policy-document';

/** The operations of the app's URLs. */
const URLS = [
  ['s3:PutObject', 'uploads/*'],
  ['s3:GetObject', 'profiles/*'],
] as const;

/** The statements of the deployment: see deployment/cdk/bucket-policy.ts. */
const DENIALS = {
  plainHttp: {
    sid: 'ProfileImagesTlsOnly',
    isOne: deniesPlainHttp,
    keys: ['aws:securetransport'],
    condition: { Bool: { 'aws:SecureTransport': 'false' } },
  },
  oldTls: {
    sid: 'ProfileImagesTls12',
    isOne: deniesOldTls,
    keys: ['s3:tlsversion'],
    condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
  },
  oldSignatures: {
    sid: 'ProfileImagesStaleSignatures',
    isOne: (one: Statement) =>
      deniedAge(one) >= MIN_SIGNATURE_AGE && deniedAge(one) <= MAX_SIGNATURE_AGE,
    keys: ['s3:signatureage', 's3:authtype'],
    condition: {
      StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
      NumericGreaterThan: { 's3:signatureAge': String(MAX_SIGNATURE_AGE) },
    },
  },
};

type Denial = (typeof DENIALS)[keyof typeof DENIALS];
/** The command that adds these statements to the policy. */
type Put = (statements: Statement[]) => string;

/** Judges the denials of plain HTTP and of TLS before 1.2. */
export function judgeTls(
  context: Context,
  check: string,
  statements: Statement[],
  put: Put,
): Finding {
  const { plainHttp, oldTls } = DENIALS;
  const kinds = [plainHttp, oldTls];
  const verdicts = kinds.map((denial) => denied(context, statements, denial));
  if (verdicts.includes('no')) {
    const missing = kinds.filter((_, index) => verdicts[index] === 'no');
    return wrong(
      check,
      missing.includes(plainHttp)
        ? 'requests without TLS are allowed'
        : 'no statement denies TLS before 1.2',
      `A URL that is requested by http, or with weak TLS, can be read in transit and used by the reader.${signingRoleNote(context)}`,
      put(withOurs(context, statements, missing)),
    );
  }
  if (verdicts.includes('unsure')) return undetermined(check, 'requests without TLS are denied');
  return ok(check, 'requests without TLS 1.2 are denied');
}

/** Judges the denial of old signatures. */
export function judgeAge(
  context: Context,
  check: string,
  statements: Statement[],
  put: Put,
): Finding {
  const early = statements.filter((one) => deniesEarly(context, one));
  const fix = () =>
    put(
      withOurs(
        context,
        statements.filter((one) => !early.includes(one)),
        [DENIALS.oldSignatures],
      ),
    );
  if (early.length > 0) {
    const names = early.map(({ Sid: sid }) => sid ?? 'a statement without a name').join(', ');
    const detail = `URLs expire after ${Math.min(...early.map(deniedAge)) / 1000} s: ${names}`;
    if (early.every((one) => certainty(context, one, DENIALS.oldSignatures) === 'unsure')) {
      return undetermined(check, detail);
    }
    return wrong(
      check,
      detail,
      `URLs must last ${MIN_SIGNATURE_AGE / 1000} s; a slow upload, or a photo shown by a lasting link, gets 403 AccessDenied. The command replaces that denial: ask its author first.${signingRoleNote(context)}`,
      fix(),
    );
  }
  const verdict = denied(context, statements, DENIALS.oldSignatures);
  if (verdict === 'yes') return ok(check, 'old presigned requests are denied');
  if (verdict === 'unsure') return undetermined(check, 'old presigned requests are denied');
  return wrong(
    check,
    'presigned requests of any age are allowed',
    `A URL that was signed for longer by mistake, or by another program with the same permissions, would stay valid.${signingRoleNote(context)}`,
    fix(),
  );
}

function deniesEarly(context: Context, one: Statement): boolean {
  return (
    deniedAge(one) < MIN_SIGNATURE_AGE &&
    isAbout(one, appRole(context)) !== 'no' &&
    URLS.some(([action, keys]) => covers(one, action, bucketArn(context, keys)))
  );
}

/** True if every operation of the app's URLs is denied; several statements together may do it. */
function denied(context: Context, statements: Statement[], denial: Denial): Certainty {
  const found = URLS.map(([action, keys]) => {
    const some = statements
      .filter((one) => denial.isOne(one) && covers(one, action, bucketArn(context, keys)))
      .map((one) => certainty(context, one, denial));
    return some.includes('yes') ? 'yes' : some.includes('unsure') ? 'unsure' : 'no';
  });
  return found.includes('no') ? 'no' : found.includes('unsure') ? 'unsure' : 'yes';
}

function certainty(context: Context, one: Statement, { keys }: Denial): Certainty {
  const about = isAbout(one, appRole(context));
  return about === 'yes' && !hasOnly(one, keys) ? 'unsure' : about;
}

/** The role that signs the app's URLs: the one in AWS_ROLE_ARN, or the caller's if the stack named it. */
function appRole({ source, arn = '' }: Context): string | undefined {
  if (source.AWS_ROLE_ARN) return source.AWS_ROLE_ARN;
  const [, partition, account, role] =
    /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+-web)\//.exec(arn) ?? [];
  return role && `arn:${partition}:iam::${account}:role/${role}`;
}

function undetermined(check: string, detail: string): Finding {
  return unknown(
    check,
    `${detail}; it is unclear whether for the role of the app`,
    'The statement has principals or further conditions. Run the doctor as the app, or with AWS_ROLE_ARN set to its role.',
  );
}

function signingRoleNote(context: Context): string {
  return appRole(context) === undefined
    ? ' Replace ROLE_ARN with the ARN of the role of the app: NAME-web, if the stack created it.'
    : '';
}

/** Returns the policy with our statements. They name our role, since others may use the bucket; the statements of others are kept. */
function withOurs(context: Context, statements: Statement[], missing: Denial[]): Statement[] {
  const ours = missing.map(({ sid, condition }) => ({
    Sid: sid,
    Effect: 'Deny',
    Principal: { AWS: appRole(context) ?? 'ROLE_ARN' },
    Action: 's3:*',
    Resource: [bucketArn(context), bucketArn(context, '*')],
    Condition: condition,
  }));
  return [...statements.filter(({ Sid: sid }) => !ours.some((one) => one.Sid === sid)), ...ours];
}
