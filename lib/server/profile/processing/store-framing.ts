// Stores the source picture of an image: checks the upload by its metadata and copies it within the bucket. The app neither reads nor
// decodes the bytes, so only the user who uploaded them gets them back.
import { storeFraming as recordStored } from '@/lib/server/profile/domain/framing-steps';
import { isLeased, isViewable } from '@/lib/server/profile/domain/image-states';
import type { Framing, ImageRecord } from '@/lib/server/profile/domain/model';
import type { ObjectFacts, UserPorts } from '@/lib/server/profile/ports';
import { retryOnConflict, retryUnderLock } from '@/lib/server/profile/shared/retry-on-conflict';
import { afterResponse } from '@/lib/server/shared/deadline';
import { ProfileError, UnavailableError } from '@/lib/server/shared/errors';
import { newLease, releaseOnError, takeLease, WAIT_STEP } from './lease';

type Framed = ImageRecord & { framing: Framing };

/**
 * Stores the picture of a shown or kept image, if its upload has been issued. If a picture is stored already, deletes the upload.
 * @param image the record of the image, if there is one
 * @throws ProfileError `image_not_found`; `not_uploaded` if the upload is missing, or is not what was declared and so is deleted
 * @throws UnavailableError if another process holds the lease, or a service is unavailable
 */
export async function storeFraming(ports: UserPorts, image: ImageRecord | null): Promise<void> {
  const framed = requireFramed(image);
  if (!framed.framing.isStored) await copyUpload(ports, framed);
  await deleteUpload(ports, framed.framing.uploadKey);
}

function requireFramed(image: ImageRecord | null): Framed {
  if (!image?.framing || !isViewable(image)) throw new ProfileError('image_not_found');
  return { ...image, framing: image.framing };
}

async function copyUpload(ports: UserPorts, image: Framed): Promise<void> {
  const { uploadKey, key, contentType } = image.framing;
  const object = await ports.storage.describe(uploadKey);
  if (!object) throw new ProfileError('not_uploaded');
  if (!isDeclared(object, image.framing)) {
    await ports.storage.delete([uploadKey]);
    throw new ProfileError('not_uploaded', 'The upload differs from what was declared');
  }
  const held = await hold(ports, image);
  if (!held) return;
  await releaseOnError(ports, held, async () => {
    const isCopied = await ports.storage.copy(uploadKey, object.etag, key, contentType);
    if (!isCopied) throw new ProfileError('not_uploaded');
    await record(ports, held);
  });
}

function isDeclared(object: ObjectFacts, { size, contentType, sha256 }: Framing): boolean {
  return object.size === size && object.contentType === contentType && object.sha256 === sha256;
}

/**
 * Takes the lease, so that the sweep and an erasure wait until the copy is written. The confirm and the S3 event often come together: the
 * second one waits for the first.
 * @returns null if it is stored by now
 */
function hold(ports: UserPorts, found: Framed): Promise<Framed | null> {
  const { store, clock, policy } = ports;
  const { userId, imageId } = found;
  const giveUp = clock.now().getTime() + policy.times.wait;
  let known: Framed | null = found;
  return retryOnConflict(clock, async () => {
    for (;;) {
      const image = known ?? requireFramed(await store.readImage(userId, imageId));
      known = null;
      if (image.framing.isStored) return null;
      const now = clock.now().getTime();
      if (!isLeased(image, now)) {
        const taken = newLease(ports, image);
        await takeLease(ports, taken);
        return { ...taken.held, framing: image.framing };
      }
      if (now >= giveUp) throw new UnavailableError('Another process is working on the image');
      await clock.sleep(WAIT_STEP);
    }
  });
}

/** Records the copy; deletes it if the image was claimed for deletion, or erased, in the meantime. */
function record(ports: UserPorts, held: Framed): Promise<void> {
  const { userId, imageId } = held;
  let known: ImageRecord | null = held;
  return retryUnderLock(ports, userId, async () => {
    const user = await ports.store.readUser(userId);
    const image = known ?? (await ports.store.readImage(userId, imageId));
    known = null;
    if (!user || !image?.framing || !isViewable(image)) {
      await ports.storage.delete([held.framing.key]);
      throw new ProfileError('image_not_found');
    }
    if (image.framing.isStored) return;
    await ports.store.commit(recordStored(user, image));
  });
}

/** Deletes the upload, after the response if possible. If that fails, the sweep deletes it. */
function deleteUpload(ports: UserPorts, key: string): Promise<void> {
  return afterResponse(async () => {
    try {
      await ports.storage.delete([key]);
    } catch (error) {
      ports.log.warn({ err: error }, 'The upload of a framed picture could not be deleted yet');
    }
  });
}
