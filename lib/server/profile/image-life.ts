// The life of an image, as pure steps: what is, and what shall be, as one atomic change. No step reads a clock or a store.
//
//   issued --proven--> shown --replaced/removed--> kept --due--> deleting --> deleted
//      |                 ^                           |
//      |                 +---------restored----------+
//      +--rejected / superseded / expired--> deleting --> deleted
//
// What holds at all times, because each step is one transaction that requires what it was based on:
//   1. At most one image of a user is `shown`, and it is the one that `Users.profileImage` names; none is where that is empty.
//   2. Each request that changes the photo (issue, restore, remove) takes the next `imageSeq`. An image becomes `shown` only
//      under the newest number, so the newest request wins, whatever the network does.
//   3. Objects are deleted only for an image in `deleting`, which no step leaves but for `deleted`.
//   4. Every change of state writes exactly one event, in the same transaction.
//   5. All changes of one user's photo are in one order: each requires the `rev` of `UserImages` it was based on, and adds one.
//   6. The contract's attributes name the newest image asked for, and go back to the shown one if that is never proven.
import type { RejectionReason } from '@/lib/shared/error-codes';
import type {
  Actor,
  Change,
  EventType,
  ImageRecord,
  ImageState,
  ImageVariant,
  Lease,
  Names,
  NewestImage,
  ProvenFacts,
  UserImages,
  UserRecord,
} from './model';

/** An issued image that nobody uploads or confirms expires this long after it was issued, in seconds. */
export const ISSUE_LIFETIME = 3600;

/** The circumstances of a step. */
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

/** A user's new request, before it is recorded: everything of the image but its place in the user's order. */
export type NewImage = Pick<
  ImageRecord,
  'imageId' | 'key' | 'uploadKey' | 'contentType' | 'fileName' | 'declaredSize' | 'declaredSha256'
>;

/** The caller asks for a new image. It is the newest request from now on; what is shown stays. */
export function issue(user: UserRecord, asked: NewImage, moment: Moment): Change {
  const before = user.images;
  const imageSeq = before.imageSeq + 1;
  const image: ImageRecord = {
    ...asked,
    userId: user.userId,
    seq: imageSeq,
    state: 'issued',
    reason: null,
    issuedAt: moment.now,
    proven: null,
    lease: null,
    dueAt: moment.now + ISSUE_LIFETIME,
    expiresAt: null,
    rev: 1,
  };
  return {
    userId: user.userId,
    user: {
      images: next(before, {
        imageSeq,
        newest: newestOf(image, moment.now),
        request: { imageId: image.imageId, key: image.key, state: 'pending', reason: null },
      }),
    },
    images: [{ before: null, after: image }],
    events: [event(image, 'issued', moment)],
  };
}

/** New names, and nothing else. It requires that the user exists. */
export function rename(userId: string, names: Partial<Names>): Change {
  return { userId, user: { names }, images: [], events: [] };
}

/**
 * One process takes the right to prove an image, for a while. No state changes, so there is no event.
 * @returns the change, and the image as it is held from then on
 */
export function lease(image: ImageRecord, taken: Lease): { change: Change; held: ImageRecord } {
  const held = { ...image, lease: taken, rev: image.rev + 1 };
  const change = { userId: image.userId, images: [{ before: image, after: held }], events: [] };
  return { change, held };
}

/** The one with the lease gives it back without having come to an end. */
export function release(image: ImageRecord): Change {
  return {
    userId: image.userId,
    images: [{ before: image, after: { ...image, lease: null, rev: image.rev + 1 } }],
    events: [],
  };
}

/**
 * The proven image becomes the one that is shown.
 * @param replaced the record of the one shown until now
 */
export function show(
  user: UserRecord,
  image: ImageRecord,
  proven: ProvenFacts,
  replaced: ImageRecord | null,
  moment: Moment,
  names?: Partial<Names>,
): Change {
  return putInPlace(user, image, { ...image, proven }, 'shown', replaced, moment, names);
}

/** An image that is kept is shown again, under a number of its own. */
export function restore(
  user: UserRecord,
  image: ImageRecord,
  replaced: ImageRecord | null,
  moment: Moment,
  names?: Partial<Names>,
): Change {
  const seq = user.images.imageSeq + 1;
  return putInPlace(user, image, { ...image, seq }, 'restored', replaced, moment, names);
}

function putInPlace(
  user: UserRecord,
  image: ImageRecord,
  placed: ImageRecord,
  happened: 'shown' | 'restored',
  replaced: ImageRecord | null,
  moment: Moment,
  names: Partial<Names> | undefined,
): Change {
  const after = enter(placed, 'shown', uploadCleanUp(image, moment.now));
  const newest = newestOf(image, moment.now);
  const change: Change = {
    userId: user.userId,
    user: {
      ...(names && { names }),
      images: next(user.images, {
        imageSeq: placed.seq,
        newest,
        shown: { ...newest, imageId: image.imageId, proven: placed.proven },
        request: null,
      }),
    },
    images: [{ before: image, after }],
    events: [event(after, happened, moment)],
  };
  if (replaced) retire(change, replaced, 'replaced', moment);
  return change;
}

/**
 * The caller removes the photo: none is shown, and a request under way is overtaken.
 * @param shown the record of the image that is shown
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
      images: next(user.images, { imageSeq, newest: null, shown: null, request: null }),
    },
    images: [],
    events: [],
  };
  if (shown) retire(change, shown, 'removed', moment);
  return change;
}

/** The upload is refused. If it is still the newest request, the user is told so, and the contract's attributes go back. */
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
  });
}

/**
 * A newer request took the place of this one before it was proven.
 * @param user null where the user is gone, and the image is left
 */
export function supersede(user: UserRecord | null, image: ImageRecord, moment: Moment): Change {
  return end(user, image, image, 'superseded', moment, null);
}

/**
 * Nobody uploaded, or confirmed, in time.
 * @param user null where the user is gone, and the image is left
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
  // Not before the URL that was issued has lost its power, or a late PUT would leave an object behind.
  const after = enter(ended, state, uploadCleanUp(image, moment.now) ?? moment.now);
  const change: Change = {
    userId: image.userId,
    images: [{ before: image, after }],
    events: [event(after, state, moment)],
  };
  const before = user?.images;
  if (before?.request?.imageId === image.imageId) {
    const newest = before.shown && newestOf(before.shown, before.shown.updatedAt);
    change.user = { images: next(before, { newest, request }) };
  }
  return change;
}

/**
 * A key in the contract's attributes that no image of ours stands behind, from before or from another writer, becomes an image
 * like the others, and the newest one. It is shown once it has been proven.
 */
export function adopt(
  user: UserRecord,
  adopted: NewImage,
  replaced: ImageRecord | null,
  moment: Moment,
): Change {
  const before = user.images;
  const imageSeq = before.imageSeq + 1;
  const updatedAt = before.newest?.updatedAt ?? moment.now;
  const image: ImageRecord = {
    ...adopted,
    userId: user.userId,
    seq: imageSeq,
    state: 'shown',
    reason: null,
    issuedAt: moment.now,
    proven: null,
    lease: null,
    dueAt: null,
    expiresAt: null,
    rev: 1,
  };
  const newest = newestOf(image, updatedAt);
  const change: Change = {
    userId: user.userId,
    user: {
      images: next(before, {
        imageSeq,
        newest,
        shown: { ...newest, imageId: image.imageId, proven: null },
        request: null,
      }),
    },
    images: [{ before: null, after: image }],
    events: [event(image, 'adopted', moment)],
  };
  if (replaced) retire(change, replaced, 'replaced', moment);
  return change;
}

/**
 * An adopted image has been proven where it stands.
 * @param contentType what its bytes are: until now it was a guess
 */
export function confirmAdopted(
  user: UserRecord,
  image: ImageRecord,
  { proven, contentType }: Pick<ImageRecord, 'contentType'> & { proven: ProvenFacts },
  moment: Moment,
  names?: Partial<Names>,
): Change {
  const after = { ...enter(image, 'shown', null), proven, contentType };
  const { shown } = user.images;
  return {
    userId: user.userId,
    user: {
      ...(names && { names }),
      images: next(user.images, { shown: shown && { ...shown, proven, contentType } }),
    },
    images: [{ before: image, after }],
    events: [event(after, 'proven', moment)],
  };
}

/**
 * Sizes that the image lacked have been made, and their objects written. No state changes, so there is no event.
 * @param user null where the user is gone, and the image is left
 */
export function addVariants(
  user: UserRecord | null,
  image: ImageRecord,
  made: ImageVariant[],
): Change {
  const { proven } = image;
  if (!proven) throw new Error(`The image ${image.imageId} has no variants to add to`);
  const known = new Set(proven.variants.map(({ name }) => name));
  const added = made.filter(({ name }) => !known.has(name));
  const variants = [...proven.variants, ...added];
  const after = { ...image, proven: { ...proven, variants }, lease: null, rev: image.rev + 1 };
  const change: Change = {
    userId: image.userId,
    images: [{ before: image, after }],
    events: [],
  };
  const before = user?.images;
  if (before?.shown?.imageId === image.imageId && before.shown.proven) {
    const shown = { ...before.shown, proven: { ...before.shown.proven, variants } };
    change.user = { images: next(before, { shown }) };
  }
  return change;
}

/** An adopted image failed its proof: nobody is shown it, and its object stays where it is. */
export function hide(
  user: UserRecord,
  image: ImageRecord,
  reason: RejectionReason,
  moment: Moment,
): Change {
  const after = enter({ ...image, reason }, 'hidden', null);
  const { imageId, key } = image;
  // A newer request that waits for its own proof is what the user wants to hear of.
  const request = user.images.request ?? { imageId, key, state: 'rejected', reason };
  return {
    userId: user.userId,
    user: { images: next(user.images, { shown: null, request }) },
    images: [{ before: image, after }],
    events: [event(after, 'hidden', moment)],
  };
}

/** The sweep takes an image that is due, so that nothing else touches it while its objects are deleted. */
export function claimForDeletion(image: ImageRecord, moment: Moment): Change {
  const after = enter(image, 'deleting', moment.now);
  return {
    userId: image.userId,
    images: [{ before: image, after }],
    events: [event(after, 'deleting', moment)],
  };
}

/** All objects of a claimed image are gone. Its record is forgotten together with its last event. */
export function finishDeletion(image: ImageRecord, moment: Moment): Change {
  const expiresAt = moment.now + moment.auditRetention;
  const after = { ...enter(image, 'deleted', null), proven: null, expiresAt };
  return {
    userId: image.userId,
    images: [{ before: image, after }],
    events: [event(after, 'deleted', moment)],
  };
}

/** The sweep has looked at the upload key of a shown image. No state changes, so there is no event. */
export function uploadCleaned(image: ImageRecord): Change {
  return {
    userId: image.userId,
    images: [{ before: image, after: { ...image, dueAt: null, rev: image.rev + 1 } }],
    events: [],
  };
}

/** True for the states that the sweep may take to `deleting` once they are due. */
export function isDisposable(state: ImageRecord['state']): boolean {
  return state === 'kept' || state === 'rejected' || state === 'superseded' || state === 'expired';
}

function retire(
  change: Change,
  image: ImageRecord,
  happened: 'replaced' | 'removed',
  moment: Moment,
): void {
  const dueAt = Math.max(moment.now + moment.imageRetention, uploadCleanUp(image, moment.now) ?? 0);
  const after = enter(image, 'kept', dueAt);
  change.images.push({ before: image, after });
  change.events.push(event(after, happened, moment));
}

function next(
  before: UserImages,
  changed: Partial<UserImages>,
): { before: UserImages; after: UserImages } {
  return { before, after: { ...before, ...changed, rev: before.rev + 1 } };
}

function enter(image: ImageRecord, state: ImageState, dueAt: number | null): ImageRecord {
  return { ...image, state, dueAt, lease: null, rev: image.rev + 1 };
}

/** When nothing can arrive at the upload key any more, so that deleting there is for good; null without an upload key. */
function uploadCleanUp(image: ImageRecord, now: number): number | null {
  return image.uploadKey === null ? null : Math.max(now, image.issuedAt + ISSUE_LIFETIME);
}

function newestOf(
  image: Pick<NewestImage, 'key' | 'contentType' | 'fileName'>,
  updatedAt: number,
): NewestImage {
  return { key: image.key, contentType: image.contentType, fileName: image.fileName, updatedAt };
}

function event(image: ImageRecord, type: EventType, moment: Moment): Change['events'][number] {
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
