// POST /api/profile/image: presigns the upload of one image and records the request.

import { profileKey, uploadKey } from '@/lib/server/profile/domain/object-keys';
import { issue } from '@/lib/server/profile/domain/upload-steps';
import type { UserPorts } from '@/lib/server/profile/ports';
import { momentOf } from '@/lib/server/profile/shared/moment';
import { requireFewOpenUploads } from '@/lib/server/profile/shared/open-uploads';
import { transact } from '@/lib/server/profile/shared/transact';
import type { Actor } from '@/lib/server/shared/caller';
import { ProfileError } from '@/lib/server/shared/errors';
import type { IssueUploadRequest, IssueUploadResponse } from '@/lib/shared/profile-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';

/**
 * Presigns a PUT of one image, and writes its record, the event and the four attributes of the original API in one transaction.
 * @throws ProfileError `user_not_found`, `rate_limited`
 * @throws UnavailableError
 */
export async function issueUpload(
  ports: UserPorts,
  userId: string,
  asked: IssueUploadRequest,
  actor: Actor,
): Promise<IssueUploadResponse> {
  const imageId = ports.newId();
  const image = {
    imageId,
    key: profileKey(userId, imageId, asked.contentType),
    uploadKey: uploadKey(userId, imageId, asked.contentType),
    contentType: asked.contentType,
    fileName: asked.fileName,
    declaredSize: asked.fileSize ?? null,
    declaredSha256: asked.checksumSha256 ?? null,
  };

  const grant = await ports.signer
    .presignPut({
      key: image.uploadKey,
      contentType: image.contentType,
      size: image.declaredSize,
      sha256: image.declaredSha256,
    })
    .catch((error: unknown) => {
      ports.log.error({ userId, err: error }, `Error generating presigned URL: ${String(error)}`);
      throw error;
    });

  let isFirstTry = true;
  await transact(ports, userId, actor, async (user) => {
    // An earlier try may have been committed, and its response lost.
    if (!isFirstTry && (await ports.store.readImage(userId, imageId))) return null;
    isFirstTry = false;
    await requireFewOpenUploads(ports, user);
    return issue(user, image, momentOf(ports, actor), asked.privacyNotice);
  }).catch((error: unknown) => {
    if (isRefusal(error)) throw error;
    ports.log.error({ userId, err: error }, `Error saving image metadata: ${String(error)}`);
    throw error;
  });

  ports.log.info(
    { userId, key: image.key },
    `Image metadata saved for user ${userId}: ${image.key}`,
  );
  ports.counts.issued();
  return {
    presignedUrl: grant.url,
    s3Key: image.key,
    expiresIn: URL_LIFETIME_SECONDS,
    headers: grant.headers,
  };
}

/** True for errors that only concern the caller and are not logged as failures. */
function isRefusal(error: unknown): boolean {
  return error instanceof ProfileError && error.code !== 'unavailable';
}
