// Explains why S3 refuses a correct presigned PUT, by the error code and message.
import { bucketUrl } from './bucket-url';
import { grant, s3api } from './commands';
import type { Context } from './context';
import { type Explanation, explainDenied } from './denials';
import type { S3Answer } from './s3-answer';

/** Returns the most likely cause, and a command that fixes or narrows it down. */
export async function explainRefusedPut(
  context: Context,
  { status, code, message }: S3Answer,
): Promise<Explanation> {
  if (/expired/i.test(message) || code === 'RequestTimeTooSkewed') {
    return {
      cause: 'By the clock of S3 the URL has already expired.',
      fix: 'sudo timedatectl set-ntp true',
    };
  }
  if (/kms/i.test(`${code} ${message}`)) {
    return {
      cause:
        'The bucket encrypts with a KMS key that this identity may not use, or that is disabled.',
      fix: grant(context, ['kms:GenerateDataKey', 'kms:Decrypt'], [kmsKey(message)]),
    };
  }
  if (code === 'AccessDenied') return explainDenied(context, 's3:PutObject', 'uploads/*');
  if (code === 'SignatureDoesNotMatch') {
    return {
      cause:
        'S3 received another request than was signed: a proxy in front of S3 changes Host, path or headers, or S3_PUBLIC_ENDPOINT is not the name that S3 sees.',
      fix: `curl -sI ${await addressOf(context)}   # Server and Via name the proxy: it must forward Host and path unchanged`,
    };
  }
  if (/object lock|content-md5/i.test(message)) {
    return {
      cause: 'Object lock is on by default, and S3 then requires another checksum with each PUT.',
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
        'The server does not support a header of the upload: If-None-Match or a checksum. The app needs both.',
      fix: `curl -sI ${await addressOf(context)}   # Server names the program: the app needs another one, or a later version`,
    };
  }
  if (status >= 300 && status < 400) {
    return {
      cause: 'A browser follows no redirect of a PUT: the URL must name the region of the bucket.',
      fix: s3api(context, 'get-bucket-location'),
    };
  }
  if (/quota/i.test(code)) {
    return {
      cause:
        'A quota is used up: of the bucket, or of its owner (then --quota-scope=user --uid=USER). Free space, or raise it.',
      fix: /minio/i.test(code)
        ? `mc quota clear ALIAS/${context.env.bucket}`
        : `radosgw-admin quota set --quota-scope=bucket --bucket=${context.env.bucket} --max-objects=-1 --max-size=-1`,
    };
  }
  if (status === 503 || status === 500 || status === 429 || code === 'SlowDown') {
    return {
      cause: 'The server is overloaded, full or degraded: it accepts reads, but no PUT for now.',
      fix: 'npm run doctor   # run it again after a minute: if the error stays, the log of the server says why',
    };
  }
  return {
    cause: `S3 refuses a PUT that the app signed, for another reason: ${code || status}${message && `, ${message}`}. A setting of the bucket or of the server requires something that uploads do not have.`,
    fix: `curl -sI ${await addressOf(context)}   # Server names the program: its documentation explains the code`,
  };
}

function kmsKey(message: string): string {
  return /arn:aws[\w-]*:kms:[\w:/-]+/.exec(message)?.[0] ?? 'KMS_KEY_ARN';
}

async function addressOf({ s3ForBrowsers, env }: Context): Promise<string> {
  return (await bucketUrl(s3ForBrowsers, env.bucket)).href;
}
