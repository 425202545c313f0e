// Bearer authentication of other clients, with tokens of the identity provider (RFC 6750, section 2.1).
import 'server-only';
import { env } from '@/lib/server/env';
import type { Caller } from '@/lib/server/shared/caller';
import { ProfileError } from '@/lib/server/shared/errors';
import { type TokenVerifier, tokenVerifier } from './token-verifier';

/** Maximum length of a token, in characters; longer ones are not parsed. */
const MAX_LENGTH = 8192;

/**
 * Extracts the token of an Authorization header; null for another scheme.
 * @throws ProfileError `invalid_token` if its syntax is invalid
 */
export function bearerToken(authorization: string): string | null {
  const [scheme = '', ...rest] = authorization.trim().split(/ +/);
  if (scheme.toLowerCase() !== 'bearer') return null;
  const [token = '', ...more] = rest;
  const isToken =
    more.length === 0 && token.length <= MAX_LENGTH && /^[A-Za-z0-9._~+/-]+=*$/.test(token);
  if (!isToken) throw new ProfileError('invalid_token', 'That is not a bearer token');
  return token;
}

let verify: TokenVerifier | undefined;

/**
 * Verifies a token and returns its caller.
 * @throws ProfileError `invalid_token`, for every token if no identity provider is configured
 * @throws UnavailableError while the provider's keys are unavailable
 */
export async function bearerCaller(token: string): Promise<Caller> {
  const { oidc, providerTimeout: timeout } = env();
  if (!oidc) throw new ProfileError('invalid_token', 'Bearer tokens are not accepted here');
  verify ??= tokenVerifier({ ...oidc, timeout });
  return verify(token);
}
