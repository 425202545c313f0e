// AWS credentials of this process: an assumed role wherever possible, instead of long-lived access keys.
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { AwsCredentialIdentity } from '@smithy/types';

/** The `credentials` option of a client; undefined selects the SDK's default chain. */
export type Credentials = S3ClientConfig['credentials'];

export interface Host {
  /** True on Vercel. */
  vercel: boolean;
  /** The role to assume on Vercel. */
  roleArn: string | undefined;
}

/**
 * On Vercel, assumes the role with Vercel's OIDC token. Elsewhere the SDK's default chain finds the role of Amplify compute, of the
 * task or of the machine, or the access keys of a laptop.
 * https://vercel.com/docs/oidc/aws
 */
export function credentialsOf({ vercel, roleArn }: Host, region: string): Credentials {
  if (!vercel || roleArn === undefined) return undefined;
  let provider: Promise<() => Promise<AwsCredentialIdentity>> | undefined;
  return async () => {
    provider ??= loadProvider(roleArn, region);
    return (await provider)();
  };
}

/** Loads the library where it is used: loading it takes more CPU time than all other modules of a small route. */
async function loadProvider(roleArn: string, region: string) {
  const { awsCredentialsProvider } = await import('@vercel/oidc-aws-credentials-provider');
  return awsCredentialsProvider({
    roleArn,
    roleSessionName: 'polizalab-profile',
    // By default STS would be called in the region of the Vercel function.
    clientConfig: { region },
  });
}
