// The access logs: who may write them, and how long they are kept.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAllowed, readStatements } from './testing/evaluate-policy';
import { referencesAsText } from './testing/role-statements';
import { type Properties, synthesize } from './testing/synthesize';

const folder = mkdtempSync(join(tmpdir(), 'key-'));
afterAll(() => rmSync(folder, { recursive: true }));
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

test('they are optional', () => {
  const { of, one } = synthesize();
  expect(of('AWS::S3::Bucket').size).toBe(1);
  expect(one('AWS::S3::Bucket').LoggingConfiguration).toBeUndefined();
});

test('the image bucket logs to a private bucket, which deletes logs after the configured days', () => {
  const images = logged.one('AWS::S3::Bucket', {
    BucketName: 'polizalab-profile-images-123456789012',
  });
  expect(referencesAsText(images.LoggingConfiguration ?? null)).toEqual({
    DestinationBucketName: `{${idOf(logged)}}`,
    LogFilePrefix: 'bucket/',
  });
  const bucket = logBucket(logged);
  expect(bucket.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
  const { Rules: rules } = bucket.LifecycleConfiguration as { Rules: Properties[] };
  expect(rules[0]?.ExpirationInDays).toBe(90);
  expect(bucket.LoggingConfiguration).toBeUndefined();
});

test('S3 may deliver logs of this account, and no other principal may write', () => {
  const [policy] = [...logged.of('AWS::S3::BucketPolicy').values()].filter(({ Bucket: bucket }) =>
    JSON.stringify(bucket).includes(`"${idOf(logged)}"`),
  );
  const statements = readStatements(referencesAsText(policy?.PolicyDocument ?? null));
  const allowing = statements.filter(({ Effect }) => Effect === 'Allow');
  expect(allowing.map(({ Principal: principal }) => principal)).toEqual([
    { Service: 'logging.s3.amazonaws.com' },
  ]);
  const may = (key: string, account: string, tls = 'true') =>
    isAllowed(statements, {
      action: 's3:PutObject',
      resource: `arn:aws:s3:::${NAME}/${key}`,
      context: { 'aws:SourceAccount': account, 'aws:SecureTransport': tls },
    });
  expect(may('bucket/2026', '123456789012')).toBe(true);
  expect(may('bucket/2026', '210987654321')).toBe(false);
  expect(may('distribution/2026', '123456789012')).toBe(false);
  expect(may('bucket/2026', '123456789012', 'false')).toBe(false);
});

test('a distribution logs to the same bucket, with the ACL that CloudFront needs', () => {
  const { DistributionConfig: config } = both.one('AWS::CloudFront::Distribution') as {
    DistributionConfig: Properties;
  };
  expect(referencesAsText(config.Logging ?? null)).toEqual({
    Bucket: `{${idOf(both)}.RegionalDomainName}`,
    Prefix: 'distribution/',
    IncludeCookies: false,
  });
  const ownership = (synthesized: typeof logged) =>
    (logBucket(synthesized).OwnershipControls as { Rules: Properties[] }).Rules[0]?.ObjectOwnership;
  expect(ownership(both)).toBe('BucketOwnerPreferred');
  expect(ownership(logged)).toBe('BucketOwnerEnforced');
});
