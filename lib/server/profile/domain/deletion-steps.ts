// Steps of the deletion of an image: the sweep claims it, then records that its objects are deleted.

import { changedImages, enterState, type Moment, newEvent } from './image-life';
import type { Change, ImageRecord, UserRecord } from './model';

/**
 * Claims a due image for deletion, so that nothing else uses it while its objects are deleted. Conditional on the row: another
 * program must not have put the key back since `user` was read.
 * @param user null if the user was erased, and the image is left
 */
export function claimForDeletion(
  user: UserRecord | null,
  image: ImageRecord,
  moment: Moment,
): Change {
  const after = enterState(image, 'deleting', moment.now);
  return {
    userId: image.userId,
    ...(user && { user: { images: changedImages(user.images, {}) } }),
    images: [{ before: image, after }],
    events: [newEvent(after, 'deleting', moment)],
  };
}

/** Records that all objects of a claimed image are deleted. The record expires together with its last event. */
export function finishDeletion(image: ImageRecord, moment: Moment): Change {
  const expiresAt = moment.now + moment.auditRetention;
  const { framing: _, ...kept } = enterState(image, 'deleted', null);
  const after = { ...kept, processed: null, expiresAt };
  return {
    userId: image.userId,
    images: [{ before: image, after }],
    events: [newEvent(after, 'deleted', moment)],
  };
}

/** Records that the upload keys of a shown image are cleaned up. The state does not change, so there is no event. */
export function uploadCleaned(image: ImageRecord): Change {
  return {
    userId: image.userId,
    images: [{ before: image, after: { ...image, dueAt: null, rev: image.rev + 1 } }],
    events: [],
  };
}
