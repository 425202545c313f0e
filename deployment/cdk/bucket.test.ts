// The bucket in the template.
import { isAllowed, readStatements } from './testing/evaluate-policy';
import { synthesize } from './testing/synthesize';

const origins = ['https://perfil.example.com', 'https://perfil-*-acme.vercel.app'];
const { of, one, template } = synthesize({ appOrigins: origins });
const bucket = one('AWS::S3::Bucket');
const { PolicyDocument: policy } = one('AWS::S3::BucketPolicy');
const statements = readStatements(policy);

const arn = 'arn:aws:s3:::polizalab-profile-images-123456789012';
const allow = readStatements({
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: [arn, `${arn}/*`] }],
});
const get = (context: Record<string, string>) =>
  isAllowed([...allow, ...statements], {
    action: 's3:GetObject',
    resource: `${arn}/profiles/agente/1.png`,
    context: { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3', ...context },
  });

test('no public access of any kind', () => {
  expect(bucket.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
  expect(bucket.AccessControl).toBeUndefined();
  expect(statements.every(({ Effect }) => Effect === 'Deny')).toBe(true);
});

test('the bucket owner owns every object: ACLs are disabled', () => {
  expect(bucket.OwnershipControls).toEqual({
    Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }],
  });
});

test("encrypted with S3's own keys", () => {
  expect(bucket.BucketEncryption).toEqual({
    ServerSideEncryptionConfiguration: [
      { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ],
  });
});

test('only TLS 1.2 or later', () => {
  expect(get({})).toBe(true);
  expect(get({ 'aws:SecureTransport': 'false' })).toBe(false);
  expect(get({ 's3:TlsVersion': '1.1' })).toBe(false);
});

test('a presigned request is denied if its signature is over ten minutes old', () => {
  const presigned = (age: number) =>
    get({ 's3:authType': 'REST-QUERY-STRING', 's3:signatureAge': String(age) });
  expect(presigned(0)).toBe(true);
  expect(presigned(600_000)).toBe(true);
  expect(presigned(600_001)).toBe(false);
  // A server whose clock is 12 minutes off signs in a header, which S3 accepts for up to 15.
  expect(get({ 's3:authType': 'REST-HEADER', 's3:signatureAge': '720000' })).toBe(true);
});

test('CORS is the deployed file, with the configured origins', () => {
  expect(bucket.CorsConfiguration).toEqual({
    CorsRules: [
      {
        Id: 'profile-image-uploads',
        AllowedOrigins: origins,
        AllowedMethods: ['PUT', 'GET', 'HEAD'],
        AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
        ExposedHeaders: ['ETag'],
        MaxAge: 3000,
      },
      { Id: 'profile-image-links', AllowedOrigins: ['*'], AllowedMethods: ['GET'] },
    ],
  });
});

test('only uploads expire, after one day', () => {
  expect(bucket.LifecycleConfiguration).toEqual({
    Rules: [
      {
        Id: 'profile-image-uploads',
        Status: 'Enabled',
        Prefix: 'uploads/',
        ExpirationInDays: 1,
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ],
  });
});

test('deleted objects are gone: there are no versions', () => {
  expect(bucket.VersioningConfiguration).toBeUndefined();
});

test('events go to EventBridge, without a helper function of CDK that may change every bucket', () => {
  expect(bucket.NotificationConfiguration).toEqual({
    EventBridgeConfiguration: { EventBridgeEnabled: true },
  });
  expect(of('Custom::S3BucketNotifications').size).toBe(0);
});

test('the bucket outlives the stack, unless the first deployment fails', () => {
  const [resource] = Object.values(template.findResources('AWS::S3::Bucket'));
  expect(resource?.DeletionPolicy).toBe('RetainExceptOnCreate');
  expect(resource?.UpdateReplacePolicy).toBe('Retain');
});

test('a KMS key of the account, with a bucket key to save KMS requests', () => {
  const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/00000000-0000-4000-8000-000000000001';
  const own = synthesize({ bucket: { kmsKeyArn } });
  expect(own.one('AWS::S3::Bucket').BucketEncryption).toEqual({
    ServerSideEncryptionConfiguration: [
      {
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKeyArn },
        BucketKeyEnabled: true,
      },
    ],
  });
});
