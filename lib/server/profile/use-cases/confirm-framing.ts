// PUT /api/profile/image/framing: stores the source picture of an image, once it is uploaded.
import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import type { UserPorts } from '@/lib/server/profile/ports';
import { storeFraming } from '@/lib/server/profile/processing/store-framing';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { profileView } from '@/lib/server/profile/shared/profile-view';
import type { Actor } from '@/lib/server/shared/caller';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

/**
 * Stores the picture of one of the user's images, shown or kept. It does nothing if it is stored already.
 * @returns the profile; its photo may have changed since
 * @throws ProfileError `user_not_found`, `image_not_found`, `not_uploaded`
 * @throws UnavailableError
 */
export async function confirmFraming(
  ports: UserPorts,
  userId: string,
  key: string,
  actor: Actor,
): Promise<ProfileResponse> {
  await storeFramingOf(ports, userId, key, actor);
  return profileView(ports, await findUser(ports, userId, actor));
}

/**
 * Does the same as `confirmFraming`, but does not read the profile.
 * @throws ProfileError `user_not_found`, `image_not_found`, `not_uploaded`
 * @throws UnavailableError
 */
export async function storeFramingOf(
  ports: UserPorts,
  userId: string,
  key: string,
  actor: Actor,
): Promise<void> {
  await findUser(ports, userId, actor);
  const image = await ports.store.readImage(userId, imageIdOfKey(userId, key));
  await storeFraming(ports, image?.key === key ? image : null);
}
