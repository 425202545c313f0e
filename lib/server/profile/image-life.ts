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
//   6. The four attributes of the original API name the newest image asked for while its upload URL works, and the shown
//      image at all other times. What another program writes into them is followed: see ./follow-row.
import type { RejectionReason } from '@/lib/shared/error-codes';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
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
  ShownImage,
  UserImages,
  UserRecord,
} from './model';

/** An issued image that nobody uploads or confirms expires this long after it was issued, in seconds. */
export const ISSUE_LIFETIME = 3600;

/**
 * The four attributes name an issued image for this long, in seconds: while its upload URL works, and a margin for clocks
 * that differ. Nothing stands at its key yet, so other readers of `Users` must not see it for longer than 360 s.
 */
export const NAMED_LIFETIME = URL_LIFETIME_SECONDS + 10;

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
    attempts: 0,
    dueAt: moment.now + NAMED_LIFETIME,
    expiresAt: null,
    rev: 1,
  };
  return {
    userId: user.userId,
    user: {
      images: next(before, {
        imageSeq,
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
    events: [event(image, 'issued', moment)],
  };
}

/** New names, and nothing else. It requires that the user exists. */
export function rename(userId: string, names: Partial<Names>): Change {
  return { userId, user: { names }, images: [], events: [] };
}

/**
 * One process takes the right to prove an image, for a while. It counts as an attempt until it is given back, since a process that
 * dies gives nothing back. No state changes, so there is no event.
 * @returns the change, and the image as it is held from then on
 */
export function lease(image: ImageRecord, taken: Lease): { change: Change; held: ImageRecord } {
  const held = { ...image, lease: taken, attempts: image.attempts + 1, rev: image.rev + 1 };
  const change = { userId: image.userId, images: [{ before: image, after: held }], events: [] };
  return { change, held };
}

/**
 * The one with the lease gives it back without having come to an end.
 * @param isTried true where the attempt still counts
 */
export function release(image: ImageRecord, isTried: boolean): Change {
  const attempts = image.attempts - (isTried ? 0 : 1);
  const after = { ...image, lease: null, attempts, rev: image.rev + 1 };
  return { userId: image.userId, images: [{ before: image, after }], events: [] };
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

/** An image that is kept is shown again, or the shown one is asked for anew, under a number of its own. */
export function restore(
  user: UserRecord,
  image: ImageRecord,
  replaced: ImageRecord | null,
  moment: Moment,
  names?: Partial<Names>,
): Change {
  // Higher than the image's own, even where another program has put back an old row.
  const seq = Math.max(user.images.imageSeq, image.seq) + 1;
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

/** The shown image is confirmed once more: its time is now, as the original API has it. No state changes, so there is no event. */
export function touch(user: UserRecord, moment: Moment, names?: Partial<Names>): Change {
  const { shown, newest } = user.images;
  const updatedAt = moment.now;
  const isNamed = newest !== null && newest.key === shown?.key;
  return {
    userId: user.userId,
    user: {
      ...(names && { names }),
      images: next(user.images, {
        shown: shown && { ...shown, updatedAt },
        newest: isNamed ? { ...newest, updatedAt } : newest,
      }),
    },
    images: [],
    events: [],
  };
}

/** The key that the four attributes of the row must hold, unless another program has written them. */
export function namedKey({ shown, request }: UserImages): string | null {
  return request && request.namedUntil !== null ? request.key : (shown?.key ?? null);
}

/**
 * The four attributes go back to the shown image, or are removed where none is shown. A pending upload may still be
 * confirmed. No state changes, so there is no event.
 */
export function giveBack({ userId, images }: UserRecord): Change {
  const { shown, request } = images;
  return {
    userId,
    user: {
      images: next(images, {
        newest: shown && newestOf(shown, shown.updatedAt),
        request: request && { ...request, namedUntil: null },
      }),
    },
    images: [],
    events: [],
  };
}

/** Another program has changed the time or the file name of the shown image. No state changes, so there is no event. */
export function describe({ userId, images }: UserRecord, shown: ShownImage): Change {
  return { userId, user: { images: next(images, { shown }) }, images: [], events: [] };
}

/** The sweep has seen that an issued image is no longer named, and comes back when its time is over. There is no event. */
export function awaitUpload(image: ImageRecord): Change {
  const dueAt = image.issuedAt + ISSUE_LIFETIME;
  return {
    userId: image.userId,
    images: [{ before: image, after: { ...image, dueAt, rev: image.rev + 1 } }],
    events: [],
  };
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
    namedUntil: null,
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
    const { shown, newest } = before;
    const isNamed = newest?.key === image.key;
    change.user = {
      images: next(before, {
        newest: isNamed ? shown && newestOf(shown, shown.updatedAt) : newest,
        request,
      }),
    };
  }
  return change;
}

/**
 * A key in the four attributes that no image record has, legacy or from another program, becomes an image like the others
 * and the newest one. It is shown once it has been validated. The attributes stay exactly as they were written.
 */
export function adopt(
  user: UserRecord,
  adopted: NewImage,
  replaced: ImageRecord | null,
  moment: Moment,
): Change {
  const before = user.images;
  const imageSeq = before.imageSeq + 1;
  const image: ImageRecord = {
    ...adopted,
    userId: user.userId,
    seq: imageSeq,
    state: 'shown',
    reason: null,
    issuedAt: moment.now,
    proven: null,
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
      images: next(before, {
        imageSeq,
        shown: { imageId, key, contentType, fileName, updatedAt, proven: null },
        request: null,
      }),
    },
    images: [{ before: null, after: image }],
    events: [event(image, 'adopted', moment)],
  };
  if (replaced) retire(change, replaced, 'replaced', moment);
  return change;
}

/** What validating an adopted image has found out. */
export interface AdoptedFacts extends Pick<ImageRecord, 'contentType'> {
  proven: ProvenFacts;
  /** Unix time in seconds at which its object was written. */
  modifiedAt: number;
}

/** An adopted image has been validated where it stands. Its type was a guess until now, and its time unknown if the row told none. */
export function confirmAdopted(
  user: UserRecord,
  image: ImageRecord,
  { proven, contentType, modifiedAt }: AdoptedFacts,
  moment: Moment,
  names?: Partial<Names>,
): Change {
  const after = { ...enter(image, 'shown', null), proven, contentType };
  const { shown } = user.images;
  const updatedAt = shown?.updatedAt ?? modifiedAt;
  return {
    userId: user.userId,
    user: {
      ...(names && { names }),
      images: next(user.images, { shown: shown && { ...shown, proven, contentType, updatedAt } }),
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
  const after = {
    ...image,
    proven: { ...proven, variants },
    lease: null,
    attempts: 0,
    rev: image.rev + 1,
  };
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
  const request = user.images.request ?? {
    imageId,
    key,
    state: 'rejected',
    reason,
    namedUntil: null,
  };
  return {
    userId: user.userId,
    user: { images: next(user.images, { shown: null, request }) },
    images: [{ before: image, after }],
    events: [event(after, 'hidden', moment)],
  };
}

/**
 * The sweep takes an image that is due, so that nothing else touches it while its objects are deleted. It requires that
 * another program has not put the key back into the row since `user` was read.
 * @param user null where the user is gone, and the image is left
 */
export function claimForDeletion(
  user: UserRecord | null,
  image: ImageRecord,
  moment: Moment,
): Change {
  const after = enter(image, 'deleting', moment.now);
  return {
    userId: image.userId,
    ...(user && { user: { images: next(user.images, {}) } }),
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
  return { ...image, state, dueAt, lease: null, attempts: 0, rev: image.rev + 1 };
}

/** When nothing can arrive at the upload key any more, so that deleting there is for good; null without an upload key. */
function uploadCleanUp(image: ImageRecord, now: number): number | null {
  return image.uploadKey === null ? null : Math.max(now, image.issuedAt + ISSUE_LIFETIME);
}

function newestOf(
  image: Pick<NewestImage, 'key' | 'contentType' | 'fileName'>,
  updatedAt: number | null,
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
