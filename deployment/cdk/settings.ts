// The settings of a deployment, from deployment/settings.json. An error names every fault.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { TABLES } from '@/lib/server/shared/tables';

/** Domains on which anyone can have a site, so that a wildcard for a whole label would admit them all. */
const SHARED_HOSTS = new Set(['vercel.app', 'amplifyapp.com', 'cloudfront.net', 'netlify.app']);

const DEFAULT_NAME = 'polizalab-profile';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, 'must be lower-case letters, digits, dashes');
const slug = z.string().regex(/^[A-Za-z0-9._-]+$/, 'must be letters, digits, dots and dashes');
const bucketName = z.string().regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'must be a bucket name');
const tableName = z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/, 'must be a table name');

const arn = z.string().startsWith('arn:');

/**
 * Whether this stack creates the identity provider of the account or uses the existing one: IAM allows one per URL. By default the
 * stack of the default name creates it, and every other stack uses it.
 */
const provider = z.enum(['create', 'existing']).optional();

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
    provider,
    /** The ARN of an identity provider, in place of `provider`. */
    providerArn: arn.optional(),
  }),
  z.strictObject({ on: z.literal('amplify'), appId: slug, branches: z.array(slug).min(1) }),
  z.strictObject({ on: z.literal('ecs') }),
]);

/** A role for the workflows of one GitHub repository, which deploy the stack without a key. */
const github = z
  .strictObject({
    /** As in github.com/{owner}/{repository}. */
    repository: z.string().regex(/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/, 'must be OWNER/REPOSITORY'),
    branches: z.array(z.string().regex(/^[A-Za-z0-9._/-]+$/, 'must be a branch')).default([]),
    environments: z.array(slug).default([]),
    provider,
  })
  .refine(
    ({ branches, environments }) => branches.length + environments.length > 0,
    'must name a branch or an environment: else every pull request could deploy',
  );

const written = z
  .strictObject({
    account: z.string().regex(/^\d{12}$/, 'must be the 12 digits of an AWS account'),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region'),
    /** The prefix of every name in the stack. */
    name: name.default(DEFAULT_NAME),
    appOrigins: z
      .array(origin)
      .min(1)
      .refine(
        (all) => all.filter((one) => one.includes('*')).length <= 1,
        'may hold one origin with a wildcard, for preview deployments',
      ),
    bucket: z
      .union([
        z.strictObject({
          create: bucketName.optional(),
          /** A KMS key for encryption, instead of S3's own keys. */
          kmsKeyArn: arn.optional(),
        }),
        z.strictObject({
          existing: bucketName,
          /** The KMS key of the bucket's default encryption, if there is one. */
          kmsKeyArn: arn.optional(),
        }),
      ])
      .default({}),
    usersTable: z
      .union([
        z.strictObject({ create: tableName }),
        z.strictObject({
          existing: tableName,
          /** The table's customer-managed KMS key, if there is one. */
          kmsKeyArn: arn.optional(),
        }),
      ])
      .optional(),
    imagesTable: tableName.optional(),
    rateLimitsTable: tableName.optional(),
    /** A KMS key for the tables of this stack, instead of DynamoDB's own. */
    tablesKmsKeyArn: arn.optional(),
    hosting,
    cdn: z
      .strictObject({
        /** The public half of the RSA key that signs URLs, in PEM. */
        publicKeyFile: z.string(),
        /** A custom domain for CloudFront, with its certificate in us-east-1. */
        alias: z.strictObject({ domain: z.string(), certificateArn: arn }).optional(),
      })
      .optional(),
    /** Access logs of the bucket and the distribution, in a separate bucket. */
    accessLogs: z.strictObject({ retentionDays: z.int().min(1) }).optional(),
    /** The receiver of `photo.changed` events: a bus of EventBridge in this account and region, or a webhook. */
    events: z
      .union([
        z.strictObject({ bus: z.string().regex(/^[A-Za-z0-9_.-]{1,256}$/) }),
        z.strictObject({
          webhookUrl: z.url({ protocol: /^https$/ }),
          /** The name of a secret in Secrets Manager, whose text is WEBHOOK_SECRET. */
          webhookSecretName: z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/),
        }),
      ])
      .optional(),
    github: github.optional(),
    imageRetentionHours: z.int().min(0).default(24),
    auditRetentionDays: z.int().min(1).default(365),
    /** An OTLP receiver over HTTP for traces and metrics of the functions. */
    otlpEndpoint: z.url({ protocol: /^https?$/ }).optional(),
    /** The recipient of alarms. */
    alarmEmail: z.email().optional(),
  })
  .refine(
    ({ accessLogs, bucket, cdn }) => !accessLogs || cdn !== undefined || !('existing' in bucket),
    { path: ['accessLogs'], message: 'has nothing to log: a bucket that others use keeps its own' },
  );

/** Fills in every name, so that stacks of different names share nothing. */
const settings = written.transform(({ bucket, usersTable, hosting, github, ...rest }) => {
  const { account, name } = rest;
  // Early versions did not derive the names of tables and providers from `name`: the default stack keeps those names.
  const isDefault = name === DEFAULT_NAME;
  const provider = isDefault ? 'create' : 'existing';
  return {
    ...rest,
    bucket:
      'existing' in bucket
        ? bucket
        : { ...bucket, create: bucket.create ?? `${name}-images-${account}` },
    usersTable: usersTable ?? { create: isDefault ? TABLES.users.defaultName : `${name}-users` },
    imagesTable: rest.imagesTable ?? (isDefault ? TABLES.images.defaultName : `${name}-images`),
    rateLimitsTable:
      rest.rateLimitsTable ?? (isDefault ? TABLES.rateLimits.defaultName : `${name}-rate-limits`),
    hosting:
      hosting.on === 'vercel' ? { ...hosting, provider: hosting.provider ?? provider } : hosting,
    github: github && { ...github, provider: github.provider ?? provider },
  } as const;
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
