// Verifies access and ID tokens of the identity provider with its published keys.
// OpenID Connect Core 1.0, section 3.1.3.7; RFC 9068, section 4; RFC 8725; for Cognito:
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { isLoopback } from '@/lib/server/env';
import type { Caller } from '@/lib/server/shared/caller';
import { ProfileError, UnavailableError } from '@/lib/server/shared/errors';
import { parseSubject } from './subject';

/** Only asymmetric algorithms: with HMAC, an attacker could use the public key as the secret. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** Accepted `typ` values. A logout token, signed by the same key, does not authenticate (RFC 9068, section 4). */
const TYPES = new Set(['jwt', 'at+jwt', 'application/at+jwt']);
/** Clock tolerance, in seconds. */
const TOLERANCE = 30;
/** Minimum time between two key requests caused by unknown key ids, in ms. */
const COOLDOWN = 30_000;
/** How long a failed request is not repeated, in ms; callers get the same failure. */
const FAILURE_LIFETIME = 2000;
/** How long keys are cached, in ms, so that a withdrawn key becomes invalid. */
const KEYS_LIFETIME = 10 * 60_000;

interface TrustedIssuer {
  /** Exactly as in the `iss` claim. */
  issuer: string;
  /** One of these must be in `aud` or, without `aud`, be the `client_id`. */
  audiences: string[];
  /** How long the provider may take to answer a request, in milliseconds. */
  timeout: number;
}

export type TokenVerifier = (token: string) => Promise<Caller>;

/**
 * Creates a verifier for one issuer. It discovers the keys by the issuer's metadata on the first token.
 * @returns a function that rejects with ProfileError `invalid_token`, or UnavailableError while the keys are unavailable
 */
export function tokenVerifier(
  { issuer, audiences, timeout }: TrustedIssuer,
  { cooldown = COOLDOWN, failureLifetime = FAILURE_LIFETIME } = {},
): TokenVerifier {
  const fetchFromIssuer = fetchCachingFailures(failureLifetime);
  let keys: Promise<JWTVerifyGetKey> | undefined;

  async function keySet(): Promise<JWTVerifyGetKey> {
    try {
      return createRemoteJWKSet(await findKeys(issuer, fetchFromIssuer, timeout), {
        timeoutDuration: timeout,
        cooldownDuration: cooldown,
        cacheMaxAge: KEYS_LIFETIME,
        [customFetch]: fetchFromIssuer,
      });
    } catch (error) {
      keys = undefined;
      throw error;
    }
  }

  const findKey: JWTVerifyGetKey = async (header, token) => {
    try {
      keys ??= keySet();
      return await (await keys)(header, token);
    } catch (error) {
      throw isNoSuchKey(error) ? error : keysUnavailable(error);
    }
  };

  async function verify(token: string): Promise<JWTPayload> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, findKey, {
        algorithms: ALGORITHMS,
        issuer,
        clockTolerance: TOLERANCE,
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      if (!TYPES.has((protectedHeader.typ ?? 'JWT').toLowerCase())) throw refused('its type');
      return payload;
    } catch (error) {
      if (error instanceof ProfileError) throw error;
      throw refused('its signature or its claims', error);
    }
  }

  return async (token) => {
    const payload = await verify(token);
    const { iat = Number.NaN, azp, token_use: use } = payload;
    const userId = parseSubject(payload.sub);
    if (userId === null) throw refused('its subject');
    if (!isForThisApp(payload, audiences)) throw refused('its audience');
    // With several audiences, `azp` is the one it was issued to (OpenID Connect Core 1.0, section 2).
    if (azp !== undefined && !isOneOf(audiences, azp)) throw refused('its authorized party');
    if (use !== undefined && use !== 'access' && use !== 'id') throw refused('its use');
    // A security event token (RFC 8417), such as a logout token of a provider that does not set `typ`.
    if ('events' in payload) throw refused('its use');
    if (!isTime(iat)) throw refused('the time it was issued at');
    return { userId, kind: 'bearer', signedInAt: Math.floor(iat) * 1000 };
  };
}

/** Checks a Unix time in seconds: in this century, not in the future. Signers may write any number, which we store and compare. */
function isTime(seconds: number): boolean {
  return seconds > 1e9 && seconds <= Date.now() / 1000 + TOLERANCE;
}

function isOneOf(texts: string[], value: unknown): boolean {
  return typeof value === 'string' && texts.includes(value);
}

/** Cognito's access tokens have a `client_id` and no `aud`. If there is an `aud`, only that counts. */
function isForThisApp({ aud, client_id }: JWTPayload, audiences: string[]): boolean {
  const named = aud === undefined ? [client_id] : [aud].flat();
  return named.some((one) => isOneOf(audiences, one));
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Wraps fetch: after a failure it throws the same error for a while, so that not every invalid token causes a request. */
function fetchCachingFailures(failureLifetime: number): Fetch {
  let failed = { until: 0, error: undefined as unknown };
  return async (url, init) => {
    if (Date.now() < failed.until) throw failed.error;
    try {
      const response = await fetch(url, init);
      if (response.status === 200) return response;
      throw new Error(`The issuer answered ${response.status}`);
    } catch (error) {
      failed = { until: Date.now() + failureLifetime, error };
      throw error;
    }
  };
}

/** Discovers the key set URL of the issuer (OpenID Connect Discovery 1.0, section 4). */
async function findKeys(issuer: string, fetchFromIssuer: Fetch, timeout: number): Promise<URL> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetchFromIssuer(address, {
    redirect: 'error',
    signal: AbortSignal.timeout(timeout),
    headers: { accept: 'application/json' },
  });
  const found: { issuer?: unknown; jwks_uri?: unknown } = await response.json();
  if (found.issuer !== issuer) throw new Error('The metadata is of another issuer');
  const keys = new URL(String(found.jwks_uri));
  if (keys.protocol !== 'https:' && !isLoopback(keys.href)) {
    throw new Error('The keys are not published by https');
  }
  return keys;
}

/** True if the keys are known and none matches the token; false if the keys are unavailable. */
function isNoSuchKey(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

function refused(what: string, cause?: unknown): ProfileError {
  return new ProfileError('invalid_token', `The token was refused for ${what}`, { cause });
}

function keysUnavailable(cause: unknown): UnavailableError {
  return new UnavailableError('The keys of the identity provider are unavailable', cause, 5);
}
