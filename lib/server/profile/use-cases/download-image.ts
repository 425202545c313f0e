// GET /api/profile/image/download: a URL at which the shown photo is saved as a file, named after the person.
import type { UserPorts } from '@/lib/server/profile/ports';
import { findUser } from '@/lib/server/profile/shared/find-user';
import { personFileName } from '@/lib/server/profile/shared/person-file-name';
import type { Actor } from '@/lib/server/shared/caller';
import { ProfileError } from '@/lib/server/shared/errors';
import { DOCUMENT_VARIANT } from '@/lib/shared/image-variants';
import { IMAGE_EXTENSIONS, type ImageContentType } from '@/lib/shared/upload-policy';

/**
 * Returns a presigned URL of the JPEG for documents, or of the photo itself if an older version created its sizes without a JPEG.
 * @throws ProfileError `user_not_found`, `image_not_found` if no photo is shown
 * @throws UnavailableError
 */
export async function downloadImage(
  ports: UserPorts,
  userId: string,
  actor: Actor,
): Promise<string> {
  const user = await findUser(ports, userId, actor);
  const { shown } = user.images;
  if (!shown?.processed) throw new ProfileError('image_not_found');
  const document = shown.processed.variants.find((variant) => variant.name === DOCUMENT_VARIANT);
  const { key, contentType } = document ?? shown;
  const extension = IMAGE_EXTENSIONS[contentType as ImageContentType] ?? 'jpg';
  return ports.signer.presignDownload(key, personFileName(user, extension));
}
