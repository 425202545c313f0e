// A bucket's policy, read as far as the doctor has to understand it: whom a statement is about, what it is about, and when.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
import { z } from 'zod';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';

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

/** In milliseconds, as deployment/cdk/bucket-policy.ts has it. */
export const MAX_SIGNATURE_AGE = 600_000;
/** A URL is promised to live so long, in milliseconds. */
export const MIN_SIGNATURE_AGE = URL_LIFETIME_SECONDS * 1000;

/** @throws if it is not JSON, or not a policy */
export function parsePolicy(text: string): Statement[] {
  return policy.parse(JSON.parse(text)).Statement;
}

export type Certainty = 'yes' | 'no' | 'unsure';

/**
 * Whether a statement is about somebody.
 * @param arn of a role, a user or a session; undefined where nobody knows
 */
export function isAbout({ Principal: principal }: Statement, arn: string | undefined): Certainty {
  // `NotPrincipal` stands in its place.
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
 * `ACCOUNT/role/NAME`, or `ACCOUNT` alone for all of an account. The ARN of a session tells no path of its role, so paths do
 * not count; no two roles of an account have the same name.
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
 * True if a statement is about an action on all of a resource.
 * @param arn may end in `*`, for all that begins so
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

/** As IAM compares: `*` for any run, `?` for one character. */
function isLike(pattern: string, text: string, flags?: 'i'): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, flags).test(text);
}

/** True if a statement lets everybody do something, with the bucket itself or with what stands below some prefixes. */
export function opensToAll(one: Statement, bucket: string, prefixes: readonly string[]): boolean {
  const isConditional = Object.keys(one.Condition ?? {}).length > 0;
  if (one.Effect !== 'Allow' || isConditional) return false;
  // With `NotPrincipal` it is everybody but some.
  const everybody = one.Principal === undefined || isAbout(one, undefined) === 'yes';
  const patterns = one.Resource === undefined ? ['*'] : [one.Resource].flat();
  const touches = (pattern: string) => {
    // After `arn:aws:s3:::`, in which servers may name a tenant.
    const name = pattern.split(':').slice(5).join(':') || '*';
    const head = name.replace(/[*?].*$/s, '');
    const reaches = (prefix: string) =>
      head.startsWith(prefix) || (head !== name && prefix.startsWith(head));
    return isLike(name, bucket) || prefixes.some((prefix) => reaches(`${bucket}/${prefix}`));
  };
  return everybody && patterns.some(touches);
}

/** The values of a condition on a key; undefined if there is none. Letters of either case count the same. */
function condition(one: Statement, operator: RegExp, key: string): string[] | undefined {
  for (const [name, keys] of Object.entries(one.Condition ?? {})) {
    const [, values] = Object.entries(keys).find(([some]) => some.toLowerCase() === key) ?? [];
    if (operator.test(name) && values !== undefined) return [values].flat().map(String);
  }
  return undefined;
}

/** True if a denial holds whatever else is: no condition is on another key than these, in lower case. */
export function hasOnly({ Condition: conditions = {} }: Statement, keys: readonly string[]) {
  const found = Object.values(conditions).flatMap((one) => Object.keys(one));
  return found.every((key) => keys.includes(key.toLowerCase()));
}

export function deniesPlainHttp(one: Statement): boolean {
  const values = condition(one, /^bool(ifexists)?$/i, 'aws:securetransport');
  return one.Effect === 'Deny' && values?.every((value) => value === 'false') === true;
}

export function deniesOldTls(one: Statement): boolean {
  const [version] = condition(one, /^numericlessthan(ifexists)?$/i, 's3:tlsversion') ?? [];
  return one.Effect === 'Deny' && Number(version) === 1.2;
}

/** The age in milliseconds beyond which a denial refuses presigned requests; NaN for any other statement. */
export function deniedAge(one: Statement): number {
  const ages = condition(one, /^numericgreaterthan(equals)?(ifexists)?$/i, 's3:signatureage');
  const kinds = condition(one, /^stringequals/i, 's3:authtype') ?? ['REST-QUERY-STRING'];
  if (one.Effect !== 'Deny' || !kinds.includes('REST-QUERY-STRING')) return Number.NaN;
  return ages ? Math.min(...ages.map(Number)) : Number.NaN;
}
