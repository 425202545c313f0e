// The settings of a bucket as S3 returns them. A proxy answers these requests, since the local S3 has no such settings.
import type { ProxiedRequest, ProxyAnswer } from './fixtures';

const HEADERS = {
  'content-type': 'application/xml',
  // S3 returns it with the lifecycle rules.
  'x-amz-transition-default-minimum-object-size': 'varies_by_storage_class',
};

/** A policy statement without effect on the app. */
export const TLS12 = {
  Sid: 'Tls12',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: '*',
  Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
};

/** The responses of a healthy bucket, by the query parameter of the request. */
const HEALTHY: Record<string, string> = {
  ownershipControls:
    '<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>',
  publicAccessBlock: accessBlock('true', 'true'),
  acl: acl(),
  encryption:
    '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
  lifecycle: lifecycle(uploadsRule()),
  versioning: '<VersioningConfiguration/>',
  'object-lock': error('ObjectLockConfigurationNotFoundError'),
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Tls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      TLS12,
      {
        Sid: 'Age',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: '*',
        Condition: { NumericGreaterThan: { 's3:signatureAge': '600000' } },
      },
    ],
  }),
  notification:
    '<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>',
  policyStatus: '<PolicyStatus><IsPublic>false</IsPublic></PolicyStatus>',
};

/** The response for the public access block. */
export function accessBlock(acls: string, others: string): string {
  return `<PublicAccessBlockConfiguration><BlockPublicAcls>${acls}</BlockPublicAcls><IgnorePublicAcls>${others}</IgnorePublicAcls><BlockPublicPolicy>${others}</BlockPublicPolicy><RestrictPublicBuckets>${others}</RestrictPublicBuckets></PublicAccessBlockConfiguration>`;
}

/** The response for the ACL. @param group the group that may read, if any */
export function acl(group?: string): string {
  const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  const grant = group
    ? `<Grant><Grantee ${xsi} xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/${group}</URI></Grantee><Permission>READ</Permission></Grant>`
    : '';
  return `<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList>${grant}</AccessControlList></AccessControlPolicy>`;
}

/** The response for the lifecycle rules. */
export function lifecycle(...rules: string[]): string {
  return `<LifecycleConfiguration>${rules.map((rule) => `<Rule>${rule}</Rule>`).join('')}</LifecycleConfiguration>`;
}

/** The rule that the stack deploys. */
export function uploadsRule(days = 1, status = 'Enabled'): string {
  return `<ID>profile-image-uploads</ID><Status>${status}</Status><Filter><Prefix>uploads/</Prefix></Filter><Expiration><Days>${days}</Days></Expiration>`;
}

/** An error response. */
export function error(code: string): string {
  return `<Error><Code>${code}</Code><Message>as the test says</Message></Error>`;
}

/** Answers requests for the settings of a healthy bucket, with the responses in `changed` instead. */
export function settings(changed: Record<string, string> = {}) {
  return ({ method, url }: ProxiedRequest): ProxyAnswer | undefined => {
    if (method !== 'GET') return undefined;
    const name = Object.keys(HEALTHY).find((one) => url.searchParams.has(one));
    const body = name && (changed[name] ?? HEALTHY[name]);
    if (body === undefined || body === '') return undefined;
    const status = !body.startsWith('<Error>') ? 200 : body.includes('AccessDenied') ? 403 : 404;
    return { status, headers: HEADERS, body };
  };
}
