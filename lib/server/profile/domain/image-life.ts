// The state machine of an image, as pure functions from the current state to one atomic change. No step reads a clock or a store.
//
//   issued --validated--> shown --replaced/removed--> kept --due--> deleting --> deleted
//      |                    ^                           |
//      |                    +---------restored----------+
//      +--rejected / superseded / expired--> deleting --> deleted
//
//   A key that another program wrote is imported: it starts as `shown`, and becomes `hidden`, its last state, if it fails validation.
//
// Invariants. They hold because each step is one transaction that is conditional on what it read:
//   1. At most one image of a user is `shown`: the one named by `Users.profileImage`. If that is empty, none is.
//   2. Each request that changes the photo (issue, restore, remove) takes the next `imageSeq`. An image only becomes `shown`
//      if it has the newest number, so the newest request wins, whatever order the network delivers.
//   3. Processed objects are only deleted for an image in `deleting`, whose only next state is `deleted`, and by an erasure.
//   4. Every change of state writes exactly one event in the same transaction.
//   5. Changes of one user's photo are serialized: each is conditional on the `rev` of `UserImages` it read, and increments it.
//   6. The four attributes of the original API name the newest issued image while its upload URL is valid, and the shown
//      image at all other times. Changes by other programs are followed: see lib/server/profile/shared/follow-other-writers.

import type { Actor } from '@/lib/server/shared/caller';
import type { LinkEventType } from '@/lib/shared/profile-schema';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import type {
  Change,
  EventType,
  ImageRecord,
  ImageState,
  NewestImage,
  ShownImage,
  UserImages,
  UserRecord,
} from './model';

/** An issued image expires after this time, in seconds, if it is not uploaded and confirmed. */
export const ISSUE_LIFETIME = 3600;

/**
 * How long the four attributes name an issued image, in seconds: while its upload URL is valid, plus a margin for clock skew.
 * There is no object at its key yet, so other readers of `Users` must not see it for longer than 360 s.
 */
export const NAMED_LIFETIME = URL_LIFETIME_SECONDS + 10;

/** The time, the actor and the policy of a step. */
export interface Moment {
  /** Unix time in seconds. */
  now: number;
  actor: Actor;
  newId(): string;
  /** In seconds. */
  imageRetention: number;
  /** In seconds. */
  auditRetention: number;
}

/** Returns the record with the result of work under a lease. The lease ends. */
function afterLease(image: ImageRecord, changed: Partial<ImageRecord>): ImageRecord {
  return { ...image, ...changed, lease: null, attempts: 0, rev: image.rev + 1 };
}

/**
 * Records a result that leaves the state as it is, so there is no event.
 * @param user null if the user was erased, and the image is left
 * @param changeShown returns the new entry of the shown image in the user's row; null to leave the row unchanged
 */
export function recordResult(
  user: UserRecord | null,
  image: ImageRecord,
  changed: Partial<ImageRecord>,
  changeShown: (shown: ShownImage) => ShownImage | null,
): Change {
  const change: Change = {
    userId: image.userId,
    images: [{ before: image, after: afterLease(image, changed) }],
    events: [],
  };
  const before = user?.images;
  const shown = before?.shown?.imageId === image.imageId ? changeShown(before.shown) : null;
  if (before && shown) change.user = { images: changedImages(before, { shown }) };
  return change;
}

/** Returns the record in a new state, with its next due time. The lease ends. */
export function enterState(
  image: ImageRecord,
  state: ImageState,
  dueAt: number | null,
): ImageRecord {
  return afterLease(image, { state, dueAt });
}

/** The images of a user who has requested none. */
export const NO_IMAGES: UserImages = {
  imageSeq: 0,
  lastIssue: null,
  rev: 0,
  newest: null,
  shown: null,
  request: null,
  link: null,
};

/** Returns both sides of a change of `UserImages`, with the next revision. */
export function changedImages(
  before: UserImages,
  changed: Partial<UserImages>,
): { before: UserImages; after: UserImages } {
  return { before, after: { ...before, ...changed, rev: before.rev + 1 } };
}

/** Returns the event of a change. Only rejections and hidden images have a reason. */
export function newEvent(
  image: Pick<ImageRecord, 'userId' | 'imageId' | 'reason'>,
  type: EventType | LinkEventType,
  moment: Moment,
): Change['events'][number] {
  return {
    eventId: moment.newId(),
    userId: image.userId,
    imageId: image.imageId,
    type,
    reason: type === 'rejected' || type === 'hidden' ? image.reason : null,
    at: moment.now,
    by: moment.actor,
    expiresAt: moment.now + moment.auditRetention,
  };
}

/** Adds to a change that the shown image is kept: replaced or removed, and restorable until its retention ends. */
export function retire(
  change: Change,
  image: ImageRecord,
  happened: 'replaced' | 'removed',
  moment: Moment,
): void {
  const dueAt = Math.max(moment.now + moment.imageRetention, uploadCleanUp(image, moment.now) ?? 0);
  const after = enterState(image, 'kept', dueAt);
  change.images.push({ before: image, after });
  change.events.push(newEvent(after, happened, moment));
}

/** Returns the four attributes that name an image. */
export function newestOf(
  image: Pick<NewestImage, 'key' | 'contentType' | 'fileName'>,
  updatedAt: number | null,
): NewestImage {
  return { key: image.key, contentType: image.contentType, fileName: image.fileName, updatedAt };
}

/**
 * Returns the Unix time, in seconds, from which no upload can arrive at the upload keys, so that deleting them is final; null without an
 * upload key.
 */
export function uploadCleanUp(
  { uploadKey, issuedAt, framing }: ImageRecord,
  now: number,
): number | null {
  const issues = [
    ...(uploadKey === null ? [] : [issuedAt]),
    ...(framing ? [framing.issuedAt] : []),
  ];
  return issues.length === 0 ? null : Math.max(now, ...issues.map((at) => at + ISSUE_LIFETIME));
}
