// The tables: what the app's code expects of them, and what keeps their data.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { synthesize } from './synthesize';

const { of, one, template } = synthesize();
const users = one('AWS::DynamoDB::Table', { TableName: 'Users' });
const images = one('AWS::DynamoDB::Table', { TableName: 'ProfileImages' });
const rateLimits = one('AWS::DynamoDB::Table', { TableName: 'ProfileRateLimits' });

const hash = (name: string) => ({ AttributeName: name, KeyType: 'HASH' });
const range = (name: string) => ({ AttributeName: name, KeyType: 'RANGE' });

test('the keys', () => {
  assert.deepEqual(users.KeySchema, [hash('userId')]);
  assert.deepEqual(images.KeySchema, [hash('userId'), range('item')]);
  assert.deepEqual(rateLimits.KeySchema, [hash('key')]);
});

test('the index of what is due holds keys alone', () => {
  assert.deepEqual(images.GlobalSecondaryIndexes, [
    {
      IndexName: 'due',
      KeySchema: [hash('dueShard'), range('dueAt')],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ]);
  assert.deepEqual(images.AttributeDefinitions, [
    { AttributeName: 'userId', AttributeType: 'S' },
    { AttributeName: 'item', AttributeType: 'S' },
    { AttributeName: 'dueShard', AttributeType: 'S' },
    { AttributeName: 'dueAt', AttributeType: 'N' },
  ]);
});

test('events and rate limits expire; users never do', () => {
  assert.deepEqual(images.TimeToLiveSpecification, { AttributeName: 'expiresAt', Enabled: true });
  assert.deepEqual(rateLimits.TimeToLiveSpecification, { AttributeName: 'expire', Enabled: true });
  assert.equal(users.TimeToLiveSpecification, undefined);
});

test('each is on demand, can be restored to any second, and cannot be deleted by mistake', () => {
  const tables = of('AWS::DynamoDB::Table');
  assert.equal(tables.size, 3);
  for (const table of tables.values()) {
    assert.equal(table.BillingMode, 'PAY_PER_REQUEST');
    assert.equal(table.ProvisionedThroughput, undefined);
    assert.deepEqual(table.PointInTimeRecoverySpecification, { PointInTimeRecoveryEnabled: true });
    assert.equal(table.DeletionProtectionEnabled, true);
  }
  for (const resource of Object.values(template.findResources('AWS::DynamoDB::Table'))) {
    assert.equal(resource.DeletionPolicy, 'RetainExceptOnCreate');
    assert.equal(resource.UpdateReplacePolicy, 'Retain');
  }
});

test('encrypted by a KMS key where one is given', () => {
  const tablesKmsKeyArn =
    'arn:aws:kms:us-east-1:123456789012:key/00000000-0000-4000-8000-000000000002';
  const own = synthesize({ tablesKmsKeyArn });
  for (const table of own.of('AWS::DynamoDB::Table').values()) {
    assert.deepEqual(table.SSESpecification, {
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: tablesKmsKeyArn,
    });
  }
  for (const table of of('AWS::DynamoDB::Table').values()) {
    assert.equal(table.SSESpecification, undefined);
  }
});
