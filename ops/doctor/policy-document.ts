// Reads a bucket policy as far as the doctor needs: principals, actions, resources and conditions.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
import { z } from 'zod';
import { LINK_URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';

const texts = z.union([z.string(), z.array(z.string())]).optional();

const statement = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.string(),
  Principal: z.unknown().optional(),
  Action: texts,
  NotAction: texts,
  Resource: texts,
  NotResource: texts,
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const policy = z.looseObject({
  Statement: z.union([z.array(statement), statement.transform((one) => [one])]),
});

export type Statement = z.infer<typeof statement>;

/** Maximum age of a signature in milliseconds, as in deployment/cdk/bucket-policy.ts. */
export const MAX_SIGNATURE_AGE = 600_000;
/** The longest lifetime of a URL, in milliseconds: that of a lasting link. */
export const MIN_SIGNATURE_AGE = LINK_URL_LIFETIME_SECONDS * 1000;

/** @throws Error if it is not JSON, or not a policy */
export function parsePolicy(text: string): Statement[] {
  return policy.parse(JSON.parse(text)).Statement;
}

export type Certainty = 'yes' | 'no' | 'unsure';

/**
 * True if a statement applies to a principal.
 * @param arn of a role, a user or a session; undefined if unknown
 */
export function isAbout({ Principal: principal }: Statement, arn: string | undefined): Certainty {
  // `NotPrincipal` may replace it.
  if (principal === undefined) return 'unsure';
  const { AWS: aws = [] } = (principal === '*' ? { AWS: '*' } : principal) as { AWS?: unknown };
  const names = [aws].flat().map(String);
  if (names.includes('*')) return 'yes';
  const who = arn && identityOf(arn);
  if (!who) return names.length === 0 ? 'no' : 'unsure';
  const [account] = who.split('/');
  return names.map(identityOf).some((one) => one === who || one === account) ? 'yes' : 'no';
}

/**
 * Returns `ACCOUNT/role/NAME`, or `ACCOUNT` for a whole account. The ARN of a session lacks the path of its role, so paths are ignored;
 * role names are unique in an account.
 */
function identityOf(principal: string): string | undefined {
  const [, account, kind = '', name = ''] =
    /^(?:arn:[^:]+:(?:iam|sts)::)?(\d{12})(?::([a-z-]+)(?:\/(.+))?)?$/.exec(principal) ?? [];
  if (kind === '' || kind === 'root') return account;
  const parts = name.split('/');
  return kind === 'assumed-role'
    ? `${account}/role/${parts[0]}`
    : `${account}/${kind}/${parts.at(-1)}`;
}

/**
 * True if a statement applies to an action on a whole resource.
 * @param arn may end in `*` for a prefix
 */
export function covers(
  { Action: actions, NotAction: notActions, Resource: resources, NotResource: not }: Statement,
  action: string,
  arn: string,
): boolean {
  const isAction =
    notActions === undefined ? some(actions, action, 'i') : !some(notActions, action, 'i');
  return isAction && (not === undefined ? some(resources, arn) : !some(not, arn));
}

function some(patterns: string | string[] | undefined, text: string, flags?: 'i'): boolean {
  return [patterns ?? []].flat().some((pattern) => isLike(pattern, text, flags));
}

/** Compares as IAM does: `*` for any characters, `?` for one. */
function isLike(pattern: string, text: string, flags?: 'i'): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, flags).test(text);
}

/** True if a statement allows every principal something on the bucket or on objects under some prefixes. */
export function opensToAll(one: Statement, bucket: string, prefixes: readonly string[]): boolean {
  const isConditional = Object.keys(one.Condition ?? {}).length > 0;
  if (one.Effect !== 'Allow' || isConditional) return false;
  // With `NotPrincipal` it applies to everybody else.
  const everybody = one.Principal === undefined || isAbout(one, undefined) === 'yes';
  const patterns = one.Resource === undefined ? ['*'] : [one.Resource].flat();
  const touches = (pattern: string) => {
    // After `arn:aws:s3:::`, where some servers put a tenant.
    const name = pattern.split(':').slice(5).join(':') || '*';
    const head = name.replace(/[*?].*$/s, '');
    const reaches = (prefix: string) =>
      head.startsWith(prefix) || (head !== name && prefix.startsWith(head));
    return isLike(name, bucket) || prefixes.some((prefix) => reaches(`${bucket}/${prefix}`));
  };
  return everybody && patterns.some(touches);
}

/** Returns the values of a condition on a key, case-insensitively; undefined if there is none. */
function condition(one: Statement, operator: RegExp, key: string): string[] | undefined {
  for (const [name, keys] of Object.entries(one.Condition ?? {})) {
    const [, values] = Object.entries(keys).find(([some]) => some.toLowerCase() === key) ?? [];
    if (operator.test(name) && values !== undefined) return [values].flat().map(String);
  }
  return undefined;
}

/** True if a denial has no condition on other keys than these, in lower case. */
export function hasOnly({ Condition: conditions = {} }: Statement, keys: readonly string[]) {
  const found = Object.values(conditions).flatMap((one) => Object.keys(one));
  return found.every((key) => keys.includes(key.toLowerCase()));
}

/** True for a denial of requests without TLS. */
export function deniesPlainHttp(one: Statement): boolean {
  const values = condition(one, /^bool(ifexists)?$/i, 'aws:securetransport');
  return one.Effect === 'Deny' && values?.every((value) => value === 'false') === true;
}

/** True for a denial of TLS before 1.2. */
export function deniesOldTls(one: Statement): boolean {
  const [version] = condition(one, /^numericlessthan(ifexists)?$/i, 's3:tlsversion') ?? [];
  return one.Effect === 'Deny' && Number(version) === 1.2;
}

/** Returns the age in milliseconds from which a denial refuses presigned requests; NaN for any other statement. */
export function deniedAge(one: Statement): number {
  const ages = condition(one, /^numericgreaterthan(equals)?(ifexists)?$/i, 's3:signatureage');
  const kinds = condition(one, /^stringequals/i, 's3:authtype') ?? ['REST-QUERY-STRING'];
  if (one.Effect !== 'Deny' || !kinds.includes('REST-QUERY-STRING')) return Number.NaN;
  return ages ? Math.min(...ages.map(Number)) : Number.NaN;
}
