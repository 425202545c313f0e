// Creates the missing sizes of a stored image, for example after a size was added to the list.

import { declaredPixels } from '@/lib/server/images/declared-pixels';
import { isLeased } from '@/lib/server/profile/domain/image-states';
import type { ImageRecord } from '@/lib/server/profile/domain/model';
import { addVariants, missingVariants } from '@/lib/server/profile/domain/variant-steps';
import type { UserPorts } from '@/lib/server/profile/ports';
import { retryOnConflict, retryUnderLock } from '@/lib/server/profile/shared/retry-on-conflict';
import { ProfileError, UnavailableError } from '@/lib/server/shared/errors';
import { isImageContentType } from '@/lib/shared/upload-policy';
import { newLease, releaseOnError, takeLease } from './lease';
import { storeVariants } from './store-image';
import { MAX_LEGACY_BYTES, requireLease } from './validate-upload';

/**
 * Creates the missing sizes of a shown or kept image from its master. Two processes that do so concurrently write the same bytes.
 * @returns false if there was nothing to do
 * @throws ProfileError `not_uploaded` if the master is gone, `image_rejected` if it cannot be decoded
 * @throws UnavailableError if another process holds the lease, or a service is unavailable
 */
export async function addMissingVariants(
  ports: UserPorts,
  userId: string,
  imageId: string,
): Promise<boolean> {
  return ports.imageGate.hold(MAX_LEGACY_BYTES, async () => {
    const held = await hold(ports, userId, imageId);
    if (!held) return false;
    return releaseOnError(ports, held, async () => record(ports, held, await make(ports, held)));
  });
}

/** Takes the lease, so that the sweep and an erasure wait for the last write; returns null if no size is missing. */
function hold(ports: UserPorts, userId: string, imageId: string): Promise<ImageRecord | null> {
  return retryOnConflict(ports.clock, async () => {
    const image = await ports.store.readImage(userId, imageId);
    if (!image || missingVariants(image, ports.policy.imageVariants).length === 0) return null;
    if (isLeased(image, ports.clock.now().getTime())) {
      throw new UnavailableError('Another process is working on the image');
    }
    const taken = newLease(ports, image);
    await takeLease(ports, taken);
    return taken.held;
  });
}

async function make(ports: UserPorts, held: ImageRecord) {
  const { contentType } = held;
  if (!isImageContentType(contentType)) {
    throw new UnavailableError(`A newer version of the app stores ${contentType}`);
  }
  const object = await ports.storage.read(held.key, MAX_LEGACY_BYTES);
  if (!object) throw new ProfileError('not_uploaded', 'The stored photo is gone');
  const missing = missingVariants(held, ports.policy.imageVariants);
  const validation = await ports.imageGate.decode(declaredPixels(object.bytes), () =>
    ports.validateImage(object.bytes, contentType, missing),
  );
  if (!validation.ok)
    throw new ProfileError('image_rejected', undefined, { reason: validation.reason });
  requireLease(ports, held);
  return (await storeVariants(ports.storage, held, validation.image)).variants;
}

/** Records the new objects; deletes them if the image was claimed for deletion in the meantime. */
function record(
  ports: UserPorts,
  { userId, imageId }: ImageRecord,
  made: Awaited<ReturnType<typeof make>>,
): Promise<boolean> {
  return retryUnderLock(ports, userId, async () => {
    const user = await ports.store.readUser(userId);
    const image = await ports.store.readImage(userId, imageId);
    if (!image || missingVariants(image, ports.policy.imageVariants).length === 0) {
      const named = new Set(image?.processed?.variants.map(({ key }) => key));
      await ports.storage.delete(made.map(({ key }) => key).filter((key) => !named.has(key)));
      return false;
    }
    await ports.store.commit(addVariants(user, image, made));
    return true;
  });
}
