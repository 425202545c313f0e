// DELETE /api/profile/image: removes the photo from the profile. It can be restored for a while.

import type { Names, UserRecord } from '@/lib/server/profile/domain/model';
import { remove } from '@/lib/server/profile/domain/photo-steps';
import { rename } from '@/lib/server/profile/domain/user-row';
import type { UserPorts } from '@/lib/server/profile/ports';
import { shownRecord } from '@/lib/server/profile/shared/follow-other-writers';
import { momentOf } from '@/lib/server/profile/shared/moment';
import { profileView } from '@/lib/server/profile/shared/profile-view';
import { transact } from '@/lib/server/profile/shared/transact';
import type { Actor } from '@/lib/server/shared/caller';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

/**
 * Removes the photo and supersedes a pending request. Without either it changes nothing.
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function removeImage(
  ports: UserPorts,
  userId: string,
  actor: Actor,
): Promise<ProfileResponse> {
  const user = await removeShown(ports, userId, actor);
  ports.log.info({ userId }, `Profile updated for user ${userId}: ['profileImageKey']`);
  return profileView(ports, user);
}

/**
 * Removes the photo and changes the names in one transaction.
 * @returns the user after the change
 */
export async function removeShown(
  ports: UserPorts,
  userId: string,
  actor: Actor,
  names?: Partial<Names>,
): Promise<UserRecord> {
  return transact(ports, userId, actor, async (user) => {
    const { shown, request } = user.images;
    if (!shown && !request) return names ? rename(userId, names) : null;
    const record = await shownRecord(ports.store, user);
    return remove(user, record, momentOf(ports, actor), names);
  });
}
