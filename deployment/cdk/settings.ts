// What an operator decides about a deployment: deployment/settings.json, refused whole with every fault named.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Hosts on which anybody may have a site, so that a wildcard for a whole label would let all of them in. */
const SHARED_HOSTS = new Set(['vercel.app', 'amplifyapp.com', 'cloudfront.net', 'netlify.app']);

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, 'must be lower-case letters, digits, dashes');
const slug = z.string().regex(/^[A-Za-z0-9._-]+$/, 'must be letters, digits, dots and dashes');
const bucketName = z.string().regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'must be a bucket name');
const tableName = z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/, 'must be a table name');

const origin = z.string().refine((value) => {
  const [, host = ''] = /^https:\/\/([^/?#]+)$/.exec(value) ?? [];
  const [, rest] = /^\*\.(.+)$/.exec(host) ?? [];
  const tooWide = rest !== undefined && (!rest.includes('.') || SHARED_HOSTS.has(rest));
  const plain = URL.canParse(value.replace('*', 'x')) && host.split('*').length <= 2;
  return host !== '' && host !== '*' && !tooWide && plain;
}, 'must be an https origin without a path, with at most one `*`, and not one that lets strangers in');

const hosting = z.discriminatedUnion('on', [
  z.strictObject({
    on: z.literal('vercel'),
    /** The slugs in vercel.com/{team}/{project}. */
    team: slug,
    project: slug,
    environments: z.array(z.enum(['production', 'preview', 'development'])).min(1),
    /** The account's identity provider for the team, where there is one already: IAM takes one a URL. */
    providerArn: z.string().startsWith('arn:').optional(),
  }),
  z.strictObject({ on: z.literal('amplify'), appId: slug, branches: z.array(slug).min(1) }),
  z.strictObject({ on: z.literal('ecs') }),
]);

const settings = z.strictObject({
  account: z.string().regex(/^\d{12}$/, 'must be the 12 digits of an AWS account'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region'),
  /** Begins the name of everything that is made. */
  name: name.default('polizalab-profile'),
  appOrigins: z
    .array(origin)
    .min(1)
    .refine(
      (all) => all.filter((one) => one.includes('*')).length <= 1,
      'may hold one origin with a wildcard, for preview deployments',
    ),
  bucket: z.union([
    z.strictObject({ create: bucketName }),
    z.strictObject({
      existing: bucketName,
      /** The key, where the bucket encrypts by default with one of KMS. */
      kmsKeyArn: z.string().startsWith('arn:').optional(),
    }),
  ]),
  usersTable: z.union([
    z.strictObject({ create: tableName }),
    z.strictObject({ existing: tableName }),
  ]),
  imagesTable: tableName.default('ProfileImages'),
  rateLimitsTable: tableName.default('ProfileRateLimits'),
  hosting,
  cdn: z
    .strictObject({
      /** The public half of the RSA key that signs URLs, in PEM. */
      publicKeyFile: z.string(),
      /** A name of one's own in place of CloudFront's, with its certificate, which stands in us-east-1. */
      alias: z
        .strictObject({ domain: z.string(), certificateArn: z.string().startsWith('arn:') })
        .optional(),
    })
    .optional(),
  imageRetentionHours: z.int().min(0).default(24),
  auditRetentionDays: z.int().min(1).default(365),
  /** Who is told when an alarm goes off. */
  alarmEmail: z.email().optional(),
});

export type Settings = z.infer<typeof settings>;

/**
 * @throws Error naming every fault at once
 */
export function parseSettings(value: unknown): Settings {
  const parsed = settings.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(`The settings are not complete:\n${z.prettifyError(parsed.error)}`);
}

/**
 * @throws Error if the file is missing, is not JSON, or has faults
 */
export function readSettings(file: string): Settings {
  return parseSettings(JSON.parse(readFileSync(file, 'utf8')));
}
