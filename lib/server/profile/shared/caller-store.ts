// The store bound to one caller. Use cases of a caller run on this store, so none can forget to check whether the caller has been
// signed out: reading the caller checks it, and each write to the caller requires it.

import type { UserRecord } from '@/lib/server/profile/domain/model';
import type { ProfileStore } from '@/lib/server/profile/ports';
import type { Caller } from '@/lib/server/shared/caller';
import type { Clock } from '@/lib/server/shared/clock';
import { ProfileError } from '@/lib/server/shared/errors';

/** Wraps the store. It throws `unauthenticated` or `invalid_token` once the sign-in of `caller` is no longer valid. */
export function callerStore(
  store: ProfileStore,
  caller: Caller,
  clock: Pick<Clock, 'now'>,
): ProfileStore {
  return {
    ...store,
    async readUser(userId) {
      const user = await store.readUser(userId);
      if (user) requireSignedIn(user, caller, clock.now().getTime());
      return user;
    },
    commit: ({ user, ...change }) =>
      store.commit({
        ...change,
        ...(user && { user: { ...user, ifSignedInAt: caller.signedInAt } }),
      }),
  };
}

function requireSignedIn(user: UserRecord, caller: Caller, now: number): void {
  const { kind, signedInAt } = caller;
  if (signedInAt >= user.sessionsValidFrom && !isOfAnother(user, caller, now)) return;
  throw kind === 'session'
    ? new ProfileError('unauthenticated', 'You have been signed out everywhere: sign in again')
    : new ProfileError('invalid_token', 'The token is from before its user was signed out');
}

/**
 * True for a session that is older than its user: the previous user of this id was erased, and a new one has signed in. Tokens are
 * issued before the user is created. A time written by another program may be invalid or in the future.
 */
function isOfAnother(
  { createdAt }: UserRecord,
  { kind, signedInAt }: Caller,
  now: number,
): boolean {
  const made = Date.parse(createdAt);
  return kind === 'session' && made <= now && signedInAt < made;
}

/** Resolves with the answer, or null if the caller has been signed out: pages then redirect to the sign-in page. */
export async function nullIfSignedOut<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    if (error.code === 'unauthenticated' || error.code === 'invalid_token') return null;
    throw error;
  }
}
