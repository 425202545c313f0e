// The types of environment variables, each with its validation message. No message contains a value.
import { createPrivateKey } from 'node:crypto';
import * as z from 'zod';

const WEBHOOK_URL_FAULT =
  'must be an https URL, or an http one of this machine, without user and fragment';
const WEBHOOK_SECRET_FAULT =
  'must be whsec_ and 24 to 64 bytes in base64: `echo "whsec_$(openssl rand -base64 32)"`';

export const url = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** A URL that paths are appended to. */
export const baseUrl = url.refine(
  (given) => !URL.canParse(given) || isBare(given),
  'must have no user, no query and no fragment',
);

function isBare(given: string): boolean {
  const { username, password } = new URL(given);
  // An empty query or fragment (`?` or `#` alone) is not visible in `search` and `hash`.
  return username === '' && password === '' && !/[?#]/.test(given);
}

/** The public origin of the app. Its paths are fixed, so it cannot be below a path of another site. */
export const origin = baseUrl.refine(
  (given) => !URL.canParse(given) || new URL(given).pathname === '/',
  'must have no path: the app is at the root of its host',
);

/** A key or a token: a string without white space. */
export const oneWord = z.string().regex(/^\S+$/, 'must have no white space in it');

/** A list in OpenTelemetry's format: https://opentelemetry.io/docs/specs/otel/resource/sdk/#specifying-resource-information-via-an-environment-variable */
export const pairs = z
  .string()
  .regex(/^[^=,]+=[^,]*(,[^=,]+=[^,]*)*$/, 'must be a list such as name=value,other=value');

export const flag = z.enum(['true', 'false'], { error: 'must be true or false' }).default('false');

/** An integer from `least` to `most`, both included. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= least && n <= most, `must be from ${least} to ${most}`);

/** The SDK puts it into host names. Lower case, since it is signed that way. */
export const region = z
  .string()
  .regex(/^(?!-)[a-z0-9-]{1,63}(?<!-)$/, 'must be a region of AWS, such as us-east-1');

export const roleArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, 'must be the ARN of a role');

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = z
  .string()
  .regex(
    /^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    'must be the name of an S3 bucket',
  );

export const tableName = z
  .string()
  .regex(
    /^[A-Za-z0-9_.-]{3,255}$/,
    'must be 3 to 255 letters, digits, dots, dashes or underscores',
  );

export const hostName = z.hostname('must be a host name alone: no scheme, no port, no path');

export const publicKeyId = z
  .string()
  .regex(/^[A-Z0-9]+$/, 'must be the id of a public key, such as K2JCJMDEHXQW5F');

/**
 * The private key for CloudFront's signed URLs, in PEM. Line breaks may be written as `\n`, for consoles that only accept one line.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html
 */
export const cloudFrontKey = z
  .string()
  .transform((pem) => pem.replaceAll('\\n', '\n').trim())
  .refine(isRsa2048, 'must be a private key in PEM, of RSA and 2048 bits');

/** The Ed25519 private key of erasure certificates, in PEM. Line breaks may be written as `\n`. */
export const erasureKey = z
  .string()
  .transform((pem) => pem.replaceAll('\\n', '\n').trim())
  .refine(isEd25519, 'must be an Ed25519 private key in PEM: `openssl genpkey -algorithm ed25519`');

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const eventBusName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,256}$/, 'must be the name of an event bus of EventBridge, not its ARN');

/** The receiver of a webhook. It may have a query, which may be a secret. */
export const webhookUrl = z
  .url({ error: WEBHOOK_URL_FAULT })
  .refine((given) => !URL.canParse(given) || isSafe(new URL(given)), WEBHOOK_URL_FAULT);

/** Fetch refuses a URL with a user, and never sends a fragment. */
function isSafe({ protocol, hostname, username, password, hash }: URL): boolean {
  const isLocal = protocol === 'http:' && isLoopbackHost(hostname);
  return (protocol === 'https:' || isLocal) && username === '' && password === '' && hash === '';
}

/** True for a host name of this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** The key of a webhook's signatures, as https://www.standardwebhooks.com specifies it; parsed into its bytes. */
export const webhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, WEBHOOK_SECRET_FAULT)
  .transform((secret) => Buffer.from(secret.slice('whsec_'.length), 'base64'))
  .refine((key) => key.length >= 24 && key.length <= 64, WEBHOOK_SECRET_FAULT);

function isEd25519(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

function isRsa2048(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    return asymmetricKeyType === 'rsa' && asymmetricKeyDetails?.modulusLength === 2048;
  } catch {
    return false;
  }
}
