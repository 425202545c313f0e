// The bucket policy, for a bucket that this stack creates and for a shared one.
import {
  AnyPrincipal,
  ArnPrincipal,
  Effect,
  type IPrincipal,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';

/** Maximum age of a presigned request, in milliseconds: the unit of `s3:signatureAge`. */
export const MAX_SIGNATURE_AGE = 10 * 60 * 1000;

interface BucketPolicyOf {
  bucketArn: string;
  /** The principals that the denials apply to; null for all, which is right only if the bucket is not shared. */
  roleArns: string[] | null;
  /** The distribution that may read the validated images. */
  distributionArn: string | undefined;
}

/** Returns the statements of the policy: the denials, and the permission of the distribution if there is one. */
export function bucketPolicy({ bucketArn, roleArns, distributionArn }: BucketPolicyOf) {
  const everything = [bucketArn, `${bucketArn}/*`];
  const principals = roleArns?.map((arn) => new ArnPrincipal(arn)) ?? [new AnyPrincipal()];
  const document = new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'ProfileImagesTlsOnly',
        effect: Effect.DENY,
        principals,
        actions: ['s3:*'],
        resources: everything,
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      new PolicyStatement({
        sid: 'ProfileImagesTls12',
        effect: Effect.DENY,
        principals,
        actions: ['s3:*'],
        resources: everything,
        conditions: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
      }),
      staleSignatures(['s3:*'], everything, principals),
    ],
  });
  if (distributionArn !== undefined) {
    document.addStatements(
      new PolicyStatement({
        sid: 'ProfileImagesCdn',
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        actions: ['s3:GetObject'],
        // Not `uploads/`: its objects are not validated, and nothing serves them.
        resources: [`${bucketArn}/profiles/*`],
        conditions: { StringEquals: { 'AWS:SourceArn': distributionArn } },
      }),
    );
  }
  return document;
}

/** Denies presigned requests that were signed too long ago. In a role's own policy it has no principals. */
export function staleSignatures(
  actions: string[],
  resources: string[],
  principals?: IPrincipal[],
): PolicyStatement {
  return new PolicyStatement({
    sid: 'ProfileImagesStaleSignatures',
    effect: Effect.DENY,
    ...(principals && { principals }),
    actions,
    resources,
    conditions: {
      // Only presigned requests: one with its signature in a header expires by itself after 15 minutes.
      StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
      NumericGreaterThan: { 's3:signatureAge': String(MAX_SIGNATURE_AGE) },
    },
  });
}
