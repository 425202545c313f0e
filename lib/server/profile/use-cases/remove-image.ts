// DELETE /api/profile/image: removes the photo from the profile. It can be restored for a while.

import type { Names } from '@/lib/server/profile/domain/model';
import { remove } from '@/lib/server/profile/domain/photo-steps';
import { rename } from '@/lib/server/profile/domain/user-row';
import type { Ports } from '@/lib/server/profile/ports';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { shownRecord } from '@/lib/server/profile/shared/follow-other-writers';
import { profileView } from '@/lib/server/profile/shared/profile-view';
import { changing, momentOf } from '@/lib/server/profile/shared/transact';
import type { Actor } from '@/lib/server/shared/caller';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

/**
 * Removes the photo and supersedes a pending request. Without either it changes nothing.
 * @throws ProfileError `user_not_found`
 * @throws UnavailableError
 */
export async function removeImage(
  ports: Ports,
  userId: string,
  actor: Actor,
): Promise<ProfileResponse> {
  await removeShown(ports, userId, actor);
  ports.log.info({ userId }, `Profile updated for user ${userId}: ['profileImageKey']`);
  return profileView(ports, await findUser(ports, userId, actor));
}

/** Removes the photo and changes the names in one transaction. */
export async function removeShown(
  ports: Ports,
  userId: string,
  actor: Actor,
  names?: Partial<Names>,
): Promise<void> {
  await changing(ports, userId, async () => {
    const user = await findUser(ports, userId, actor);
    const { shown, request } = user.images;
    if (shown || request) {
      const record = await shownRecord(ports.store, user);
      await ports.store.commit(remove(user, record, momentOf(ports, actor), names));
    } else if (names) {
      await ports.store.commit(rename(userId, names));
    }
  });
}
