// Builds the profile as the API returns it, with freshly signed URLs. Only the shown image is included.

import type { UserRecord } from '@/lib/server/profile/domain/model';
import type { UserPorts } from '@/lib/server/profile/ports';
import { pickPerson } from '@/lib/shared/person-fields';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import { variantLinks } from './variant-links';

/** The profile in the form of `GET /api/profile`. An image that is not validated is not included. */
export async function profileView(
  ports: Pick<UserPorts, 'signer' | 'log'>,
  user: UserRecord,
): Promise<ProfileResponse> {
  const { userId, images } = user;
  const shown = images.shown?.processed ? { ...images.shown, ...images.shown.processed } : null;
  const [url, variants] = await Promise.all([
    shown && ports.signer.presignGet(shown.key, shown.contentType),
    variantLinks(ports.signer, shown?.variants ?? []),
  ]);
  if (shown) ports.log.info({ userId }, `Generated presigned GET URL for user ${userId}`);
  return {
    userId,
    email: user.email,
    ...pickPerson(user),
    profileImageKey: shown?.key ?? null,
    profileImageUrl: url,
    profileImageUrlExpiresIn: shown && URL_LIFETIME_SECONDS,
    profileImageUpdatedAt: shown?.updatedAt ?? null,
    profileImageContentType: shown?.contentType ?? null,
    profileImageFileName: shown?.fileName ?? null,
    profileImageVariants: variants,
    profileImagePlaceholder: shown?.placeholder ?? null,
    profileImageFramed: shown?.isFramed ?? false,
    ...imageStatus(images),
    profileImageLink: linkView(images),
    createdAt: user.createdAt,
  };
}

/** The link of a user as the API returns it; null while it is off. */
export function linkView({ link }: UserRecord['images']): ProfileResponse['profileImageLink'] {
  return link && { url: link.url, audience: link.audience };
}

function imageStatus({
  shown,
  request,
}: UserRecord['images']): Pick<ProfileResponse, 'profileImageStatus' | 'profileImagePending'> {
  if (request) {
    return {
      profileImageStatus: request.state,
      profileImagePending: { key: request.key, reason: request.reason },
    };
  }
  if (shown && !shown.processed) {
    return {
      profileImageStatus: 'pending',
      profileImagePending: { key: shown.key, reason: null },
    };
  }
  return { profileImageStatus: shown ? 'shown' : 'none', profileImagePending: null };
}
