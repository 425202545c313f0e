// Sign-in with the identity provider: any OpenID Connect provider, such as Amazon Cognito.

import type { OAuthConfig } from 'next-auth/providers/oauth';
import { personOf } from '@/lib/server/profile/use-cases/register-user';
import { OIDC_PROVIDER_ID } from '@/lib/shared/sign-in-providers';
import { parseSubject } from './subject';

interface ProviderClaims extends Record<string, unknown> {
  sub: string;
}

/**
 * The next-auth provider with the id `oidc`: authorization code flow with PKCE, state and nonce. ID tokens must be signed with
 * RS256, which every provider supports (OpenID Connect Core 1.0, section 15.1).
 */
export function oidcProvider({
  issuer,
  clientId,
  clientSecret,
  timeout,
}: {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** How long the provider may take to answer a request, in milliseconds. */
  timeout: number;
}): OAuthConfig<ProviderClaims> {
  return {
    id: OIDC_PROVIDER_ID,
    name: 'OpenID Connect',
    type: 'oauth',
    issuer,
    wellKnown: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    authorization: { params: { scope: 'openid email profile' } },
    checks: ['pkce', 'state', 'nonce'],
    idToken: true,
    httpOptions: { timeout },
    userinfo: {
      async request({ tokens, client }) {
        const claims = claimsOf(tokens.id_token);
        if (hasNameAndEmail(claims) || !client.issuer.metadata.userinfo_endpoint) return claims;
        // Some providers omit the name from the ID token. If userinfo fails, signing in works without a name.
        const more = await client.userinfo(tokens.access_token ?? '').catch(() => undefined);
        // Core 1.0, section 5.3.2: claims of a different subject must not be used.
        return more?.sub === claims.sub ? { ...more, ...claims } : claims;
      },
    },
    profile(claims) {
      // next-auth would convert any value to a string: an array of two ids would become a third user.
      const id = parseSubject(claims.sub);
      if (id === null) throw new TypeError('The ID token has no valid subject');
      const { nombre, apellido, email } = personOf({ ...claims, userId: id });
      return { id, email, name: `${nombre} ${apellido}`.trim() };
    },
  };
}

/** The claims of a verified ID token. */
function claimsOf(idToken: string | undefined): ProviderClaims {
  const [, payload = ''] = (idToken ?? '').split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

function hasNameAndEmail({ email, given_name, name }: ProviderClaims): boolean {
  return email !== undefined && (given_name !== undefined || name !== undefined);
}
