// DELETE /api/profile/image?key=...: the caller does not want an upload any more that they asked for. What is shown stays.
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { changing, momentOf } from './circumstances';
import { ProfileError } from './errors';
import { findUser } from './find-user';
import { supersede } from './image-life';
import type { Actor } from './model';
import { imageIdOfKey } from './object-keys';
import type { Ports } from './ports';
import { profileView } from './profile-view';

/**
 * Sees to it that the upload is never shown, even if its bytes have reached S3 by now. One that has come to an end before,
 * shown or not, is left as it is.
 * @throws ProfileError `user_not_found`, `image_not_found`
 * @throws UnavailableError
 */
export async function withdrawUpload(
  ports: Ports,
  userId: string,
  key: string,
  actor: Actor,
): Promise<ProfileResponse> {
  await changing(ports, userId, async () => {
    const user = await findUser(ports, userId, actor);
    const image = await ports.store.readImage(userId, imageIdOfKey(userId, key));
    if (image?.key !== key) throw new ProfileError('image_not_found');
    if (image.state !== 'issued') return;
    // Whoever is proving it just now will find the lease gone, and write nothing that anyone is shown.
    await ports.store.commit(supersede(user, image, momentOf(ports, actor)));
  });
  return profileView(ports, await findUser(ports, userId, actor));
}
