// One change of a user: read, decide, commit; on a conflict again from the read.
import type { Change, UserRecord } from '@/lib/server/profile/domain/model';
import { userAfter } from '@/lib/server/profile/domain/user-row';
import type { UserPorts } from '@/lib/server/profile/ports';
import type { Actor } from '@/lib/server/shared/caller';
import { type FindingPorts, readCurrentUser } from './find-user';
import { keepInitials } from './keep-initials';
import { retryUnderLock } from './retry-on-conflict';

/**
 * Changes a user under their lock of this process.
 * @param decide returns the change, or null to change nothing; called again, with the user as read again, after a conflict
 * @returns the user after the change; it is not read again
 * @throws ProfileError `user_not_found`, and what `decide` throws
 * @throws UnavailableError
 */
export function transact(
  ports: FindingPorts & Pick<UserPorts, 'withUserLock'>,
  userId: string,
  actor: Actor,
  decide: (user: UserRecord) => Change | null | Promise<Change | null>,
): Promise<UserRecord> {
  return retryUnderLock(ports, userId, async () => {
    const user = await readCurrentUser(ports, userId, actor);
    const change = await keepInitials(ports, user, await decide(user));
    if (!change) return user;
    await ports.store.commit(change);
    return userAfter(user, change);
  });
}
