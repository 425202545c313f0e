// GET /api/profile/image/framing: the source picture of the shown image, and its crop.
import type { UserPorts } from '@/lib/server/profile/ports';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { shownRecord } from '@/lib/server/profile/shared/follow-other-writers';
import { framingLink } from '@/lib/server/profile/shared/framing-link';
import type { Actor } from '@/lib/server/shared/caller';
import { ProfileError } from '@/lib/server/shared/errors';
import type { FramingResponse } from '@/lib/shared/framing-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';

/**
 * Returns a presigned URL of the picture, its content type, and the crop.
 * @throws ProfileError `user_not_found`; `image_not_found` if no photo is shown, or its picture is not stored
 * @throws UnavailableError
 */
export async function getFraming(
  ports: UserPorts,
  userId: string,
  actor: Actor,
): Promise<FramingResponse> {
  const user = await findUser(ports, userId, actor);
  const image = await shownRecord(ports.store, user);
  if (!image?.framing?.isStored) throw new ProfileError('image_not_found');
  const { contentType, crop } = image.framing;
  return {
    key: image.key,
    url: await framingLink(ports.signer, image.framing),
    expiresIn: URL_LIFETIME_SECONDS,
    contentType,
    crop,
  };
}
