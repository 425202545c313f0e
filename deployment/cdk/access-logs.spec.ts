// The access logs: who may write them, and for how long they are kept.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isAllowed, readStatements } from './evaluate-policy';
import { asText } from './role-policies';
import { type Properties, synthesize } from './synthesize';

const folder = mkdtempSync(join(tmpdir(), 'key-'));
after(() => rmSync(folder, { recursive: true }));
const publicKeyFile = join(folder, 'cloudfront.pub.pem');
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
writeFileSync(publicKeyFile, publicKey.export({ type: 'spki', format: 'pem' }));

const accessLogs = { retentionDays: 90 };
const logged = synthesize({ accessLogs });
const both = synthesize({ accessLogs, cdn: { publicKeyFile } });
const NAME = 'polizalab-profile-logs-123456789012';
const logBucket = ({ one }: typeof logged) => one('AWS::S3::Bucket', { BucketName: NAME });
const idOf = ({ of }: typeof logged) =>
  [...of('AWS::S3::Bucket')].find(([, { BucketName: name }]) => name === NAME)?.[0];

test('they are an option', () => {
  const { of, one } = synthesize();
  assert.equal(of('AWS::S3::Bucket').size, 1);
  assert.equal(one('AWS::S3::Bucket').LoggingConfiguration, undefined);
});

test('the bucket of the images logs to a private bucket, which forgets after the days that were set', () => {
  const images = logged.one('AWS::S3::Bucket', {
    BucketName: 'polizalab-profile-images-123456789012',
  });
  assert.deepEqual(asText(images.LoggingConfiguration ?? null), {
    DestinationBucketName: `{${idOf(logged)}}`,
    LogFilePrefix: 'bucket/',
  });
  const bucket = logBucket(logged);
  assert.deepEqual(bucket.PublicAccessBlockConfiguration, {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
  const { Rules: rules } = bucket.LifecycleConfiguration as { Rules: Properties[] };
  assert.equal(rules[0]?.ExpirationInDays, 90);
  assert.equal(bucket.LoggingConfiguration, undefined);
});

test('S3 may deliver logs of this account, and nobody else may write', () => {
  const [policy] = [...logged.of('AWS::S3::BucketPolicy').values()].filter(({ Bucket: bucket }) =>
    JSON.stringify(bucket).includes(`"${idOf(logged)}"`),
  );
  const statements = readStatements(asText(policy?.PolicyDocument ?? null));
  const allowing = statements.filter(({ Effect }) => Effect === 'Allow');
  assert.deepEqual(
    allowing.map(({ Principal: principal }) => principal),
    [{ Service: 'logging.s3.amazonaws.com' }],
  );
  const may = (key: string, account: string, tls = 'true') =>
    isAllowed(statements, {
      action: 's3:PutObject',
      resource: `arn:aws:s3:::${NAME}/${key}`,
      context: { 'aws:SourceAccount': account, 'aws:SecureTransport': tls },
    });
  assert.equal(may('bucket/2026', '123456789012'), true);
  assert.equal(may('bucket/2026', '210987654321'), false);
  assert.equal(may('distribution/2026', '123456789012'), false);
  assert.equal(may('bucket/2026', '123456789012', 'false'), false);
});

test('a distribution logs there too, by the ACL that CloudFront needs', () => {
  const { DistributionConfig: config } = both.one('AWS::CloudFront::Distribution') as {
    DistributionConfig: Properties;
  };
  assert.deepEqual(asText(config.Logging ?? null), {
    Bucket: `{${idOf(both)}.RegionalDomainName}`,
    Prefix: 'distribution/',
    IncludeCookies: false,
  });
  const ownership = (synthesized: typeof logged) =>
    (logBucket(synthesized).OwnershipControls as { Rules: Properties[] }).Rules[0]?.ObjectOwnership;
  assert.equal(ownership(both), 'BucketOwnerPreferred');
  assert.equal(ownership(logged), 'BucketOwnerEnforced');
});
