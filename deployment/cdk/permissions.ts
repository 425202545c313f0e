// The permissions of each role. `aws-calls.json` lists the calls that the app makes, and a test requires the permissions to equal
// them.
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { staleSignatures } from './bucket-policy';
import type { TableRef, Tables } from './tables';

/** The resources of the statements. */
export interface Resources {
  bucketArn: string;
  /** The KMS key of the bucket, unless it uses S3's own keys. */
  kmsKeyArn: string | undefined;
  tables: Pick<Tables, 'users' | 'images' | 'rateLimits' | 'dueIndexArn' | 'kmsKeyArns'>;
  region: string;
  /** The bus of events for other programs, if there is one. */
  eventBusArn: string | undefined;
}

/** All actions on objects that any role has. */
const OBJECT_ACTIONS = ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'];

/** The bucket settings that the doctor reads. */
const READ_BUCKET_SETTINGS = [
  ...['BucketAcl', 'BucketCORS', 'BucketNotification', 'BucketObjectLockConfiguration'],
  ...['BucketOwnershipControls', 'BucketPolicy', 'BucketPolicyStatus', 'BucketPublicAccessBlock'],
  ...['BucketVersioning', 'EncryptionConfiguration', 'LifecycleConfiguration'],
].map((setting) => `s3:Get${setting}`);

/** The doctor's own keys. */
const DOCTOR = ['uploads/~doctor/*', 'profiles/~doctor/*'];

/** The web role: it signs URLs and processes uploads, and where it also sweeps, it deletes. */
export function webStatements(resources: Resources, sweeps: boolean): PolicyStatement[] {
  const { tables } = resources;
  return [
    // The permissions that presigned URLs carry: put under `uploads/`, get validated images.
    objects(resources, 'SignUploads', ['s3:PutObject'], ['uploads/*']),
    objects(resources, 'SignImages', ['s3:GetObject'], ['profiles/*']),
    ...processing(resources),
    ...records(resources),
    allow('FirstSignIn', ['dynamodb:PutItem'], [tables.users.arn]),
    allow('History', ['dynamodb:Query'], [tables.images.arn]),
    allow('RateLimits', ['dynamodb:UpdateItem'], [tables.rateLimits.arn]),
    ...(sweeps ? sweeping(resources) : []),
    ...delivering(resources),
    // A user deletes everything that is stored about them.
    ...erasing(resources),
    ...common(resources),
    ...bucketKey(resources),
  ];
}

/** The role that processes uploads on events of the bucket. */
export function processUploadStatements(resources: Resources): PolicyStatement[] {
  return [
    ...processing(resources),
    // A key that another program has written is imported if its object exists.
    objects(resources, 'ReadImages', ['s3:GetObject'], ['profiles/*']),
    ...records(resources),
    ...common(resources),
    ...bucketKey(resources),
  ];
}

/** The role that deletes what is due. */
export function sweepStatements(resources: Resources): PolicyStatement[] {
  return [
    objects(resources, 'DeleteUploads', ['s3:DeleteObject'], ['uploads/*']),
    ...sweeping(resources),
    ...delivering(resources),
    ...records(resources),
    ...common(resources),
  ];
}

/** The operator's role, for doctor, sweep, backfill, reconcile and erase. */
export function operatorStatements(resources: Resources): PolicyStatement[] {
  const { bucketArn, tables } = resources;
  const every = [tables.users.arn, tables.images.arn, tables.rateLimits.arn];
  return [
    objects(resources, 'Objects', OBJECT_ACTIONS, ['uploads/*', 'profiles/*']),
    missingIs404(resources),
    allow('BucketSettings', READ_BUCKET_SETTINGS, [bucketArn]),
    // For a bucket with versioning: the versions of the doctor's own objects.
    objects(resources, 'DoctorVersions', ['s3:DeleteObjectVersion'], DOCTOR),
    new PolicyStatement({
      sid: 'ListDoctorVersions',
      actions: ['s3:ListBucketVersions'],
      resources: [bucketArn],
      conditions: { StringLike: { 's3:prefix': DOCTOR } },
    }),
    ...records(resources),
    allow(
      'AllUsers',
      ['dynamodb:BatchGetItem', 'dynamodb:Scan'],
      [tables.users.arn, tables.images.arn],
    ),
    ...erasing(resources),
    ...delivering(resources),
    allow('Due', ['dynamodb:Query'], [tables.dueIndexArn]),
    allow('RateLimits', ['dynamodb:UpdateItem'], [tables.rateLimits.arn]),
    allow('TableSettings', ['dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive'], every),
    allow('Backups', ['dynamodb:DescribeContinuousBackups'], every.slice(0, 2)),
    ...common(resources),
    ...bucketKey(resources),
  ];
}

function processing(resources: Resources): PolicyStatement[] {
  return [
    objects(resources, 'ReadUploads', ['s3:GetObject'], ['uploads/*']),
    objects(resources, 'WriteImages', ['s3:PutObject'], ['profiles/*']),
    objects(resources, 'DeleteUploads', ['s3:DeleteObject'], ['uploads/*']),
    missingIs404(resources),
  ];
}

/** A transaction needs a permission for each of its parts; the transaction itself has no action. */
function records({ tables }: Resources): PolicyStatement[] {
  const read = ['dynamodb:ConditionCheckItem', 'dynamodb:GetItem'];
  return [
    allow('Users', [...read, 'dynamodb:UpdateItem'], [tables.users.arn]),
    allow('Images', [...read, 'dynamodb:PutItem'], [tables.images.arn]),
  ];
}

function erasing(resources: Resources): PolicyStatement[] {
  return [
    objects(resources, 'EraseObjects', ['s3:DeleteObject'], ['profiles/*']),
    allow('EraseUser', ['dynamodb:DeleteItem'], [resources.tables.users.arn]),
    allow(
      'EraseImages',
      ['dynamodb:BatchWriteItem', 'dynamodb:Query'],
      [resources.tables.images.arn],
    ),
  ];
}

function sweeping(resources: Resources): PolicyStatement[] {
  return [
    objects(resources, 'DeleteRetired', ['s3:DeleteObject'], ['profiles/*']),
    allow('Due', ['dynamodb:Query'], [resources.tables.dueIndexArn]),
  ];
}

/** Events for other programs wait in partitions of their own. */
function delivering({ tables, eventBusArn }: Resources): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'Outbox',
      actions: ['dynamodb:DeleteItem', 'dynamodb:Query'],
      resources: [tables.images.arn],
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['outbox#*'] },
        // `ForAllValues` also holds for a request without the key.
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    }),
    ...(eventBusArn === undefined ? [] : [allow('Events', ['events:PutEvents'], [eventBusArn])]),
  ];
}

/**
 * Allows listing: without it, S3 answers 403 instead of 404 for a missing object, and refuses HeadBucket, which the health check calls.
 * Neither request has a prefix, so a condition that requires one would deny both: hence `IfExists`. As a consequence, listing without a
 * prefix is allowed too, which reveals names but no contents; listing any other prefix is not.
 */
function missingIs404({ bucketArn }: Resources): PolicyStatement {
  return new PolicyStatement({
    sid: 'MissingIs404',
    actions: ['s3:ListBucket'],
    resources: [bucketArn],
    conditions: { StringLikeIfExists: { 's3:prefix': ['uploads/*', 'profiles/*'] } },
  });
}

/** The denials of every role. */
function common(resources: Resources): PolicyStatement[] {
  return [
    // The bucket policy denies it too. Here it also holds for a shared bucket, whose policy others can change.
    staleSignatures([...OBJECT_ACTIONS, 's3:DeleteObjectVersion'], [`${resources.bucketArn}/*`]),
    ...tableKeys(resources),
  ];
}

/** For roles that read or write objects: deleting one needs no key. */
function bucketKey({ kmsKeyArn, region }: Resources): PolicyStatement[] {
  if (kmsKeyArn === undefined) return [];
  return [
    by(`s3.${region}.amazonaws.com`, 'BucketKey', [kmsKeyArn], ['Decrypt', 'GenerateDataKey']),
  ];
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
function tableKeys({ tables, region }: Resources): PolicyStatement[] {
  if (tables.kmsKeyArns.length === 0) return [];
  const operations = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey'].concat([
    'GenerateDataKeyWithoutPlaintext',
    'ReEncryptFrom',
    'ReEncryptTo',
  ]);
  return [by(`dynamodb.${region}.amazonaws.com`, 'TableKeys', tables.kmsKeyArns, operations)];
}

/** The use of keys through one service. */
function by(service: string, sid: string, keys: string[], operations: string[]): PolicyStatement {
  return new PolicyStatement({
    sid,
    actions: operations.map((operation) => `kms:${operation}`),
    resources: keys,
    conditions: { StringEquals: { 'kms:ViaService': service } },
  });
}

function objects(
  { bucketArn }: Resources,
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
