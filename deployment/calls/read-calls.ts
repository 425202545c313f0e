// Maps a request of the SDK to the IAM permissions that it needs: actions and resources.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html

export interface AwsCall {
  action: string;
  /** `bucket`, a key prefix, or a table by its role, with the index or the beginning of the partition key after it. */
  on: string;
}

/** The beginning of the partition keys of waiting events. */
const OUTBOX = 'outbox#';

/** Maps the name of a table to its role. */
export type TableNames = Map<string, string>;

type Input = Record<string, unknown>;

const S3_ACTIONS = new Map([
  ['GetObjectCommand', 's3:GetObject'],
  ['HeadObjectCommand', 's3:GetObject'],
  ['PutObjectCommand', 's3:PutObject'],
  ['DeleteObjectCommand', 's3:DeleteObject'],
  ['DeleteObjectsCommand', 's3:DeleteObject'],
]);

/** Requests on the bucket as a whole. */
const BUCKET_ACTIONS = new Map([
  ['HeadBucketCommand', 's3:ListBucket'],
  ['ListObjectsV2Command', 's3:ListBucket'],
  ['ListObjectVersionsCommand', 's3:ListBucketVersions'],
  ['GetBucketAclCommand', 's3:GetBucketAcl'],
  ['GetBucketCorsCommand', 's3:GetBucketCORS'],
  ['GetBucketEncryptionCommand', 's3:GetEncryptionConfiguration'],
  ['GetBucketLifecycleConfigurationCommand', 's3:GetLifecycleConfiguration'],
  ['GetBucketNotificationConfigurationCommand', 's3:GetBucketNotification'],
  ['GetBucketOwnershipControlsCommand', 's3:GetBucketOwnershipControls'],
  ['GetBucketPolicyCommand', 's3:GetBucketPolicy'],
  ['GetBucketPolicyStatusCommand', 's3:GetBucketPolicyStatus'],
  ['GetBucketVersioningCommand', 's3:GetBucketVersioning'],
  ['GetObjectLockConfigurationCommand', 's3:GetBucketObjectLockConfiguration'],
  ['GetPublicAccessBlockCommand', 's3:GetBucketPublicAccessBlock'],
]);

/** IAM checks each part of a transaction separately. */
const TRANSACT_ACTIONS = new Map([
  ['Put', 'dynamodb:PutItem'],
  ['Update', 'dynamodb:UpdateItem'],
  ['Delete', 'dynamodb:DeleteItem'],
  ['ConditionCheck', 'dynamodb:ConditionCheckItem'],
  ['Get', 'dynamodb:GetItem'],
]);

/**
 * @param command the class name of the SDK's command
 * @throws Error for an S3 command that this file does not know
 */
export function callsOf(
  service: 's3' | 'dynamodb',
  command: string,
  input: Input,
  tables: TableNames,
): AwsCall[] {
  return service === 's3' ? s3Calls(command, input) : dynamoDbCalls(command, input, tables);
}

function s3Calls(command: string, input: Input): AwsCall[] {
  const onBucket = BUCKET_ACTIONS.get(command);
  if (onBucket) return [{ action: onBucket, on: 'bucket' }];
  if (command === 'CopyObjectCommand')
    return copyCalls(input as { Key: string; CopySource: string });
  const {
    Key: key,
    VersionId: version,
    Delete: batch,
  } = input as {
    Key?: string;
    VersionId?: string;
    Delete?: { Objects: { Key: string }[] };
  };
  const known = S3_ACTIONS.get(command);
  if (!known) throw new Error(`The right that ${command} needs is not listed here`);
  // Versions have permissions of their own.
  const action = version === undefined ? known : `${known}Version`;
  const keys = batch ? batch.Objects.map((object) => object.Key) : [key ?? ''];
  const calls = keys.map((one) => ({ action, on: folderOf(one) }));
  // For a missing object, S3 answers 404 only to callers that may list; others get 403.
  return action === 's3:GetObject' ? [...calls, { action: 's3:ListBucket', on: 'bucket' }] : calls;
}

/** A copy reads one object and writes another. Its source is the bucket and the key. */
function copyCalls({
  Key: key,
  CopySource: source,
}: {
  Key: string;
  CopySource: string;
}): AwsCall[] {
  return [
    ...s3Calls('GetObjectCommand', { Key: source.slice(source.indexOf('/') + 1) }),
    ...s3Calls('PutObjectCommand', { Key: key }),
  ];
}

/** Permissions are granted by the first folder of a key. */
function folderOf(key: string): string {
  return key.slice(0, key.indexOf('/') + 1);
}

/**
 * The permission that a presigned URL carries. It is the signer's: S3 checks it when the URL is used.
 * @param path of the URL, with or without the bucket before the key
 */
export function presignedCall(method: string, path: string): AwsCall {
  const [on = path] = /(?<=\/)(?:uploads|profiles)\//.exec(path) ?? [];
  return { action: method === 'PUT' ? 's3:PutObject' : 's3:GetObject', on };
}

function dynamoDbCalls(command: string, input: Input, tables: TableNames): AwsCall[] {
  const name = command.replace(/Command$/, '');
  if (name === 'TransactWrite' || name === 'TransactWriteItems' || name === 'TransactGet') {
    const parts = input.TransactItems as Record<string, Input & { TableName: string }>[];
    return parts.flatMap((part) =>
      Object.entries(part).map(([kind, request]) => {
        const action = TRANSACT_ACTIONS.get(kind) ?? `dynamodb:${kind}`;
        return { action, on: placeOf(action, request, tables) };
      }),
    );
  }
  if (name === 'BatchGet' || name === 'BatchWrite') {
    const { RequestItems: requests } = input as { RequestItems: Record<string, unknown> };
    return Object.keys(requests).map((table) => ({
      action: `dynamodb:${name}Item`,
      on: tables.get(table) ?? table,
    }));
  }
  // The document client calls GetItem Get.
  const action = `dynamodb:${/^(Get|Put|Update|Delete)$/.test(name) ? `${name}Item` : name}`;
  const { IndexName: index } = input as { IndexName?: string };
  const on = placeOf(action, input, tables);
  return [{ action, on: index === undefined ? on : `${on}/index/${index}` }];
}

/** The table by its role. Only in the partitions of waiting events may the app delete single items, and some roles query. */
function placeOf(action: string, input: Input, tables: TableNames): string {
  const {
    TableName: table = '',
    Key: key = {},
    ExpressionAttributeValues: values = {},
  } = input as { TableName?: string; Key?: Input; ExpressionAttributeValues?: Input };
  const on = tables.get(table) ?? table;
  if (action !== 'dynamodb:DeleteItem' && action !== 'dynamodb:Query') return on;
  const partition = String(key.userId ?? values[':partition'] ?? '');
  return partition.startsWith(OUTBOX) ? `${on}/${OUTBOX}` : on;
}
