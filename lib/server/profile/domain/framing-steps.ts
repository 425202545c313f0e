// Steps of the source picture of an image: its upload is issued, then the picture is stored.
import { recordResult, uploadCleanUp } from './image-life';
import type { Change, Framing, ImageRecord, UserRecord } from './model';

/**
 * Records the upload request, so that the sweep deletes the picture with the image, and the upload once its URL has expired. A kept
 * image is not deleted before then. The state does not change, so there is no event.
 */
export function issueFraming(image: ImageRecord, framing: Framing, now: number): Change {
  const issued = { ...image, framing };
  const dueAt = Math.max(image.dueAt ?? 0, uploadCleanUp(issued, now) ?? 0);
  const after = { ...issued, dueAt, rev: image.rev + 1 };
  return { userId: image.userId, images: [{ before: image, after }], events: [] };
}

/**
 * Records that the picture is stored, and releases the lease. The state does not change, so there is no event.
 * @param user null if the user was erased, and the image is left
 */
export function storeFraming(user: UserRecord | null, image: ImageRecord): Change {
  const { framing } = image;
  if (!framing) throw new Error(`The image ${image.imageId} has no framing`);
  return recordResult(user, image, { framing: { ...framing, isStored: true } }, (shown) => ({
    ...shown,
    isFramed: true,
  }));
}
