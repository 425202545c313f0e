// Steps of a legacy image: imported from the attributes of the original API, then accepted or hidden.
import type { RejectionReason } from '@/lib/shared/error-codes';
import { changedImages, enterState, type Moment, newEvent, retire } from './image-life';
import type { Change, ImageRecord, Names, ProcessedFacts, UserRecord } from './model';
import type { NewImage } from './upload-steps';

/**
 * Imports a key of the four attributes that has no image record: legacy, or from another program. It gets a record as the
 * newest image, and is shown once validated. The attributes stay exactly as they were written.
 */
export function importLegacy(
  user: UserRecord,
  imported: NewImage,
  replaced: ImageRecord | null,
  moment: Moment,
): Change {
  const before = user.images;
  const imageSeq = before.imageSeq + 1;
  const image: ImageRecord = {
    ...imported,
    userId: user.userId,
    seq: imageSeq,
    state: 'shown',
    reason: null,
    issuedAt: moment.now,
    processed: null,
    lease: null,
    attempts: 0,
    dueAt: null,
    expiresAt: null,
    rev: 1,
  };
  const { imageId, key, contentType, fileName } = image;
  const updatedAt = before.newest?.updatedAt ?? null;
  const change: Change = {
    userId: user.userId,
    user: {
      images: changedImages(before, {
        imageSeq,
        shown: { imageId, key, contentType, fileName, updatedAt, processed: null },
        request: null,
      }),
    },
    images: [{ before: null, after: image }],
    events: [newEvent(image, 'adopted', moment)],
  };
  if (replaced) retire(change, replaced, 'replaced', moment);
  return change;
}

/** What validation found out about an imported image. */
interface ImportedFacts extends Pick<ImageRecord, 'contentType'> {
  processed: ProcessedFacts;
  /** Unix time in seconds at which the object was written. */
  modifiedAt: number;
}

/** Records that an imported image is valid, with its type, which only validation finds, and its time if the row had none. */
export function acceptImported(
  user: UserRecord,
  image: ImageRecord,
  { processed, contentType, modifiedAt }: ImportedFacts,
  moment: Moment,
  names?: Partial<Names>,
): Change {
  const after = { ...enterState(image, 'shown', null), processed, contentType };
  const { shown } = user.images;
  const updatedAt = shown?.updatedAt ?? modifiedAt;
  return {
    userId: user.userId,
    user: {
      ...(names && { names }),
      images: changedImages(user.images, {
        shown: shown && { ...shown, processed, contentType, updatedAt },
      }),
    },
    images: [{ before: image, after }],
    events: [newEvent(after, 'proven', moment)],
  };
}

/** Hides an imported image that failed validation: it is not shown, and its object stays. */
export function hide(
  user: UserRecord,
  image: ImageRecord,
  reason: RejectionReason,
  moment: Moment,
): Change {
  const after = enterState({ ...image, reason }, 'hidden', null);
  const { imageId, key } = image;
  // A newer pending request is not overwritten: the user is waiting for that one.
  const request = user.images.request ?? {
    imageId,
    key,
    state: 'rejected',
    reason,
    namedUntil: null,
  };
  return {
    userId: user.userId,
    user: { images: changedImages(user.images, { shown: null, request }) },
    images: [{ before: image, after }],
    events: [newEvent(after, 'hidden', moment)],
  };
}
