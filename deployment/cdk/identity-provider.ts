// An identity provider of the account, for roles that are assumed by a token in place of a key.
import { Stack } from 'aws-cdk-lib';
import { CfnOIDCProvider, FederatedPrincipal, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

interface TokenTrust {
  /** Without its scheme: `oidc.vercel.com/acme`. */
  issuer: string;
  audience: string;
  /** The subjects that may assume the role, each as a whole. */
  subjects: string[];
  /** `create`, `existing`, or an ARN. IAM takes one provider for each issuer in an account: one stack makes it, the others use it. */
  provider: string;
}

/** Whoever holds a token of the issuer, for this audience, about one of these subjects. */
export function tokenHolder(
  scope: Construct,
  id: string,
  { issuer, audience, subjects, provider }: TokenTrust,
): IPrincipal {
  const { partition, account } = Stack.of(scope);
  return new FederatedPrincipal(
    providerArn(),
    { StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subjects } },
    'sts:AssumeRoleWithWebIdentity',
  );

  function providerArn(): string {
    if (provider === 'existing') {
      return `arn:${partition}:iam::${account}:oidc-provider/${issuer}`;
    }
    if (provider !== 'create') return provider;
    const props = { url: `https://${issuer}`, clientIdList: [audience] };
    return new CfnOIDCProvider(scope, id, props).attrArn;
  }
}
