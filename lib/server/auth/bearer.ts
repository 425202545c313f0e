// Calls by other clients: a token of the identity provider in the Authorization header (RFC 6750, section 2.1).
import 'server-only';
import { env } from '@/lib/server/env';
import { ProfileError } from '@/lib/server/profile/errors';
import type { Caller } from '@/lib/server/profile/model';
import { type TokenVerifier, tokenVerifier } from './token-verifier';

/** Longer than any token that fits its purpose; what is longer is not even parsed. In characters. */
const MAX_LENGTH = 8192;

/**
 * The token of an Authorization header; null for another scheme.
 * @throws ProfileError `invalid_token` for what cannot be one
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
 * Whose token it is.
 * @throws ProfileError `invalid_token`, whatever the token is, where no identity provider is set
 * @throws UnavailableError while the provider's keys cannot be had
 */
export async function bearerCaller(token: string): Promise<Caller> {
  const { oidc } = env();
  if (!oidc) throw new ProfileError('invalid_token', 'Bearer tokens are not taken here');
  verify ??= tokenVerifier(oidc);
  return verify(token);
}
