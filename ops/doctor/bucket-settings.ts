// Bucket settings, each by one request.
import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { httpStatus } from '@/lib/server/aws/aws-errors';
import { publicAccessBlock, quote, s3api } from './commands';
import type { Context } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';
import { errorName } from './s3-answer';

/** A setting: its value, undefined if there is none, or the finding that says why it cannot be read. */
export type Setting<Value> = { value: Value | undefined } | { unread: Finding };

/** @param absent S3's error code for a missing setting */
export async function readSetting<Value>(
  check: string,
  absent: string,
  read: () => Promise<Value>,
): Promise<Setting<Value>> {
  try {
    return { value: await read() };
  } catch (error) {
    const code = errorName(error);
    if (code === absent) return { value: undefined };
    const status = httpStatus(error);
    if (status === 403) {
      return {
        unread: unknown(
          check,
          'this identity may not read it',
          'The app does not need this permission: run the doctor as an administrator of the bucket too.',
        ),
      };
    }
    if (status === 501 || status === 405 || status === 400 || status === 404) {
      return { unread: unknown(check, `this server has no such setting (${status} ${code})`) };
    }
    return { unread: unknown(check, `S3 did not say: ${status ?? ''} ${code}`) };
  }
}

const CHECKS = [
  'bucket.ownership',
  'bucket.public-access-block',
  'bucket.acl',
  'bucket.encryption',
] as const;

/** @param blocker the check to fix first, if there is one */
export async function checkBucketSettings(
  context: Context,
  blocker: string | undefined,
): Promise<Finding[]> {
  if (blocker !== undefined) return blocked(CHECKS, blocker);
  return Promise.all([ownership(context), accessBlock(context), acl(context), encryption(context)]);
}

async function ownership(context: Context): Promise<Finding> {
  const check = 'bucket.ownership';
  const setting = await readSetting(check, 'OwnershipControlsNotFoundError', async () => {
    const { OwnershipControls: controls } = await context.s3.send(
      new GetBucketOwnershipControlsCommand({ Bucket: context.env.bucket }),
    );
    return controls?.Rules ?? [];
  });
  if ('unread' in setting) return setting.unread;
  const rule = setting.value?.[0]?.ObjectOwnership;
  if (rule === 'BucketOwnerEnforced') return ok(check, 'BucketOwnerEnforced: no ACL counts');
  // A response without a rule comes from a server that does not support the request.
  if (setting.value?.length === 0) return unknown(check, 'this server has no such setting');
  return wrong(
    check,
    rule ?? 'not set, so ACLs apply',
    'With ACLs, an object can belong to its uploader, and a header can make it public.',
    s3api(
      context,
      'put-bucket-ownership-controls',
      "--ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'",
    ),
  );
}

async function accessBlock(context: Context): Promise<Finding> {
  const check = 'bucket.public-access-block';
  const setting = await readSetting(check, 'NoSuchPublicAccessBlockConfiguration', async () => {
    const { PublicAccessBlockConfiguration: block = {} } = await context.s3.send(
      new GetPublicAccessBlockCommand({ Bucket: context.env.bucket }),
    );
    return block;
  });
  if ('unread' in setting) return setting.unread;
  // The first of the four is required on AWS only: see the command that sets them.
  const names = [
    'BlockPublicAcls',
    'IgnorePublicAcls',
    'BlockPublicPolicy',
    'RestrictPublicBuckets',
  ] as const;
  const off = names.slice(context.isAws ? 0 : 1).filter((name) => setting.value?.[name] !== true);
  if (off.length === 0) return ok(check, 'on');
  return wrong(
    check,
    `off: ${off.join(', ')}`,
    'A policy or an ACL can make the photos public, now or by a later mistake.',
    publicAccessBlock(context),
  );
}

/** The groups of all principals, and of all principals with an AWS account. */
const EVERYBODY = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

async function acl(context: Context): Promise<Finding> {
  const check = 'bucket.acl';
  const setting = await readSetting(check, '', async () => {
    const { Grants: grants = [] } = await context.s3.send(
      new GetBucketAclCommand({ Bucket: context.env.bucket }),
    );
    return grants;
  });
  if ('unread' in setting) return setting.unread;
  const open = (setting.value ?? []).filter(({ Grantee: grantee }) =>
    EVERYBODY.test(grantee?.URI ?? ''),
  );
  if (open.length === 0) return ok(check, 'grants no access to all users');
  return wrong(
    check,
    `gives ${open.map(({ Permission: right }) => right).join(', ')} to all users`,
    'Anyone can list the bucket, or write objects to it.',
    s3api(context, 'put-bucket-acl', '--acl private'),
  );
}

async function encryption(context: Context): Promise<Finding> {
  const check = 'bucket.encryption';
  const setting = await readSetting(
    check,
    'ServerSideEncryptionConfigurationNotFoundError',
    async () => {
      const { ServerSideEncryptionConfiguration: found } = await context.s3.send(
        new GetBucketEncryptionCommand({ Bucket: context.env.bucket }),
      );
      return found?.Rules ?? [];
    },
  );
  if ('unread' in setting) return setting.unread;
  if (setting.value?.length === 0) return unknown(check, 'this server has no such setting');
  const rule = setting.value?.[0]?.ApplyServerSideEncryptionByDefault;
  const key = rule?.KMSMasterKeyID;
  if (rule?.SSEAlgorithm?.startsWith('aws:kms')) {
    return ok(
      check,
      `${rule.SSEAlgorithm}${key ? `, key ${key}` : ''}: the signer of a URL needs permissions on the key`,
    );
  }
  if (rule?.SSEAlgorithm) return ok(check, rule.SSEAlgorithm);
  const aes = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] };
  return wrong(
    check,
    'no default',
    'Objects are stored unencrypted.',
    s3api(
      context,
      'put-bucket-encryption',
      `--server-side-encryption-configuration ${quote(JSON.stringify(aes))}`,
    ),
  );
}
