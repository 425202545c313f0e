// The bucket for the access logs of the image bucket and the distribution.
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AnyPrincipal,
  Effect,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Key prefixes in the log bucket. */
export const BUCKET_LOGS = 'bucket/';
export const DISTRIBUTION_LOGS = 'distribution/';

interface AccessLogsProps {
  name: string;
  retentionDays: number;
  /** True if there is a distribution, which logs too. */
  hasDistribution: boolean;
}

/** A bucket to which S3 and CloudFront deliver access logs. */
export class AccessLogs extends Construct {
  readonly bucket: CfnBucket;

  constructor(scope: Construct, id: string, props: AccessLogsProps) {
    super(scope, id);
    const { account, partition } = Stack.of(this);
    const bucketName = `${props.name}-logs-${account}`;
    const bucketArn = `arn:${partition}:s3:::${bucketName}`;

    this.bucket = new CfnBucket(this, 'Bucket', {
      bucketName,
      publicAccessBlockConfiguration: {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      // CloudFront's standard logging writes with an ACL that CloudFront adds, so ACLs are enabled if it logs.
      // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
      ownershipControls: {
        rules: [
          {
            objectOwnership: props.hasDistribution ? 'BucketOwnerPreferred' : 'BucketOwnerEnforced',
          },
        ],
      },
      // S3 delivers access logs only to a bucket that is encrypted with S3's own keys.
      bucketEncryption: {
        serverSideEncryptionConfiguration: [
          { serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } },
        ],
      },
      lifecycleConfiguration: {
        rules: [
          {
            id: 'expire',
            status: 'Enabled',
            expirationInDays: props.retentionDays,
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
          },
        ],
      },
    });
    this.bucket.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);

    const policy = new CfnBucketPolicy(this, 'Policy', {
      bucket: this.bucket.ref,
      policyDocument: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'TlsOnly',
            effect: Effect.DENY,
            principals: [new AnyPrincipal()],
            actions: ['s3:*'],
            resources: [bucketArn, `${bucketArn}/*`],
            conditions: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
          new PolicyStatement({
            sid: 'S3AccessLogs',
            principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
            actions: ['s3:PutObject'],
            resources: [`${bucketArn}/${BUCKET_LOGS}*`],
            conditions: { StringEquals: { 'aws:SourceAccount': account } },
          }),
        ],
      }),
    });
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }
}
