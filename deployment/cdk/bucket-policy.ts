// What the bucket's own policy says, for a bucket made here and for one that others use.
import {
  AnyPrincipal,
  ArnPrincipal,
  Effect,
  type IPrincipal,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';

/** The longest that a presigned request may be on its way, in milliseconds: the unit of `s3:signatureAge`. */
export const MAX_SIGNATURE_AGE = 10 * 60 * 1000;

interface BucketPolicyOf {
  bucketArn: string;
  /** Whom the denials are about: null for everybody, which is right only where the bucket is ours alone. */
  roleArns: string[] | null;
  /** The distribution that may read the proven images. */
  distributionArn: string | undefined;
}

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
        // Not `uploads/`: nothing there has been proven, and nothing serves it.
        resources: [`${bucketArn}/profiles/*`],
        conditions: { StringEquals: { 'AWS:SourceArn': distributionArn } },
      }),
    );
  }
  return document;
}

/** The denial of presigned requests signed too long ago. In a role's own policy it takes no principals. */
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
      // Presigned ones alone: a request with its signature in a header dies of age by itself, after 15 minutes.
      StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
      NumericGreaterThan: { 's3:signatureAge': String(MAX_SIGNATURE_AGE) },
    },
  });
}
