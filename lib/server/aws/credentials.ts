// Who this process is to AWS. No key of long life anywhere: a role is assumed wherever one can be.
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { awsCredentialsProvider } from '@vercel/oidc-aws-credentials-provider';

/** What a client takes as `credentials`; undefined leaves it to the SDK's default chain. */
export type Credentials = S3ClientConfig['credentials'];

export interface Host {
  /** True where Vercel runs us. */
  vercel: boolean;
  /** The role to assume there. */
  roleArn: string | undefined;
}

/**
 * On Vercel, the role, by the token that Vercel gives each function. Anywhere else the SDK's default chain finds Amplify's
 * compute role, a task's or a machine's role, or the keys of a laptop.
 * https://vercel.com/docs/oidc/aws
 */
export function credentialsOf({ vercel, roleArn }: Host, region: string): Credentials {
  if (!vercel || roleArn === undefined) return undefined;
  return awsCredentialsProvider({
    roleArn,
    roleSessionName: 'polizalab-profile',
    // Left out, STS would be asked in the region that Vercel presets, which is where its function runs.
    clientConfig: { region },
  });
}
