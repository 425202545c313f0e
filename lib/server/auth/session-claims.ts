// The claims of a session cookie. They distinguish it from next-auth's other cookies (state, nonce, verifier), and from a session
// without a start time.
import type { Caller } from '@/lib/server/shared/caller';
import { parseSubject } from './subject';

/** Maximum age of a session since its sign-in, in seconds. Renewals do not extend it. */
export const SESSION_SECONDS = 12 * 60 * 60;

interface SessionClaims {
  sub: string;
  typ: 'session';
  /** Unix time in milliseconds of the sign-in. Unlike `iat`, which next-auth resets at each renewal, it stays. */
  at: number;
}

/** @param at Unix time in milliseconds */
export function sessionClaims(sub: string, at: number): SessionClaims {
  return { sub, typ: 'session', at };
}

/**
 * Reads the claims of a decrypted token; null if it is not a session or has expired.
 * @param now Unix time in milliseconds
 */
export function readSessionClaims(
  { sub, typ, at }: Record<string, unknown>,
  now: number,
): Caller | null {
  const userId = parseSubject(sub);
  if (userId === null || typ !== 'session' || typeof at !== 'number') return null;
  const age = now - at;
  // Tolerates clock skew between our servers; NaN fails both comparisons.
  const isCurrent = age > -60_000 && age < SESSION_SECONDS * 1000;
  return isCurrent ? { userId, kind: 'session', signedInAt: at } : null;
}
