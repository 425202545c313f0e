// The store as one caller may use it. Every use case that a caller asks for runs on this one, so none can forget to look
// whether the caller has been signed out: a read of their user tells, and a write to it requires that they have not.
import { ProfileError } from './errors';
import type { Caller, UserRecord } from './model';
import type { ProfileStore } from './ports';

/** The store, which throws `unauthenticated` or `invalid_token` once the sign-in behind `caller` counts no more. */
export function callerStore(store: ProfileStore, caller: Caller): ProfileStore {
  return {
    ...store,
    async readUser(userId) {
      const user = await store.readUser(userId);
      if (user) requireSignedIn(user, caller);
      return user;
    },
    commit: ({ user, ...change }) =>
      store.commit({
        ...change,
        ...(user && { user: { ...user, ifSignedInAt: caller.signedInAt } }),
      }),
  };
}

function requireSignedIn(user: UserRecord, { kind, signedInAt }: Caller): void {
  if (signedInAt >= user.sessionsValidFrom) return;
  throw kind === 'session'
    ? new ProfileError('unauthenticated', 'You have been signed out everywhere: sign in again')
    : new ProfileError('invalid_token', 'The token is from before its user was signed out');
}

/** The answer, or null where the caller has been signed out: for pages, which lead to signing in again. */
export async function nullIfSignedOut<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    if (error.code === 'unauthenticated' || error.code === 'invalid_token') return null;
    throw error;
  }
}
