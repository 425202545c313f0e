// DELETE /api/profile/image?key=...: withdraws an upload of the caller. The shown photo stays.

import { imageIdOfKey } from '@/lib/server/profile/domain/object-keys';
import { supersede } from '@/lib/server/profile/domain/upload-steps';
import type { UserPorts } from '@/lib/server/profile/ports';
import { momentOf } from '@/lib/server/profile/shared/moment';
import { profileView } from '@/lib/server/profile/shared/profile-view';
import { transact } from '@/lib/server/profile/shared/transact';
import type { Actor } from '@/lib/server/shared/caller';
import { ProfileError } from '@/lib/server/shared/errors';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

/**
 * Withdraws an upload, so that it is never shown, even if its bytes are already in S3. An upload that has already been processed
 * is not changed.
 * @throws ProfileError `user_not_found`, `image_not_found`
 * @throws UnavailableError
 */
export async function withdrawUpload(
  ports: UserPorts,
  userId: string,
  key: string,
  actor: Actor,
): Promise<ProfileResponse> {
  const after = await transact(ports, userId, actor, async (user) => {
    const image = await ports.store.readImage(userId, imageIdOfKey(userId, key));
    if (image?.key !== key) throw new ProfileError('image_not_found');
    if (image.state !== 'issued') return null;
    // A process that is working on it loses its lease, and shows nothing.
    return supersede(user, image, momentOf(ports, actor));
  });
  return profileView(ports, after);
}
