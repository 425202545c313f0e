// CloudFront before the bucket: signed URLs alone, proven images alone, and a cache that caches.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isAllowed, readStatements } from './evaluate-policy';
import { asText } from './role-policies';
import { type Json, synthesize } from './synthesize';

const folder = mkdtempSync(join(tmpdir(), 'key-'));
after(() => rmSync(folder, { recursive: true }));
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

test('it is an option', () => {
  assert.equal(synthesize().of('AWS::CloudFront::Distribution').size, 0);
});

test('only URLs signed by the key group open anything, over HTTPS, to read', () => {
  assert.equal(config.CacheBehaviors, undefined);
  assert.deepEqual(asText(behavior.TrustedKeyGroups ?? null), [
    `{${idOf('AWS::CloudFront::KeyGroup')}}`,
  ]);
  assert.equal(behavior.ViewerProtocolPolicy, 'https-only');
  assert.deepEqual(behavior.AllowedMethods, ['GET', 'HEAD']);
  const { KeyGroupConfig: group } = one('AWS::CloudFront::KeyGroup');
  assert.deepEqual((asText(group ?? null) as { Items: Json }).Items, [
    `{${idOf('AWS::CloudFront::PublicKey')}}`,
  ]);
  const { PublicKeyConfig: key } = one('AWS::CloudFront::PublicKey');
  assert.equal((key as { EncodedKey: string }).EncodedKey, pem);
});

test('a private object is cached all the same: a day at least, whatever it says of itself', () => {
  const { CachePolicyConfig: policy } = one('AWS::CloudFront::CachePolicy') as {
    CachePolicyConfig: Record<string, Json>;
  };
  assert.equal(policy.MinTTL, 86_400);
  assert.equal(policy.MaxTTL, 31_536_000);
  assert.equal(asText(behavior.CachePolicyId ?? null), `{${idOf('AWS::CloudFront::CachePolicy')}}`);
  // Nothing that differs from one agent to the next may be part of what is cached.
  assert.deepEqual(policy.ParametersInCacheKeyAndForwardedToOrigin, {
    CookiesConfig: { CookieBehavior: 'none' },
    HeadersConfig: { HeaderBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: 'none' },
    EnableAcceptEncodingGzip: false,
    EnableAcceptEncodingBrotli: false,
  });
});

test('CloudFront signs what it asks of the bucket, by origin access control', () => {
  assert.deepEqual(one('AWS::CloudFront::OriginAccessControl').OriginAccessControlConfig, {
    Name: 'polizalab-profile-bucket',
    OriginAccessControlOriginType: 's3',
    SigningBehavior: 'always',
    SigningProtocol: 'sigv4',
  });
  assert.deepEqual(asText(config.Origins ?? null), [
    {
      Id: 'bucket',
      DomainName: 'polizalab-profile-images-123456789012.s3.us-east-1.amazonaws.com',
      OriginAccessControlId: `{${idOf('AWS::CloudFront::OriginAccessControl')}.Id}`,
      S3OriginConfig: { OriginAccessIdentity: '' },
    },
  ]);
});

test('this distribution reads proven images, and nothing else reads by way of CloudFront', () => {
  const statements = readStatements(asText(one('AWS::S3::BucketPolicy').PolicyDocument ?? null));
  const arn = `arn:aws:cloudfront::123456789012:distribution/{${idOf('AWS::CloudFront::Distribution')}}`;
  const may = (action: string, key: string, source = arn) =>
    isAllowed(statements, {
      action,
      resource: `arn:aws:s3:::polizalab-profile-images-123456789012/${key}`,
      context: { 'AWS:SourceArn': source, 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' },
    });
  assert.equal(may('s3:GetObject', 'profiles/agente/1.png'), true);
  assert.equal(may('s3:GetObject', 'uploads/agente/1.png'), false);
  assert.equal(may('s3:PutObject', 'profiles/agente/1.png'), false);
  assert.equal(may('s3:GetObject', 'profiles/agente/1.png', `${arn}2`), false);
});

test('the app is told of it', () => {
  assert.deepEqual(
    asText(outputs.get('CLOUDFRONT_DOMAIN') ?? null),
    `{${idOf('AWS::CloudFront::Distribution')}.DomainName}`,
  );
  assert.deepEqual(
    asText(outputs.get('CLOUDFRONT_KEY_PAIR_ID') ?? null),
    `{${idOf('AWS::CloudFront::PublicKey')}}`,
  );
});

test('a name of its own comes with its certificate, and TLS 1.2 or later', () => {
  const alias = {
    domain: 'fotos.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
  };
  const named = synthesize({ cdn: { publicKeyFile, alias } });
  const { DistributionConfig: own } = named.one('AWS::CloudFront::Distribution') as {
    DistributionConfig: Record<string, Json>;
  };
  assert.deepEqual(own.Aliases, ['fotos.example.com']);
  assert.deepEqual(own.ViewerCertificate, {
    AcmCertificateArn: alias.certificateArn,
    SslSupportMethod: 'sni-only',
    MinimumProtocolVersion: 'TLSv1.2_2021',
  });
  assert.equal(named.outputs.get('CLOUDFRONT_DOMAIN'), 'fotos.example.com');
});
