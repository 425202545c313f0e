// CloudFront in front of the bucket: signed URLs only, validated images only, and a cache that caches.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAllowed, readStatements } from './testing/evaluate-policy';
import { referencesAsText } from './testing/role-statements';
import { type Json, synthesize } from './testing/synthesize';

const folder = mkdtempSync(join(tmpdir(), 'key-'));
afterAll(() => rmSync(folder, { recursive: true }));
const publicKeyFile = join(folder, 'cloudfront.pub.pem');
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
writeFileSync(publicKeyFile, pem);

const { of, one, outputs } = synthesize({ cdn: { publicKeyFile } });
const { DistributionConfig: config } = one('AWS::CloudFront::Distribution') as {
  DistributionConfig: Record<string, Json>;
};
const behavior = config.DefaultCacheBehavior as Record<string, Json>;
const idOf = (type: string) => [...of(type).keys()][0];

test('it is optional', () => {
  expect(synthesize().of('AWS::CloudFront::Distribution').size).toBe(0);
});

test('it accepts only URLs signed with the key group, over HTTPS, for reading', () => {
  expect(config.CacheBehaviors).toBeUndefined();
  expect(referencesAsText(behavior.TrustedKeyGroups ?? null)).toEqual([
    `{${idOf('AWS::CloudFront::KeyGroup')}}`,
  ]);
  expect(behavior.ViewerProtocolPolicy).toBe('https-only');
  expect(behavior.AllowedMethods).toEqual(['GET', 'HEAD']);
  const { KeyGroupConfig: group } = one('AWS::CloudFront::KeyGroup');
  expect((referencesAsText(group ?? null) as { Items: Json }).Items).toEqual([
    `{${idOf('AWS::CloudFront::PublicKey')}}`,
  ]);
  const { PublicKeyConfig: key } = one('AWS::CloudFront::PublicKey');
  expect((key as { EncodedKey: string }).EncodedKey).toBe(pem);
});

test('it caches private objects for at least a day, despite their Cache-Control', () => {
  const { CachePolicyConfig: policy } = one('AWS::CloudFront::CachePolicy') as {
    CachePolicyConfig: Record<string, Json>;
  };
  expect(policy.MinTTL).toBe(86_400);
  expect(policy.MaxTTL).toBe(31_536_000);
  expect(referencesAsText(behavior.CachePolicyId ?? null)).toBe(
    `{${idOf('AWS::CloudFront::CachePolicy')}}`,
  );
  // The cache key must contain nothing that differs between agents.
  expect(policy.ParametersInCacheKeyAndForwardedToOrigin).toEqual({
    CookiesConfig: { CookieBehavior: 'none' },
    HeadersConfig: { HeaderBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: 'none' },
    EnableAcceptEncodingGzip: false,
    EnableAcceptEncodingBrotli: false,
  });
});

test('CloudFront signs its requests to the bucket, by origin access control', () => {
  expect(one('AWS::CloudFront::OriginAccessControl').OriginAccessControlConfig).toEqual({
    Name: 'polizalab-profile-bucket',
    OriginAccessControlOriginType: 's3',
    SigningBehavior: 'always',
    SigningProtocol: 'sigv4',
  });
  expect(referencesAsText(config.Origins ?? null)).toEqual([
    {
      Id: 'bucket',
      DomainName: 'polizalab-profile-images-123456789012.s3.us-east-1.amazonaws.com',
      OriginAccessControlId: `{${idOf('AWS::CloudFront::OriginAccessControl')}.Id}`,
      S3OriginConfig: { OriginAccessIdentity: '' },
    },
  ]);
});

test('only this distribution reads through CloudFront, and only validated images', () => {
  const statements = readStatements(
    referencesAsText(one('AWS::S3::BucketPolicy').PolicyDocument ?? null),
  );
  const arn = `arn:aws:cloudfront::123456789012:distribution/{${idOf('AWS::CloudFront::Distribution')}}`;
  const may = (action: string, key: string, source = arn) =>
    isAllowed(statements, {
      action,
      resource: `arn:aws:s3:::polizalab-profile-images-123456789012/${key}`,
      context: { 'AWS:SourceArn': source, 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' },
    });
  expect(may('s3:GetObject', 'profiles/agente/1.png')).toBe(true);
  expect(may('s3:GetObject', 'uploads/agente/1.png')).toBe(false);
  expect(may('s3:PutObject', 'profiles/agente/1.png')).toBe(false);
  expect(may('s3:GetObject', 'profiles/agente/1.png', `${arn}2`)).toBe(false);
});

test('the outputs tell the app about it', () => {
  expect(referencesAsText(outputs.get('CLOUDFRONT_DOMAIN') ?? null)).toEqual(
    `{${idOf('AWS::CloudFront::Distribution')}.DomainName}`,
  );
  expect(referencesAsText(outputs.get('CLOUDFRONT_KEY_PAIR_ID') ?? null)).toEqual(
    `{${idOf('AWS::CloudFront::PublicKey')}}`,
  );
});

test('a custom domain has its certificate, and TLS 1.2 or later', () => {
  const alias = {
    domain: 'fotos.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
  };
  const named = synthesize({ cdn: { publicKeyFile, alias } });
  const { DistributionConfig: own } = named.one('AWS::CloudFront::Distribution') as {
    DistributionConfig: Record<string, Json>;
  };
  expect(own.Aliases).toEqual(['fotos.example.com']);
  expect(own.ViewerCertificate).toEqual({
    AcmCertificateArn: alias.certificateArn,
    SslSupportMethod: 'sni-only',
    MinimumProtocolVersion: 'TLSv1.2_2021',
  });
  expect(named.outputs.get('CLOUDFRONT_DOMAIN')).toBe('fotos.example.com');
});
