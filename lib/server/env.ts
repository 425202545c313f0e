// The only file that reads process.env. The environment is parsed once; if it is invalid, the error names every fault.
import * as z from 'zod';
import type { RateRule } from '@/lib/server/shared/rate-limiter';
import manifest from '@/package.json';
import {
  baseUrl,
  bucketName,
  cloudFrontKey,
  erasureKey,
  eventBusName,
  flag,
  hostName,
  isLoopbackHost,
  oneWord,
  origin,
  pairs,
  publicKeyId,
  region,
  roleArn,
  tableName,
  url,
  webhookSecret,
  webhookUrl,
  wholeNumber,
} from './env-values';
import { TABLES } from './shared/tables';
import { textFault, trimInPlace, trimmed, type Variables } from './variables';

/** Runs a check of several variables even if one of them is invalid by itself, so that all faults are reported at once. */
const ALWAYS = { when: () => true };

/** The environment of every process: the app, the commands and the functions beside it. */
const engineSchema = z
  .object({
    APP_REGION: region.optional(),
    AWS_REGION: region.optional(),
    VERCEL: z.string().optional(),
    AWS_ROLE_ARN: roleArn.optional(),
    // The SDK reads these four itself.
    AWS_ACCESS_KEY_ID: oneWord.optional(),
    AWS_SECRET_ACCESS_KEY: oneWord.optional(),
    AWS_SESSION_TOKEN: oneWord.optional(),
    AWS_PROFILE: z.string().optional(),
    S3_BUCKET: bucketName.default('polizalab-documents-dev'),
    S3_ENDPOINT: baseUrl.optional(),
    S3_PUBLIC_ENDPOINT: baseUrl.optional(),
    DYNAMODB_ENDPOINT: baseUrl.optional(),
    USERS_TABLE: tableName.default(TABLES.users.defaultName),
    USERS_TABLE_OWNER: z.enum(['app', 'crm'], { error: 'must be app or crm' }).default('app'),
    IMAGES_TABLE: tableName.default(TABLES.images.defaultName),
    RATE_LIMITS_TABLE: tableName.default(TABLES.rateLimits.defaultName),
    CLOUDFRONT_DOMAIN: hostName.optional(),
    CLOUDFRONT_KEY_PAIR_ID: publicKeyId.optional(),
    CLOUDFRONT_PRIVATE_KEY: cloudFrontKey.optional(),
    EVENT_BUS_NAME: eventBusName.optional(),
    WEBHOOK_URL: webhookUrl.optional(),
    WEBHOOK_SECRET: webhookSecret.optional(),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    IMAGE_RETENTION_HOURS: wholeNumber(0, 24 * 365).default(24),
    AUDIT_RETENTION_DAYS: wholeNumber(1, 3650).default(365),
    OPEN_UPLOADS: wholeNumber(1, 1_000_000).default(50),
    AWS_TIMEOUT_SECONDS: wholeNumber(1, 600).default(5),
    REQUEST_TIMEOUT_SECONDS: wholeNumber(1, 600).default(10),
    OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
    // OpenTelemetry reads these three itself, and silently ignores malformed values.
    OTEL_EXPORTER_OTLP_HEADERS: pairs.optional(),
    OTEL_RESOURCE_ATTRIBUTES: pairs.optional(),
    OTEL_SERVICE_NAME: z.string().optional(),
    VERCEL_GIT_COMMIT_SHA: z.string().optional(),
  })
  .superRefine((env, context) => {
    if (!env.APP_REGION && !env.AWS_REGION) {
      fault(context, 'APP_REGION', 'must be set, or AWS_REGION');
    }
    // A store other than AWS's uses access keys on Vercel too.
    if (env.VERCEL === '1' && !env.AWS_ROLE_ARN && !env.AWS_ACCESS_KEY_ID) {
      fault(context, 'AWS_ROLE_ARN', 'must be set on Vercel: who we are to AWS');
    }
    const { USERS_TABLE, IMAGES_TABLE, RATE_LIMITS_TABLE } = env;
    requireDistinct(context, { USERS_TABLE, IMAGES_TABLE, RATE_LIMITS_TABLE });
    const { CLOUDFRONT_DOMAIN, CLOUDFRONT_KEY_PAIR_ID, CLOUDFRONT_PRIVATE_KEY } = env;
    const cdn = { CLOUDFRONT_DOMAIN, CLOUDFRONT_KEY_PAIR_ID, CLOUDFRONT_PRIVATE_KEY };
    requireAllOrNone(context, cdn);
    const { WEBHOOK_URL, WEBHOOK_SECRET } = env;
    requireAllOrNone(context, { WEBHOOK_URL, WEBHOOK_SECRET });
  }, ALWAYS)
  .transform((env) => ({
    region: env.APP_REGION ?? env.AWS_REGION ?? '',
    /** True on Vercel. */
    vercel: env.VERCEL === '1',
    /** The role to assume on Vercel. */
    roleArn: env.AWS_ROLE_ARN,
    bucket: env.S3_BUCKET,
    s3Endpoint: env.S3_ENDPOINT,
    /** The S3 endpoint for browsers; defaults to `s3Endpoint`. */
    s3PublicEndpoint: env.S3_PUBLIC_ENDPOINT ?? env.S3_ENDPOINT,
    dynamoDbEndpoint: env.DYNAMODB_ENDPOINT,
    usersTable: env.USERS_TABLE,
    /** False if the CRM owns the users: an erasure keeps their items, without what this app added. */
    ownsUsers: env.USERS_TABLE_OWNER === 'app',
    imagesTable: env.IMAGES_TABLE,
    rateLimitsTable: env.RATE_LIMITS_TABLE,
    /** CloudFront, if it serves the images instead of the bucket, and the key that signs its URLs. */
    cloudFront:
      env.CLOUDFRONT_DOMAIN && env.CLOUDFRONT_KEY_PAIR_ID && env.CLOUDFRONT_PRIVATE_KEY
        ? {
            domain: env.CLOUDFRONT_DOMAIN,
            keyPairId: env.CLOUDFRONT_KEY_PAIR_ID,
            privateKey: env.CLOUDFRONT_PRIVATE_KEY,
          }
        : undefined,
    /** The bus of EventBridge for events; if undefined, they go to the webhook, if there is one. */
    eventBusName: env.EVENT_BUS_NAME,
    webhook:
      env.WEBHOOK_URL && env.WEBHOOK_SECRET
        ? { url: env.WEBHOOK_URL, key: env.WEBHOOK_SECRET }
        : undefined,
    logLevel: env.LOG_LEVEL,
    /** The OTLP receiver of traces and metrics; without it, telemetry is off. */
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    /** The version of this app, with the commit if the host provides it. */
    version: [manifest.version, env.VERCEL_GIT_COMMIT_SHA].filter(Boolean).join('+'),
    /** In seconds. */
    imageRetention: env.IMAGE_RETENTION_HOURS * 3600,
    /** In seconds. */
    auditRetention: env.AUDIT_RETENTION_DAYS * 86_400,
    /** Maximum number of open uploads per user. */
    openUploads: env.OPEN_UPLOADS,
    /** Inactivity timeout of one try of an S3 or DynamoDB call, in milliseconds. */
    awsTimeout: env.AWS_TIMEOUT_SECONDS * 1000,
    /** Deadline of a request, in milliseconds; the response is then 503. */
    requestTimeout: env.REQUEST_TIMEOUT_SECONDS * 1000,
    /** Timeout of a request to the identity provider, in milliseconds: half of the deadline. */
    providerTimeout: env.REQUEST_TIMEOUT_SECONDS * 500,
    /** How long the export of telemetry may delay the end of a process or of an invocation, in milliseconds. */
    telemetryTimeout: Math.max(3000, env.REQUEST_TIMEOUT_SECONDS * 300),
  }));

export interface Limits {
  uploadsPerMinute: RateRule;
  uploadsPerDay: RateRule;
  writesPerMinute: RateRule;
  signInsPerMinute: RateRule;
  exportsPerHour: RateRule;
  historiesPerMinute: RateRule;
  cardsPerMinute: RateRule;
}

/** The additional environment of the web app. */
const webSchema = z
  .object({
    NEXTAUTH_URL: origin,
    NEXTAUTH_SECRET: z
      .string({ error: 'must be set: 32 characters or more, from `openssl rand -base64 32`' })
      .min(32, 'must be 32 characters or more, from `openssl rand -base64 32`'),
    OIDC_ISSUER: z
      .url('must be an https URL')
      .refine((issuer) => issuer.startsWith('https:') || isLoopback(issuer), 'must be an https URL')
      .refine((issuer) => !/[?#]/.test(issuer), 'must have no query and no fragment')
      .optional(),
    OIDC_CLIENT_ID: z.string().optional(),
    OIDC_CLIENT_SECRET: z.string().optional(),
    OIDC_AUDIENCES: z
      .string()
      .default('')
      .transform((list) => list.split(',').map((one) => one.trim()))
      .transform((list) => list.filter((one) => one !== '')),
    LOCAL_SIGN_IN: flag,
    NODE_ENV: z.string().optional(),
    HOSTNAME: z.string().optional(),
    PORT: wholeNumber(0, 65_535).optional(),
    UPLOADS_PER_MINUTE: wholeNumber(1, 1_000_000).default(20),
    UPLOADS_PER_DAY: wholeNumber(1, 1_000_000).default(200),
    WRITES_PER_MINUTE: wholeNumber(1, 1_000_000).default(60),
    EXPORTS_PER_HOUR: wholeNumber(1, 1_000_000).default(10),
    HISTORIES_PER_MINUTE: wholeNumber(1, 1_000_000).default(300),
    CARDS_PER_MINUTE: wholeNumber(1, 1_000_000).default(30),
    SIGN_INS_PER_MINUTE: wholeNumber(1, 1_000_000).default(20),
    PROXY_DEPTH: wholeNumber(0, 10).optional(),
    VERCEL: z.string().optional(),
    CRON_SECRET: z.string().min(16, 'must be 16 characters or more').optional(),
    ERASURE_SIGNING_KEY: erasureKey.optional(),
    PRIVACY_NOTICE_URL: url.optional(),
  })
  .superRefine((env, context) => {
    const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env;
    requireAllOrNone(context, { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET });
    if (env.LOCAL_SIGN_IN !== 'true') {
      if (env.NODE_ENV === 'production' && !OIDC_ISSUER) {
        fault(
          context,
          'OIDC_ISSUER',
          'must be set: without an identity provider nobody can sign in',
        );
      }
      const hasUrl = URL.canParse(env.NEXTAUTH_URL);
      if (env.NODE_ENV === 'production' && hasUrl && !isSecure(env.NEXTAUTH_URL)) {
        fault(context, 'NEXTAUTH_URL', 'must be an https URL, or cookies would go by in the clear');
      }
      return;
    }
    const only = 'is for this machine alone, so';
    if (!isLoopback(env.NEXTAUTH_URL)) {
      fault(context, 'LOCAL_SIGN_IN', `${only} NEXTAUTH_URL must be a loopback address`);
    }
    if (!isLoopback(`http://${env.HOSTNAME}`)) {
      fault(
        context,
        'LOCAL_SIGN_IN',
        `${only} HOSTNAME must be 127.0.0.1, where the server is bound`,
      );
    }
  }, ALWAYS)
  .transform((env) => ({
    appUrl: env.NEXTAUTH_URL,
    sessionSecret: env.NEXTAUTH_SECRET,
    /** False for the dev server and for tests. */
    production: env.NODE_ENV === 'production',
    /** The port that this server listens on, if known. */
    port: env.PORT,
    /** Enables password sign-in for demo users. Only allowed on a loopback address. */
    localSignIn: env.LOCAL_SIGN_IN === 'true',
    /** The identity provider. There is only one, so that a `sub` identifies one user. */
    oidc:
      env.OIDC_ISSUER && env.OIDC_CLIENT_ID && env.OIDC_CLIENT_SECRET
        ? {
            /** Exactly as in the `iss` claim of its tokens. */
            issuer: env.OIDC_ISSUER,
            clientId: env.OIDC_CLIENT_ID,
            clientSecret: env.OIDC_CLIENT_SECRET,
            /** Audiences of accepted bearer tokens: our client, and other clients or APIs. */
            audiences: [env.OIDC_CLIENT_ID, ...env.OIDC_AUDIENCES],
          }
        : undefined,
    limits: {
      uploadsPerMinute: { name: 'uploads-minute', limit: env.UPLOADS_PER_MINUTE, seconds: 60 },
      uploadsPerDay: { name: 'uploads-day', limit: env.UPLOADS_PER_DAY, seconds: 86_400 },
      writesPerMinute: { name: 'writes-minute', limit: env.WRITES_PER_MINUTE, seconds: 60 },
      // An export reads everything, so its limit is low.
      exportsPerHour: { name: 'exports-hour', limit: env.EXPORTS_PER_HOUR, seconds: 3600 },
      historiesPerMinute: {
        name: 'histories-minute',
        limit: env.HISTORIES_PER_MINUTE,
        seconds: 60,
      },
      // Drawing a card takes up to a second of CPU time.
      cardsPerMinute: { name: 'cards-minute', limit: env.CARDS_PER_MINUTE, seconds: 60 },
      signInsPerMinute: { name: 'sign-ins-minute', limit: env.SIGN_INS_PER_MINUTE, seconds: 60 },
    } satisfies Limits as Limits,
    /**
     * Number of our own proxies in front of the app, each of which appends to X-Forwarded-For. By default 0: the client
     * controls the header, so the remote address of the connection is used instead.
     */
    proxyDepth: env.PROXY_DEPTH ?? (env.VERCEL === '1' ? 1 : 0),
    /** The bearer secret of the sweep endpoint; without it the endpoint does not exist. */
    cronSecret: env.CRON_SECRET,
    /** Signs certificates of erasure: an Ed25519 private key in PEM. */
    erasureKey: env.ERASURE_SIGNING_KEY,
    /** The privacy notice of the page; undefined for the app's own. */
    privacyNoticeUrl: env.PRIVACY_NOTICE_URL,
  }));

export type EngineEnv = z.infer<typeof engineSchema>;
export type WebEnv = z.infer<typeof webSchema>;

/** The environment is invalid. The message names every fault, one per line, and contains no values. */
export class EnvError extends Error {
  override readonly name = 'EnvError';

  constructor(faults: string[]) {
    super(['The environment is invalid:', ...faults].join('\n  '));
  }
}

/**
 * Parses the variables listed in `.env.example`.
 * @throws EnvError naming every fault
 */
export function parseEnv(source: Variables): EngineEnv & WebEnv {
  const engines = parse(engineSchema, source);
  const web = parse(webSchema, source);
  if (engines.data && web.data) return { ...engines.data, ...web.data };
  throw new EnvError([...new Set([...engines.faults, ...web.faults])]);
}

/**
 * Parses the variables of a process other than the web app: a command or a function.
 * @throws EnvError naming every fault
 */
export function parseEngineEnv(source: Variables): EngineEnv {
  const { data, faults } = parse(engineSchema, source);
  if (data) return data;
  throw new EnvError(faults);
}

function parse<Schema extends z.ZodPipe<z.ZodObject>>(
  schema: Schema,
  source: Variables,
): { data?: z.infer<Schema>; faults: string[] } {
  // An empty variable counts as unset: `.env` files and consoles produce them.
  const given = Object.fromEntries(
    Object.entries(trimmed(source)).filter(([, value]) => value !== ''),
  );
  const textFaults = new Map<string, string>();
  for (const name of Object.keys(schema.in.shape)) {
    const fault = textFault(name, given[name] ?? '');
    if (fault !== undefined) textFaults.set(name, fault);
  }
  const parsed = schema.safeParse(given);
  if (parsed.success && textFaults.size === 0) return { data: parsed.data, faults: [] };
  const faults = (parsed.error?.issues ?? [])
    .map(({ path, message }) => ({ name: path.join('.'), message }))
    .filter(({ name }) => !textFaults.has(name))
    .map(({ name, message }) => [
      name,
      message.startsWith('Invalid input') ? 'must be set' : message,
    ]);
  return { faults: [...textFaults, ...faults].map((words) => words.join(' ')) };
}

function requireAllOrNone(context: z.RefinementCtx, group: Record<string, unknown>): void {
  const missing = Object.entries(group).filter(([, value]) => value === undefined);
  if (missing.length === Object.keys(group).length) return;
  for (const [name] of missing) fault(context, name, 'must be set with the others of its kind');
}

function requireDistinct(context: z.RefinementCtx, group: Variables): void {
  const first = new Map<string | undefined, string>();
  for (const [name, value] of Object.entries(group)) {
    const other = first.get(value);
    if (other !== undefined) fault(context, name, `must be another than ${other}`);
    else first.set(value, name);
  }
}

function fault(context: z.RefinementCtx, variable: string, message: string): void {
  context.addIssue({ code: 'custom', path: [variable], message });
}

let web: (EngineEnv & WebEnv) | undefined;
let engines: EngineEnv | undefined;

/** The parsed environment of the app. */
export function env(): EngineEnv & WebEnv {
  if (web) return web;
  trimInPlace(process.env);
  web = parseEnv(process.env);
  return web;
}

/** The parsed environment that all processes share. */
export function engineEnv(): EngineEnv {
  if (engines) return engines;
  trimInPlace(process.env);
  engines = parseEngineEnv(process.env);
  return engines;
}

/**
 * Returns the origins of this app: that of `NEXTAUTH_URL` and, on a loopback address, its other name.
 */
export function appOrigins({ appUrl }: Pick<WebEnv, 'appUrl'>): string[] {
  const url = new URL(appUrl);
  if (!isLoopback(appUrl)) return [url.origin];
  return ['localhost', '127.0.0.1'].map((name) => {
    url.hostname = name;
    return url.origin;
  });
}

/** True for an https or loopback address. */
function isSecure(address: string): boolean {
  return address.startsWith('https:') || isLoopback(address);
}

/** True for an http URL with a loopback host. */
export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  return isLoopbackHost(new URL(address).hostname);
}

/** The minimal environment of an image child process: what the operating system needs, and no credentials. */
export function imageChildEnv(): Record<string, string> {
  const names = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TMPDIR'];
  const given = names.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(given.filter((one): one is [string, string] => one[1] !== undefined));
}
