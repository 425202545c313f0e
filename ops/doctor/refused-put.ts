// Explains why S3 refuses a correct presigned PUT, by the error code and message.
import { bucketUrl } from './bucket-url';
import { grant, s3api } from './commands';
import type { Context } from './context';
import { type Explanation, explainDenied } from './denials';
import type { S3Answer } from './s3-answer';

export async function explainRefusedPut(
  context: Context,
  { status, code, message }: S3Answer,
): Promise<Explanation> {
  if (/expired/i.test(message) || code === 'RequestTimeTooSkewed') {
    return {
      cause: 'By the clock of S3 the URL has expired already.',
      fix: 'sudo timedatectl set-ntp true',
    };
  }
  if (/kms/i.test(`${code} ${message}`)) {
    return {
      cause:
        'The bucket encrypts with a key of KMS that this identity may not use, or that is disabled.',
      fix: grant(context, ['kms:GenerateDataKey', 'kms:Decrypt'], [kmsKey(message)]),
    };
  }
  if (code === 'AccessDenied') return explainDenied(context, 's3:PutObject', 'uploads/*');
  if (code === 'SignatureDoesNotMatch') {
    return {
      cause:
        'What arrived is not what was signed: a proxy before S3 changes Host, path or headers, or S3_PUBLIC_ENDPOINT is not the name that S3 sees.',
      fix: `curl -sI ${await addressOf(context)}   # Server and Via name the proxy: have it pass Host and path on as they come`,
    };
  }
  if (/object lock|content-md5/i.test(message)) {
    return {
      cause: 'Objects are locked by default, and S3 then wants another checksum with each PUT.',
      fix: s3api(
        context,
        'put-object-lock-configuration',
        `--object-lock-configuration '{"ObjectLockEnabled":"Enabled"}'`,
      ),
    };
  }
  if (status === 501) {
    return {
      cause:
        'The server does not know a header that uploads carry: If-None-Match or a checksum. The app needs both.',
      fix: `curl -sI ${await addressOf(context)}   # Server names what it is: the app needs another, or a later version`,
    };
  }
  if (status >= 300 && status < 400) {
    return {
      cause:
        'A browser follows no redirect of a PUT: the URL has to be for the place where the bucket is.',
      fix: s3api(context, 'get-bucket-location'),
    };
  }
  if (/quota/i.test(code)) {
    return {
      cause:
        'A quota is used up: of the bucket, or of the user it belongs to (then --quota-scope=user --uid=USER). Make room, or lift it.',
      fix: /minio/i.test(code)
        ? `mc quota clear ALIAS/${context.env.bucket}`
        : `radosgw-admin quota set --quota-scope=bucket --bucket=${context.env.bucket} --max-objects=-1 --max-size=-1`,
    };
  }
  if (status === 503 || status === 500 || status === 429 || code === 'SlowDown') {
    return {
      cause: 'The server is overloaded, full or not in order; it takes reads, and no PUT for now.',
      fix: 'npm run doctor   # again, after a minute: if it stays, the log of the server says why',
    };
  }
  return {
    cause: `S3 refuses a PUT that the app signed, for a reason of its own: ${code || status}${message && `, ${message}`}. A setting of the bucket or of the server demands what uploads do not carry.`,
    fix: `curl -sI ${await addressOf(context)}   # Server names what it is: its documentation has the code`,
  };
}

function kmsKey(message: string): string {
  return /arn:aws[\w-]*:kms:[\w:/-]+/.exec(message)?.[0] ?? 'KMS_KEY_ARN';
}

async function addressOf({ s3ForBrowsers, env }: Context): Promise<string> {
  return (await bucketUrl(s3ForBrowsers, env.bucket)).href;
}
