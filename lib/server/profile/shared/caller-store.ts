// The store of one caller. Use cases of a caller run on it, so none can forget to check whether the caller has been signed out:
// reading the caller checks it, and each write to the caller requires it. It answers for no other user.
import type { ImageRecord, UserRecord } from '@/lib/server/profile/domain/model';
import type { UserStore } from '@/lib/server/profile/ports';
import type { Caller } from '@/lib/server/shared/caller';
import type { Clock } from '@/lib/server/shared/clock';
import { ProfileError } from '@/lib/server/shared/errors';

interface CallerStore extends UserStore {
  /**
   * Reads the caller ahead, and an image of theirs: the next reads of them return these results. Changes are conditional on what was
   * read, so an outdated result only costs another try.
   * @throws ProfileError if the sign-in is no longer valid
   */
  readAhead(imageId?: string): Promise<void>;
}

/**
 * Binds a store to a caller. It throws `unauthenticated` or `invalid_token` once their sign-in is no longer valid, and an error
 * of the program for the id of another user.
 */
export function callerStore(
  store: UserStore,
  caller: Caller,
  clock: Pick<Clock, 'now'>,
): CallerStore {
  let ahead: { user: UserRecord | null } | undefined;
  let imageAhead: ImageRecord | null = null;

  function requireOwn(userId: string): void {
    if (userId !== caller.userId) throw new Error('The store of a caller cannot read another user');
  }
  async function read(): Promise<UserRecord | null> {
    const user = await store.readUser(caller.userId);
    if (user) requireSignedIn(user, caller, clock.now().getTime());
    return user;
  }
  return {
    async readAhead(imageId) {
      const image = imageId === undefined ? null : store.readImage(caller.userId, imageId);
      const results = await Promise.all([read(), image]);
      ahead = { user: results[0] };
      imageAhead = results[1];
    },
    async readUser(userId) {
      requireOwn(userId);
      const known = ahead;
      ahead = undefined;
      if (known) return known.user;
      imageAhead = null;
      return read();
    },
    async readImage(userId, imageId) {
      requireOwn(userId);
      const known = imageAhead;
      imageAhead = null;
      return known?.imageId === imageId ? known : store.readImage(userId, imageId);
    },
    async listImages(userId, ...page) {
      requireOwn(userId);
      return store.listImages(userId, ...page);
    },
    async listEvents(userId, now) {
      requireOwn(userId);
      return store.listEvents(userId, now);
    },
    async listEventsOf(images, ...page) {
      for (const { userId } of images) requireOwn(userId);
      return store.listEventsOf(images, ...page);
    },
    async commit({ user, ...change }) {
      requireOwn(change.userId);
      const ifSignedInAt = caller.signedInAt;
      return store.commit({ ...change, ...(user && { user: { ...user, ifSignedInAt } }) });
    },
  };
}

function requireSignedIn(user: UserRecord, caller: Caller, now: number): void {
  const { kind, signedInAt } = caller;
  if (signedInAt >= user.sessionsValidFrom && !isOfAnother(user, caller, now)) return;
  throw kind === 'session'
    ? new ProfileError('unauthenticated', 'You have been signed out everywhere: sign in again')
    : new ProfileError('invalid_token', 'The token was issued before its user was signed out');
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
