// Steps of an upload: issued, leased by the process that works on it, and ended without being shown.

import type { RejectionReason } from '@/lib/shared/error-codes';
import {
  changedImages,
  enterState,
  ISSUE_LIFETIME,
  type Moment,
  NAMED_LIFETIME,
  newEvent,
  newestOf,
  uploadCleanUp,
} from './image-life';
import type { Change, ImageRecord, Lease, UserImages, UserRecord } from './model';

/** A new upload request before it is recorded: all of the image except its place in the user's order. */
export type NewImage = Pick<
  ImageRecord,
  'imageId' | 'key' | 'uploadKey' | 'contentType' | 'fileName' | 'declaredSize' | 'declaredSha256'
>;

/**
 * Records a new image as the newest request; the shown photo stays.
 * @param privacyNotice the address of the privacy notice that the user saw, if the client says so
 */
export function issue(
  user: UserRecord,
  asked: NewImage,
  moment: Moment,
  privacyNotice?: string,
): Change {
  const before = user.images;
  const imageSeq = before.imageSeq + 1;
  const image: ImageRecord = {
    ...asked,
    userId: user.userId,
    seq: imageSeq,
    state: 'issued',
    reason: null,
    issuedAt: moment.now,
    processed: null,
    lease: null,
    attempts: 0,
    dueAt: moment.now + NAMED_LIFETIME,
    expiresAt: null,
    rev: 1,
  };
  return {
    userId: user.userId,
    user: {
      images: changedImages(before, {
        imageSeq,
        lastIssue: { seq: imageSeq, at: moment.now },
        newest: newestOf(image, moment.now),
        request: {
          imageId: image.imageId,
          key: image.key,
          state: 'pending',
          reason: null,
          namedUntil: moment.now + NAMED_LIFETIME,
        },
      }),
    },
    images: [{ before: null, after: image }],
    events: [
      {
        ...newEvent(image, 'issued', moment),
        ...(privacyNotice !== undefined && { privacyNotice }),
      },
    ],
  };
}

/** Makes an issued image, which the attributes no longer name, due when it expires. There is no event. */
export function scheduleExpiry(image: ImageRecord): Change {
  const dueAt = image.issuedAt + ISSUE_LIFETIME;
  return {
    userId: image.userId,
    images: [{ before: image, after: { ...image, dueAt, rev: image.rev + 1 } }],
    events: [],
  };
}

/**
 * Takes the lease to process an image. It counts as an attempt until it is released, since a process that dies releases
 * nothing. The state does not change, so there is no event.
 * @returns the change, and the leased image
 */
export function lease(image: ImageRecord, taken: Lease): { change: Change; held: ImageRecord } {
  const held = { ...image, lease: taken, attempts: image.attempts + 1, rev: image.rev + 1 };
  const change = { userId: image.userId, images: [{ before: image, after: held }], events: [] };
  return { change, held };
}

/**
 * Releases the lease of an image whose processing did not finish.
 * @param isTried true if the attempt still counts
 */
export function release(image: ImageRecord, isTried: boolean): Change {
  const attempts = image.attempts - (isTried ? 0 : 1);
  const after = { ...image, lease: null, attempts, rev: image.rev + 1 };
  return { userId: image.userId, images: [{ before: image, after }], events: [] };
}

/** Rejects the upload. If it is still the newest request, the user sees that, and the four attributes name the shown image again. */
export function reject(
  user: UserRecord,
  image: ImageRecord,
  reason: RejectionReason,
  moment: Moment,
): Change {
  const { imageId, key } = image;
  return end(user, { ...image, reason }, image, 'rejected', moment, {
    imageId,
    key,
    state: 'rejected',
    reason,
    namedUntil: null,
  });
}

/**
 * Marks an image as superseded: a newer request came before it was shown.
 * @param user null if the user was erased, and the image is left
 */
export function supersede(user: UserRecord | null, image: ImageRecord, moment: Moment): Change {
  return end(user, image, image, 'superseded', moment, null);
}

/**
 * Expires an image that was not uploaded and confirmed in time.
 * @param user null if the user was erased, and the image is left
 */
export function expire(user: UserRecord | null, image: ImageRecord, moment: Moment): Change {
  return end(user, image, image, 'expired', moment, null);
}

function end(
  user: UserRecord | null,
  ended: ImageRecord,
  image: ImageRecord,
  state: 'rejected' | 'superseded' | 'expired',
  moment: Moment,
  request: UserImages['request'],
): Change {
  // Not before the upload URL has expired, or a late PUT would leave an object behind.
  const after = enterState(ended, state, uploadCleanUp(image, moment.now) ?? moment.now);
  const change: Change = {
    userId: image.userId,
    images: [{ before: image, after }],
    events: [newEvent(after, state, moment)],
  };
  const before = user?.images;
  if (before?.request?.imageId === image.imageId) {
    const { shown, newest } = before;
    const isNamed = newest?.key === image.key;
    change.user = {
      images: changedImages(before, {
        newest: isNamed ? shown && newestOf(shown, shown.updatedAt) : newest,
        request,
      }),
    };
  }
  return change;
}
