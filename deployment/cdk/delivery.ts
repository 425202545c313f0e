// CloudFront in front of the validated images, for signed URLs only.
import { readFileSync } from 'node:fs';
import { Duration, Stack } from 'aws-cdk-lib';
import {
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  CfnDistribution,
  CfnKeyGroup,
  CfnOriginAccessControl,
  CfnPublicKey,
  ResponseHeadersPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { type AccessLogs, DISTRIBUTION_LOGS } from './access-logs';
import type { Settings } from './settings';

/** The distribution, its key group and its cache policy. */
export class Delivery extends Construct {
  readonly distributionId: string;
  readonly distributionArn: string;
  /** The values of CLOUDFRONT_DOMAIN and CLOUDFRONT_KEY_PAIR_ID. */
  readonly domain: string;
  readonly keyPairId: string;

  constructor(
    scope: Construct,
    id: string,
    {
      name,
      bucketName,
      cdn,
      logs,
    }: {
      name: string;
      bucketName: string;
      cdn: NonNullable<Settings['cdn']>;
      logs: AccessLogs | undefined;
    },
  ) {
    super(scope, id);
    const { account, partition, region } = Stack.of(this);

    const publicKey = new CfnPublicKey(this, 'PublicKey', {
      publicKeyConfig: {
        name: `${name}-urls`,
        callerReference: this.node.addr,
        encodedKey: readFileSync(cdn.publicKeyFile, 'utf8'),
      },
    });
    const keyGroup = new CfnKeyGroup(this, 'KeyGroup', {
      keyGroupConfig: { name: `${name}-urls`, items: [publicKey.ref] },
    });
    const access = new CfnOriginAccessControl(this, 'OriginAccess', {
      originAccessControlConfig: {
        name: `${name}-bucket`,
        originAccessControlOriginType: 's3',
        signingBehavior: 'always',
        signingProtocol: 'sigv4',
      },
    });
    // The objects are `private`, so CloudFront would not cache them, unless the minimum TTL of the policy overrides that.
    // The object at a key never changes, and CloudFront checks the signature before the cache.
    const cachePolicy = new CachePolicy(this, 'CachePolicy', {
      cachePolicyName: `${name}-images`,
      minTtl: Duration.days(1),
      defaultTtl: Duration.days(30),
      maxTtl: Duration.days(365),
      cookieBehavior: CacheCookieBehavior.none(),
      headerBehavior: CacheHeaderBehavior.none(),
      queryStringBehavior: CacheQueryStringBehavior.none(),
    });

    const origin = 'bucket';
    const distribution = new CfnDistribution(this, 'Distribution', {
      distributionConfig: {
        comment: `${name}: proven profile images`,
        enabled: true,
        httpVersion: 'http2and3',
        ipv6Enabled: true,
        priceClass: 'PriceClass_100',
        origins: [
          {
            id: origin,
            domainName: `${bucketName}.s3.${region}.amazonaws.com`,
            originAccessControlId: access.attrId,
            // Empty: access is by origin access control, not by the older origin access identity.
            s3OriginConfig: { originAccessIdentity: '' },
          },
        ],
        defaultCacheBehavior: {
          targetOriginId: origin,
          allowedMethods: ['GET', 'HEAD'],
          viewerProtocolPolicy: 'https-only',
          trustedKeyGroups: [keyGroup.ref],
          cachePolicyId: cachePolicy.cachePolicyId,
          responseHeadersPolicyId: ResponseHeadersPolicy.SECURITY_HEADERS.responseHeadersPolicyId,
        },
        ...(logs && {
          logging: {
            bucket: logs.bucket.attrRegionalDomainName,
            prefix: DISTRIBUTION_LOGS,
            includeCookies: false,
          },
        }),
        ...(cdn.alias && {
          aliases: [cdn.alias.domain],
          viewerCertificate: {
            acmCertificateArn: cdn.alias.certificateArn,
            sslSupportMethod: 'sni-only',
            minimumProtocolVersion: 'TLSv1.2_2021',
          },
        }),
      },
    });
    this.distributionId = distribution.ref;
    this.distributionArn = `arn:${partition}:cloudfront::${account}:distribution/${this.distributionId}`;
    this.domain = cdn.alias?.domain ?? distribution.attrDomainName;
    this.keyPairId = publicKey.ref;
  }
}
