// The permissions of requests that need several, or a special one.
import { callsOf, presignedCall } from './read-calls';

const tables = new Map([
  ['Users', 'users'],
  ['ProfileImages', 'images'],
]);
const s3 = (command: string, input: object) => callsOf('s3', command, { ...input }, tables);
const dynamoDb = (command: string, input: object) =>
  callsOf('dynamodb', command, { ...input }, tables);

test('a transaction needs a permission for each of its parts', () => {
  const parts = [
    { Update: { TableName: 'Users' } },
    { Put: { TableName: 'ProfileImages' } },
    { ConditionCheck: { TableName: 'Users' } },
  ];
  expect(dynamoDb('TransactWriteCommand', { TransactItems: parts })).toEqual([
    { action: 'dynamodb:UpdateItem', on: 'users' },
    { action: 'dynamodb:PutItem', on: 'images' },
    { action: 'dynamodb:ConditionCheckItem', on: 'users' },
  ]);
});

test('an index has a permission of its own', () => {
  expect(dynamoDb('QueryCommand', { TableName: 'ProfileImages', IndexName: 'due' })).toEqual([
    { action: 'dynamodb:Query', on: 'images/index/due' },
  ]);
  expect(dynamoDb('GetCommand', { TableName: 'Other' })).toEqual([
    { action: 'dynamodb:GetItem', on: 'Other' },
  ]);
});

test('waiting events are queried and deleted in partitions of their own', () => {
  const query = (partition: string) => ({
    TableName: 'ProfileImages',
    ExpressionAttributeValues: { ':partition': partition },
  });
  expect(dynamoDb('QueryCommand', query('outbox#ana'))).toEqual([
    { action: 'dynamodb:Query', on: 'images/outbox#' },
  ]);
  expect(dynamoDb('QueryCommand', query('ana'))).toEqual([
    { action: 'dynamodb:Query', on: 'images' },
  ]);
  const part = { TableName: 'ProfileImages', Key: { userId: 'outbox#ana', item: 'a' } };
  expect(
    dynamoDb('TransactWriteCommand', { TransactItems: [{ Delete: part }, { Put: part }] }),
  ).toEqual([
    { action: 'dynamodb:DeleteItem', on: 'images/outbox#' },
    { action: 'dynamodb:PutItem', on: 'images' },
  ]);
});

test('a batch needs a permission for each table', () => {
  const requests = { RequestItems: { Users: {}, ProfileImages: {} } };
  expect(dynamoDb('BatchGetCommand', requests)).toEqual([
    { action: 'dynamodb:BatchGetItem', on: 'users' },
    { action: 'dynamodb:BatchGetItem', on: 'images' },
  ]);
});

test('object versions and bucket settings have permissions of their own', () => {
  expect(s3('DeleteObjectCommand', { Key: 'uploads/a/1.png', VersionId: '1' })).toEqual([
    { action: 's3:DeleteObjectVersion', on: 'uploads/' },
  ]);
  expect(s3('GetBucketEncryptionCommand', {})).toEqual([
    { action: 's3:GetEncryptionConfiguration', on: 'bucket' },
  ]);
});

test('deleting many objects needs the permission for each', () => {
  const objects = [{ Key: 'uploads/a/1.png' }, { Key: 'profiles/a/1.png' }, { Key: 'loose' }];
  expect(s3('DeleteObjectsCommand', { Delete: { Objects: objects } })).toEqual([
    { action: 's3:DeleteObject', on: 'uploads/' },
    { action: 's3:DeleteObject', on: 'profiles/' },
    { action: 's3:DeleteObject', on: '' },
  ]);
});

test('reading an object needs the permission to list too, which turns the 403 for a missing object into a 404', () => {
  expect(s3('GetObjectCommand', { Key: 'uploads/a/1.png' })).toContainEqual({
    action: 's3:ListBucket',
    on: 'bucket',
  });
});

test('a copy needs the permissions to read its source and to write its target', () => {
  const copy = { CopySource: 'a-bucket/uploads/a/1/framing', Key: 'profiles/a/1/framing' };
  expect(s3('CopyObjectCommand', copy)).toEqual([
    { action: 's3:GetObject', on: 'uploads/' },
    { action: 's3:ListBucket', on: 'bucket' },
    { action: 's3:PutObject', on: 'profiles/' },
  ]);
});

test('a presigned URL carries a permission, with the bucket in its path or in its host', () => {
  const put = { action: 's3:PutObject', on: 'uploads/' };
  expect(presignedCall('PUT', '/polizalab-documents-dev/uploads/a/1.png')).toEqual(put);
  expect(presignedCall('PUT', '/uploads/profiles/1.png')).toEqual(put);
  expect(presignedCall('GET', '/profiles/a/1.png')).toEqual({
    action: 's3:GetObject',
    on: 'profiles/',
  });
});

test('an unknown kind of request is an error', () => {
  expect(() => s3('PutBucketPolicyCommand', {})).toThrow('PutBucketPolicyCommand');
});
