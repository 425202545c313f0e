// Steps of the shown photo: show, restore, confirm again, remove.
import {
  changedImages,
  enterState,
  type Moment,
  newEvent,
  newestOf,
  retire,
  uploadCleanUp,
} from './image-life';
import type { Change, ImageRecord, Names, ProcessedFacts, UserRecord } from './model';

/**
 * Shows a validated image.
 * @param replaced the record of the image shown until now
 */
export function show(
  user: UserRecord,
  image: ImageRecord,
  processed: ProcessedFacts,
  replaced: ImageRecord | null,
  moment: Moment,
  names?: Partial<Names>,
): Change {
  return showAs(user, image, { ...image, processed }, 'shown', replaced, moment, names);
}

/** Shows a kept image again, or requests the shown one again, under a new sequence number. */
export function restore(
  user: UserRecord,
  image: ImageRecord,
  replaced: ImageRecord | null,
  moment: Moment,
  names?: Partial<Names>,
): Change {
  // Higher than the image's own number, even if another program has restored an old row.
  const seq = Math.max(user.images.imageSeq, image.seq) + 1;
  return showAs(user, image, { ...image, seq }, 'restored', replaced, moment, names);
}

function showAs(
  user: UserRecord,
  image: ImageRecord,
  placed: ImageRecord,
  happened: 'shown' | 'restored',
  replaced: ImageRecord | null,
  moment: Moment,
  names: Partial<Names> | undefined,
): Change {
  const after = enterState(placed, 'shown', uploadCleanUp(image, moment.now));
  const newest = newestOf(image, moment.now);
  const change: Change = {
    userId: user.userId,
    user: {
      ...(names && { names }),
      images: changedImages(user.images, {
        imageSeq: placed.seq,
        newest,
        shown: {
          ...newest,
          imageId: image.imageId,
          processed: placed.processed,
          ...(image.framing?.isStored && { isFramed: true }),
        },
        request: null,
      }),
    },
    images: [{ before: image, after }],
    events: [newEvent(after, happened, moment)],
  };
  if (replaced) retire(change, replaced, 'replaced', moment);
  return change;
}

/** Confirms the shown image again: its time becomes now, as in the original API. The state does not change, so there is no event. */
export function touch(user: UserRecord, moment: Moment, names?: Partial<Names>): Change {
  const { shown, newest } = user.images;
  const updatedAt = moment.now;
  const isNamed = newest !== null && newest.key === shown?.key;
  return {
    userId: user.userId,
    user: {
      ...(names && { names }),
      images: changedImages(user.images, {
        shown: shown && { ...shown, updatedAt },
        newest: isNamed ? { ...newest, updatedAt } : newest,
      }),
    },
    images: [],
    events: [],
  };
}

/**
 * Removes the photo: none is shown, and a pending request is superseded.
 * @param shown the record of the shown image
 */
export function remove(
  user: UserRecord,
  shown: ImageRecord | null,
  moment: Moment,
  names?: Partial<Names>,
): Change {
  const imageSeq = user.images.imageSeq + 1;
  const change: Change = {
    userId: user.userId,
    user: {
      ...(names && { names }),
      images: changedImages(user.images, { imageSeq, newest: null, shown: null, request: null }),
    },
    images: [],
    events: [],
  };
  if (shown) retire(change, shown, 'removed', moment);
  return change;
}
