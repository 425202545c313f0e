// Signing in at the identity provider: any that speaks OpenID Connect, Amazon Cognito among them.

import type { OAuthConfig } from 'next-auth/providers/oauth';
import { personOf } from '@/lib/server/profile/register-user';
import { OIDC_PROVIDER_ID } from '@/lib/shared/sign-in-providers';
import { parseSubject } from './subject';

interface ProviderClaims extends Record<string, unknown> {
  sub: string;
}

/** How long the provider may take to answer, in ms. */
const TIMEOUT = 5000;

/**
 * The provider, by the id `oidc`: authorization code flow with PKCE, state and nonce. Its ID tokens are signed by RS256, which
 * every provider has (OpenID Connect Core 1.0, section 15.1).
 */
export function oidcProvider({
  issuer,
  clientId,
  clientSecret,
}: {
  issuer: string;
  clientId: string;
  clientSecret: string;
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
    httpOptions: { timeout: TIMEOUT },
    userinfo: {
      async request({ tokens, client }) {
        const claims = claimsOf(tokens.id_token);
        if (tellsWho(claims) || !client.issuer.metadata.userinfo_endpoint) return claims;
        // Not every provider puts a person's name into the ID token. Without it one can sign in all the same.
        const more = await client.userinfo(tokens.access_token ?? '').catch(() => undefined);
        // Core 1.0, section 5.3.2: what is said of another subject is not to be used.
        return more?.sub === claims.sub ? { ...more, ...claims } : claims;
      },
    },
    profile(claims) {
      // next-auth would make text of whatever this is: a list of two would be a third person.
      const id = parseSubject(claims.sub);
      if (id === null) throw new TypeError('The ID token has no valid subject');
      const { nombre, apellido, email } = personOf({ ...claims, userId: id });
      return { id, email, name: `${nombre} ${apellido}`.trim() };
    },
  };
}

/** The claims of an ID token that has been verified. */
function claimsOf(idToken: string | undefined): ProviderClaims {
  const [, payload = ''] = (idToken ?? '').split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

function tellsWho({ email, given_name, name }: ProviderClaims): boolean {
  return email !== undefined && (given_name !== undefined || name !== undefined);
}
