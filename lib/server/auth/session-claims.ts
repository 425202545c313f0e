// What stands in a session of ours, so that nothing else can be taken for one: not a cookie of next-auth's own (they hold a
// state, a nonce or a verifier), and not a session whose beginning has been forgotten.
import type { Caller } from '@/lib/server/profile/model';
import { parseSubject } from './subject';

/** A session ends this long after its sign-in, in seconds. Renewing it does not change that. */
export const SESSION_SECONDS = 12 * 60 * 60;

export interface SessionClaims {
  sub: string;
  typ: 'session';
  /** Unix time in milliseconds of the sign-in. next-auth sets `iat` anew at each renewal; this it leaves alone. */
  at: number;
}

/** @param at Unix time in milliseconds */
export function sessionClaims(sub: string, at: number): SessionClaims {
  return { sub, typ: 'session', at };
}

/**
 * Whose session a decrypted token is; null if it is none, or its time is over.
 * @param now Unix time in milliseconds
 */
export function readSessionClaims(
  { sub, typ, at }: Record<string, unknown>,
  now: number,
): Caller | null {
  const userId = parseSubject(sub);
  if (userId === null || typ !== 'session' || typeof at !== 'number') return null;
  const age = now - at;
  // A clock of another of our machines may be a little ahead; NaN is never within.
  const counts = age > -60_000 && age < SESSION_SECONDS * 1000;
  return counts ? { userId, kind: 'session', signedInAt: at } : null;
}
