// The tables: keys, index and TTL, and the protection of their data.
import { TABLES, type TableSchema } from '@/lib/server/shared/tables';
import { synthesize } from './testing/synthesize';

const { of, one, template } = synthesize();
const users = one('AWS::DynamoDB::Table', { TableName: 'Users' });
const images = one('AWS::DynamoDB::Table', { TableName: 'ProfileImages' });
const rateLimits = one('AWS::DynamoDB::Table', { TableName: 'ProfileRateLimits' });

const hash = (name: string) => ({ AttributeName: name, KeyType: 'HASH' });
const range = (name: string) => ({ AttributeName: name, KeyType: 'RANGE' });

test('the keys', () => {
  expect(users.KeySchema).toEqual([hash('userId')]);
  expect(images.KeySchema).toEqual([hash('userId'), range('item')]);
  expect(rateLimits.KeySchema).toEqual([hash('key')]);
});

test('the due index projects keys only', () => {
  expect(images.GlobalSecondaryIndexes).toEqual([
    {
      IndexName: 'due',
      KeySchema: [hash('dueShard'), range('dueAt')],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ]);
  expect(images.AttributeDefinitions).toEqual([
    { AttributeName: 'userId', AttributeType: 'S' },
    { AttributeName: 'item', AttributeType: 'S' },
    { AttributeName: 'dueShard', AttributeType: 'S' },
    { AttributeName: 'dueAt', AttributeType: 'N' },
  ]);
});

test('events and rate limits expire; users never do', () => {
  expect(images.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  expect(rateLimits.TimeToLiveSpecification).toEqual({ AttributeName: 'expire', Enabled: true });
  expect(users.TimeToLiveSpecification).toBeUndefined();
});

test('each is on demand, has point-in-time recovery, and is protected against deletion', () => {
  const tables = of('AWS::DynamoDB::Table');
  expect(tables.size).toBe(3);
  for (const table of tables.values()) {
    expect(table.BillingMode).toBe('PAY_PER_REQUEST');
    expect(table.ProvisionedThroughput).toBeUndefined();
    expect(table.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(table.DeletionProtectionEnabled).toBe(true);
  }
  for (const resource of Object.values(template.findResources('AWS::DynamoDB::Table'))) {
    expect(resource.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(resource.UpdateReplacePolicy).toBe('Retain');
  }
});

test('a KMS key encrypts them if one is given', () => {
  const tablesKmsKeyArn =
    'arn:aws:kms:us-east-1:123456789012:key/00000000-0000-4000-8000-000000000002';
  const own = synthesize({ tablesKmsKeyArn });
  for (const table of own.of('AWS::DynamoDB::Table').values()) {
    expect(table.SSESpecification).toEqual({
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: tablesKmsKeyArn,
    });
  }
  for (const table of of('AWS::DynamoDB::Table').values()) {
    expect(table.SSESpecification).toBeUndefined();
  }
});

test('they follow lib/server/shared/tables.ts', () => {
  const images: TableSchema = TABLES.images;
  jest.replaceProperty(images, 'index', { name: 'other', key: [{ name: 'shard', type: 'S' }] });
  jest.replaceProperty(images, 'ttl', 'until');
  const changed = synthesize();
  jest.restoreAllMocks();
  const table = changed.one('AWS::DynamoDB::Table', { TableName: 'ProfileImages' });
  expect(table.TimeToLiveSpecification).toEqual({ AttributeName: 'until', Enabled: true });
  expect(table.GlobalSecondaryIndexes).toEqual([
    expect.objectContaining({ IndexName: 'other', KeySchema: [hash('shard')] }),
  ]);
  const sweep = JSON.stringify([
    ...changed.of('AWS::IAM::Role').values(),
    ...changed.of('AWS::IAM::Policy').values(),
  ]);
  expect(sweep).toContain('/index/other');
  expect(sweep).not.toContain('/index/due');
  const dimensions = JSON.stringify([...changed.of('AWS::CloudWatch::Alarm').values()]);
  expect(dimensions).toContain('"other"');
});
