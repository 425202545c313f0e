// What each role may do, and nothing beside. `aws-calls.json` lists the calls that the app really makes, and a test holds
// the two equal.
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { staleSignatures } from './bucket-policy';
import type { TableRef, Tables } from './tables';

/** What the statements are about. */
export interface Things {
  bucketArn: string;
  /** The KMS key that the bucket encrypts by, if it does not use S3's own. */
  kmsKeyArn: string | undefined;
  tables: Pick<Tables, 'users' | 'images' | 'rateLimits' | 'dueIndexArn'>;
  region: string;
}

/** All that any role may do with objects. */
const OBJECT_ACTIONS = ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'];

/** What answers the browser: it signs URLs and settles uploads, and where it also sweeps, it deletes. */
export function webStatements(things: Things, sweeps: boolean): PolicyStatement[] {
  const { tables } = things;
  return [
    // The rights that presigned URLs carry: to put under `uploads/` alone, and to get what has been proven.
    objects(things, 'SignUploads', ['s3:PutObject'], ['uploads/*']),
    objects(things, 'SignImages', ['s3:GetObject'], ['profiles/*']),
    ...settling(things),
    ...records(things),
    allow('FirstSignIn', ['dynamodb:PutItem'], [tables.users.arn]),
    allow('History', ['dynamodb:Query'], [tables.images.arn]),
    allow('RateLimits', ['dynamodb:UpdateItem'], [tables.rateLimits.arn]),
    ...(sweeps ? sweeping(things) : []),
    ...common(things),
  ];
}

/** What settles uploads on an event of the bucket. */
export function settleStatements(things: Things): PolicyStatement[] {
  return [...settling(things), ...records(things), ...common(things)];
}

/** What deletes what is due, with the upload of each. */
export function sweepStatements(things: Things): PolicyStatement[] {
  return [
    objects(things, 'DeleteUploads', ['s3:DeleteObject'], ['uploads/*']),
    ...sweeping(things),
    ...records(things),
    ...common(things),
  ];
}

function settling(things: Things): PolicyStatement[] {
  return [
    objects(things, 'ReadUploads', ['s3:GetObject'], ['uploads/*']),
    objects(things, 'WriteProven', ['s3:PutObject'], ['profiles/*']),
    objects(things, 'DeleteUploads', ['s3:DeleteObject'], ['uploads/*']),
    missingIs404(things),
  ];
}

/** A transaction needs the right to each of its parts: there is no action for the transaction itself. */
function records({ tables }: Things): PolicyStatement[] {
  const read = ['dynamodb:ConditionCheckItem', 'dynamodb:GetItem'];
  return [
    allow('Users', [...read, 'dynamodb:UpdateItem'], [tables.users.arn]),
    allow('Images', [...read, 'dynamodb:PutItem'], [tables.images.arn]),
  ];
}

function sweeping(things: Things): PolicyStatement[] {
  return [
    objects(things, 'DeleteRetired', ['s3:DeleteObject'], ['profiles/*']),
    allow('Due', ['dynamodb:Query'], [things.tables.dueIndexArn]),
  ];
}

/**
 * Without the right to list, S3 answers 403 for a missing object, to hide that it is missing. HeadBucket, which the health
 * check asks, wants the same right. Neither request has a prefix, so a condition that requires one would refuse both: hence
 * `IfExists`. A list without a prefix passes too, which tells names and no contents; a list of any other prefix does not.
 */
function missingIs404({ bucketArn }: Things): PolicyStatement {
  return new PolicyStatement({
    sid: 'MissingIs404',
    actions: ['s3:ListBucket'],
    resources: [bucketArn],
    conditions: { StringLikeIfExists: { 's3:prefix': ['uploads/*', 'profiles/*'] } },
  });
}

function common({ bucketArn, kmsKeyArn, region }: Things): PolicyStatement[] {
  return [
    // The bucket's own policy says so too. Here it holds even where that policy is somebody else's to change.
    staleSignatures(OBJECT_ACTIONS, [`${bucketArn}/*`]),
    ...(kmsKeyArn === undefined
      ? []
      : [
          new PolicyStatement({
            sid: 'BucketKey',
            actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
            resources: [kmsKeyArn],
            conditions: { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } },
          }),
        ]),
  ];
}

function objects(
  { bucketArn }: Things,
  sid: string,
  actions: string[],
  keys: string[],
): PolicyStatement {
  return allow(
    sid,
    actions,
    keys.map((key) => `${bucketArn}/${key}`),
  );
}

function allow(sid: string, actions: string[], resources: TableRef['arn'][]): PolicyStatement {
  return new PolicyStatement({ sid, effect: Effect.ALLOW, actions, resources });
}
