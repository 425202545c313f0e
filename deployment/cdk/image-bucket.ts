// The image bucket: created by this stack, or a shared one, which stays unchanged.
import { readFileSync } from 'node:fs';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { z } from 'zod';
import { type AccessLogs, BUCKET_LOGS } from './access-logs';
import { bucketPolicy } from './bucket-policy';
import type { Settings } from './settings';

const corsFile = z.object({
  CORSRules: z.array(
    z.object({
      ID: z.string(),
      AllowedOrigins: z.array(z.string()),
      AllowedMethods: z.array(z.string()),
      AllowedHeaders: z.array(z.string()).optional(),
      ExposeHeaders: z.array(z.string()).optional(),
      MaxAgeSeconds: z.number().optional(),
    }),
  ),
});

/** Returns the rules of deployment/s3-profile-images-cors.json with these origins, except a rule for every origin. */
export function corsRules(origins: string[]) {
  const file = new URL('../s3-profile-images-cors.json', import.meta.url);
  const { CORSRules: rules } = corsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  return rules.map((rule) =>
    rule.AllowedOrigins.includes('*') ? rule : { ...rule, AllowedOrigins: origins },
  );
}

/** Uploads that the client never confirmed and the sweep never saw expire after a day, and so do unfinished multipart uploads. */
export const UPLOADS_LIFECYCLE = {
  ID: 'profile-image-uploads',
  Status: 'Enabled',
  Filter: { Prefix: 'uploads/' },
  Expiration: { Days: 1 },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
} as const;

/** S3's own keys, unless one is given. A bucket key saves a KMS request per object. */
function encryption({ kmsKeyArn }: Settings['bucket']): CfnBucket.ServerSideEncryptionRuleProperty {
  if (kmsKeyArn === undefined) return { serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } };
  return {
    serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: kmsKeyArn },
    bucketKeyEnabled: true,
  };
}

/** The bucket by its name and ARN, whether this stack creates it or not. */
export class ImageBucket extends Construct {
  readonly name: string;
  readonly arn: string;
  private readonly made: CfnBucket | undefined;

  /** @param logs the target for access logs of a bucket that this stack creates */
  constructor(scope: Construct, id: string, settings: Settings, logs: AccessLogs | undefined) {
    super(scope, id);
    const { bucket } = settings;
    this.name = 'create' in bucket ? bucket.create : bucket.existing;
    this.arn = `arn:${Stack.of(this).partition}:s3:::${this.name}`;
    this.made = 'create' in bucket ? this.make(settings, logs) : undefined;
  }

  private make(settings: Settings, logs: AccessLogs | undefined): CfnBucket {
    const bucket = new CfnBucket(this, 'Bucket', {
      bucketName: this.name,
      publicAccessBlockConfiguration: {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
      bucketEncryption: { serverSideEncryptionConfiguration: [encryption(settings.bucket)] },
      ...(logs && {
        loggingConfiguration: {
          destinationBucketName: logs.bucket.ref,
          logFilePrefix: BUCKET_LOGS,
        },
      }),
      corsConfiguration: {
        corsRules: corsRules(settings.appOrigins).map((rule) => ({
          id: rule.ID,
          allowedOrigins: rule.AllowedOrigins,
          allowedMethods: rule.AllowedMethods,
          ...(rule.AllowedHeaders && { allowedHeaders: rule.AllowedHeaders }),
          ...(rule.ExposeHeaders && { exposedHeaders: rule.ExposeHeaders }),
          ...(rule.MaxAgeSeconds !== undefined && { maxAge: rule.MaxAgeSeconds }),
        })),
      },
      lifecycleConfiguration: {
        rules: [
          {
            id: UPLOADS_LIFECYCLE.ID,
            status: UPLOADS_LIFECYCLE.Status,
            prefix: UPLOADS_LIFECYCLE.Filter.Prefix,
            expirationInDays: UPLOADS_LIFECYCLE.Expiration.Days,
            abortIncompleteMultipartUpload: {
              daysAfterInitiation:
                UPLOADS_LIFECYCLE.AbortIncompleteMultipartUpload.DaysAfterInitiation,
            },
          },
        ],
      },
      // No versioning: a deleted object must be gone. The app itself keeps replaced photos, for the configured time.
      notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } },
    });
    if (logs) bucket.node.addDependency(logs);
    bucket.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return bucket;
  }

  /**
   * Sets the policy of a bucket that this stack created; a shared bucket keeps its own.
   * @param distributionArn the distribution that reads the validated images, if there is one
   */
  protect(distributionArn: string | undefined): void {
    if (!this.made) return;
    const document = bucketPolicy({ bucketArn: this.arn, roleArns: null, distributionArn });
    const policy = new CfnBucketPolicy(this, 'Policy', {
      bucket: this.made.ref,
      policyDocument: document,
    });
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }
}
