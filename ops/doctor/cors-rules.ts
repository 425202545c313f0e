// The CORS rules of the bucket: why they refuse the app, and what they should be.
import { type CORSRule, GetBucketCorsCommand } from '@aws-sdk/client-s3';
import { corsFor } from '@/dev/provision';
import { readSetting } from './bucket-settings';
import { quote, s3api } from './commands';
import type { Context } from './context';

/** An origin that must have no access. */
export const FOREIGN_ORIGIN = 'https://stranger.invalid';

/** Returns the existing rules; null if they cannot be read. */
export async function readRules(context: Context): Promise<CORSRule[] | null> {
  const setting = await readSetting('cors', 'NoSuchCORSConfiguration', async () => {
    const { CORSRules: rules = [] } = await context.s3.send(
      new GetBucketCorsCommand({ Bucket: context.env.bucket }),
    );
    return rules;
  });
  return 'unread' in setting ? null : (setting.value ?? []);
}

/** The origins of the rules, except those of a rule that lets every page read, as lasting links need it. */
function originsOf(rules: CORSRule[] | null): string[] {
  const some = rules?.filter((rule) => !allowsAnyOriginOnlyRead(rule));
  return some?.flatMap(({ AllowedOrigins: origins = [] }) => origins) ?? [];
}

function matches(pattern: string, origin: string): boolean {
  const [start = '', end] = pattern.split('*');
  return end === undefined ? pattern === origin : origin.startsWith(start) && origin.endsWith(end);
}

/** True if no rule names the origin. Without the permission to read the rules, every origin is unknown. */
export function isOriginUnknown(origin: string, rules: CORSRule[] | null): boolean {
  return !originsOf(rules).some((pattern) => matches(pattern, origin));
}

/** Explains why the rules refuse a method from an origin. */
export function whyRefused(origin: string, method: string, rules: CORSRule[] | null): string {
  if (rules === null)
    return 'No CORS rule of the bucket allows it; this identity may not read the rules.';
  if (rules.length === 0) return 'The bucket has no CORS rules.';
  const origins = originsOf(rules);
  if (!isOriginUnknown(origin, rules)) {
    return `AllowedMethods of the rule for this origin lacks ${method}, or an earlier rule applies instead.`;
  }
  const slash = origins.find((one) => one.replace(/\/+$/, '') === origin);
  if (slash) return `AllowedOrigins has "${slash}": an origin ends without a slash.`;
  const { host, hostname } = new URL(origin);
  const scheme = origins.find((one) => one.endsWith(`://${host}`));
  if (scheme) return `AllowedOrigins has "${scheme}": the scheme is part of the origin.`;
  const port = origins.find((one) => URL.canParse(one) && new URL(one).hostname === hostname);
  if (port) return `AllowedOrigins has "${port}": the port is part of the origin.`;
  const upper = origins.find((one) => one.toLowerCase() === origin);
  if (upper) return `AllowedOrigins has "${upper}": browsers send origins in lower case.`;
  return `AllowedOrigins has ${origins.map((one) => `"${one}"`).join(', ')}, and not this one.`;
}

/**
 * Returns the rules to set, ours first: S3 replaces all rules at once, so those of others are kept.
 * @param off the rules to remove
 */
export function corsCommand(
  context: Context,
  origin: string,
  rules: CORSRule[] | null,
  off: CORSRule[] = [],
): string {
  const ours = corsFor([origin]).CORSRules ?? [];
  const previous = (rules ?? []).filter(({ ID: id }) => ours.some((rule) => rule.ID === id));
  const origins = new Set([origin, ...originsOf(previous).filter(isNarrow)]);
  const others = (rules ?? []).filter((rule) => !previous.includes(rule) && !off.includes(rule));
  const document = { CORSRules: [...(corsFor([...origins]).CORSRules ?? []), ...others] };
  const command = s3api(
    context,
    'put-bucket-cors',
    `--cors-configuration ${quote(JSON.stringify(document))}`,
  );
  if (rules !== null) return command;
  const whole = `   # replaces all rules of the bucket`;
  return context.isAws
    ? command + whole
    : `${command}${whole}; MinIO has none, but MINIO_API_CORS_ALLOW_ORIGIN=${origin}`;
}

/** An origin as browsers send it, or a pattern of origins. */
function isNarrow(pattern: string): boolean {
  const url = pattern.replace('*', 'x');
  return !matches(pattern, FOREIGN_ORIGIN) && URL.canParse(url) && new URL(url).origin === url;
}

/** True for a rule that lets pages of any origin PUT. */
export function allowsAnyOriginPut({
  AllowedOrigins: origins = [],
  AllowedMethods: methods = [],
}: CORSRule): boolean {
  return methods.includes('PUT') && origins.some((pattern) => matches(pattern, FOREIGN_ORIGIN));
}

function allowsAnyOriginOnlyRead({
  AllowedOrigins: origins = [],
  AllowedMethods: methods = [],
}: CORSRule): boolean {
  return !methods.includes('PUT') && origins.some((pattern) => matches(pattern, FOREIGN_ORIGIN));
}
