// An OIDC identity provider of the account, for roles that are assumed with a token instead of a key.
import { Stack } from 'aws-cdk-lib';
import { CfnOIDCProvider, FederatedPrincipal, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

interface TokenTrust {
  /** The issuer without its scheme: `oidc.vercel.com/acme`. */
  issuer: string;
  audience: string;
  /** The subjects that may assume the role, compared exactly. */
  subjects: string[];
  /** `create`, `existing`, or an ARN. An account has one provider per issuer: one stack creates it, the others use it. */
  provider: string;
}

/** The principal: a token of the issuer, for this audience, with one of these subjects. */
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
