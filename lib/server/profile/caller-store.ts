// The store as one caller may use it. Every use case that a caller asks for runs on this one, so none can forget to look
// whether the caller has been signed out: a read of their user tells, and a write to it requires that they have not.
import { ProfileError } from './errors';
import type { Caller, UserRecord } from './model';
import type { Clock, ProfileStore } from './ports';

/** The store, which throws `unauthenticated` or `invalid_token` once the sign-in behind `caller` counts no more. */
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
 * True for a session from before its user was made: one who was erased, and has signed in anew, is somebody else. Tokens are
 * issued before the user is made. What another writer put as the time may be none, or one to come.
 */
function isOfAnother(
  { createdAt }: UserRecord,
  { kind, signedInAt }: Caller,
  now: number,
): boolean {
  const made = Date.parse(createdAt);
  return kind === 'session' && made <= now && signedInAt < made;
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
