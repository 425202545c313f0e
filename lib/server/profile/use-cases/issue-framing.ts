// POST /api/profile/image/framing: presigns the upload of the source picture of an image.
import { issueFraming as issue } from '@/lib/server/profile/domain/framing-steps';
import { isLeased, isViewable } from '@/lib/server/profile/domain/image-states';
import type { Framing } from '@/lib/server/profile/domain/model';
import {
  framingKey,
  framingUploadKey,
  imageIdOfKey,
} from '@/lib/server/profile/domain/object-keys';
import type { UserPorts } from '@/lib/server/profile/ports';
import { transact } from '@/lib/server/profile/shared/transact';
import type { Actor } from '@/lib/server/shared/caller';
import { unixTime } from '@/lib/server/shared/clock';
import { ProfileError, UnavailableError } from '@/lib/server/shared/errors';
import type { IssueFramingRequest, IssueFramingResponse } from '@/lib/shared/framing-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';

/**
 * Presigns a PUT of the picture, and records the request with the image, which must be shown or kept and issued by this app. The upload
 * can be requested again until the picture is stored.
 * @throws ProfileError `user_not_found`, `image_not_found`, `already_framed`
 * @throws UnavailableError
 */
export async function issueFraming(
  ports: UserPorts,
  userId: string,
  asked: IssueFramingRequest,
  actor: Actor,
): Promise<IssueFramingResponse> {
  const imageId = imageIdOfKey(userId, asked.key);
  const name = { userId, imageId };
  const { contentType, fileSize: size, checksumSha256: sha256, width, height, crop } = asked;
  const uploadKey = framingUploadKey(name);
  const { url, headers } = await ports.signer.presignPut({
    key: uploadKey,
    contentType,
    size,
    sha256,
  });
  const declared = { key: framingKey(name), uploadKey, contentType, size, sha256 };

  await transact(ports, userId, actor, async () => {
    const image = await ports.store.readImage(userId, imageId);
    const isFound = image?.key === asked.key && isViewable(image);
    if (!isFound || image.uploadKey === null) throw new ProfileError('image_not_found');
    if (image.framing?.isStored) throw new ProfileError('already_framed');
    const now = unixTime(ports.clock);
    if (isLeased(image, now * 1000))
      throw new UnavailableError('Another process is working on the image');
    const framing: Framing = {
      ...declared,
      ...{ width, height, crop },
      issuedAt: now,
      isStored: false,
    };
    return issue(image, framing, now);
  });
  return { presignedUrl: url, expiresIn: URL_LIFETIME_SECONDS, headers };
}
