// The ids of the sign-in providers, as next-auth has them in its addresses: /api/auth/callback/{id}.

/** The deployment's OpenID Connect provider. */
export const OIDC_PROVIDER_ID = 'oidc';

/** Demo agents with a password, on a developer's machine only. */
export const CREDENTIALS_PROVIDER_ID = 'credentials';
