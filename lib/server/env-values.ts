// The types of environment variables, each with its validation message. No message contains a value.
import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';

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
