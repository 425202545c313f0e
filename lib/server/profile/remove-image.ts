// DELETE /api/profile/image: removes the photo from the profile. It can be restored for a while.

import type { Actor } from '@/lib/server/shared/caller';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { changing, momentOf } from './circumstances';
import { findUser } from './find-user';
import { shownRecord } from './follow-row';
import { remove, rename } from './image-life';
import type { Names } from './model';
import type { Ports } from './ports';
import { profileView } from './profile-view';

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
