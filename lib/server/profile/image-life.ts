// The state machine of an image, as pure functions from the current state to one atomic change. No step reads a clock or a store.
//
//   issued --validated--> shown --replaced/removed--> kept --due--> deleting --> deleted
//      |                    ^                           |
//      |                    +---------restored----------+
//      +--rejected / superseded / expired--> deleting --> deleted
//
// Invariants. They hold because each step is one transaction that is conditional on what it read:
//   1. At most one image of a user is `shown`: the one named by `Users.profileImage`. If that is empty, none is.
//   2. Each request that changes the photo (issue, restore, remove) takes the next `imageSeq`. An image only becomes `shown`
//      if it has the newest number, so the newest request wins, whatever order the network delivers.
//   3. Objects are only deleted for an image in `deleting`, whose only next state is `deleted`.
//   4. Every change of state writes exactly one event in the same transaction.
//   5. Changes of one user's photo are serialized: each is conditional on the `rev` of `UserImages` it read, and increments it.
//   6. The four attributes of the original API name the newest issued image while its upload URL is valid, and the shown
//      image at all other times. Changes by other programs are followed: see ./follow-row.

import type { Actor } from '@/lib/server/shared/caller';
import type { RejectionReason } from '@/lib/shared/error-codes';
import { URL_LIFETIME_SECONDS } from '@/lib/shared/upload-policy';
import type {
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

/** A new upload request before it is recorded: all of the image except its place in the user's order. */
export type NewImage = Pick<
  ImageRecord,
  'imageId' | 'key' | 'uploadKey' | 'contentType' | 'fileName' | 'declaredSize' | 'declaredSha256'
>;

/** Records a new image as the newest request; the shown photo stays. */
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

/** Changes only the names. Requires that the user exists. */
export function rename(userId: string, names: Partial<Names>): Change {
  return { userId, user: { names }, images: [], events: [] };
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

/**
 * Shows a validated image.
 * @param replaced the record of the image shown until now
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

/** Confirms the shown image again: its time becomes now, as in the original API. The state does not change, so there is no event. */
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

/** The key that the four attributes must hold, unless another program has written them. */
export function namedKey({ shown, request }: UserImages): string | null {
  return request && request.namedUntil !== null ? request.key : (shown?.key ?? null);
}

/**
 * Sets the four attributes back to the shown image, or removes them if there is none. A pending upload can still be
 * confirmed. The state does not change, so there is no event.
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

/** Takes over a time or file name of the shown image that another program wrote. The state does not change, so there is no event. */
export function describe({ userId, images }: UserRecord, shown: ShownImage): Change {
  return { userId, user: { images: next(images, { shown }) }, images: [], events: [] };
}

/** Makes an issued image, which the attributes no longer name, due when it expires. There is no event. */
export function awaitUpload(image: ImageRecord): Change {
  const dueAt = image.issuedAt + ISSUE_LIFETIME;
  return {
    userId: image.userId,
    images: [{ before: image, after: { ...image, dueAt, rev: image.rev + 1 } }],
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
      images: next(user.images, { imageSeq, newest: null, shown: null, request: null }),
    },
    images: [],
    events: [],
  };
  if (shown) retire(change, shown, 'removed', moment);
  return change;
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
 * Imports a key of the four attributes that has no image record: legacy, or from another program. It gets a record as the
 * newest image, and is shown once validated. The attributes stay exactly as they were written.
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

/** What validation found out about an imported image. */
export interface AdoptedFacts extends Pick<ImageRecord, 'contentType'> {
  proven: ProvenFacts;
  /** Unix time in seconds at which the object was written. */
  modifiedAt: number;
}

/** Records that an imported image is valid. Only now its type is known, and its time too if the row had none. */
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
 * Records new variants whose objects are written. The state does not change, so there is no event.
 * @param user null if the user was erased, and the image is left
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

/** Hides an imported image that failed validation: it is not shown, and its object stays. */
export function hide(
  user: UserRecord,
  image: ImageRecord,
  reason: RejectionReason,
  moment: Moment,
): Change {
  const after = enter({ ...image, reason }, 'hidden', null);
  const { imageId, key } = image;
  // A newer pending request is what the user wants to hear about.
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
 * Claims a due image for deletion, so that nothing else uses it while its objects are deleted. Conditional on the row: another
 * program must not have put the key back since `user` was read.
 * @param user null if the user was erased, and the image is left
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

/** Records that all objects of a claimed image are deleted. The record expires together with its last event. */
export function finishDeletion(image: ImageRecord, moment: Moment): Change {
  const expiresAt = moment.now + moment.auditRetention;
  const after = { ...enter(image, 'deleted', null), proven: null, expiresAt };
  return {
    userId: image.userId,
    images: [{ before: image, after }],
    events: [event(after, 'deleted', moment)],
  };
}

/** Records that the upload key of a shown image is cleaned up. The state does not change, so there is no event. */
export function uploadCleaned(image: ImageRecord): Change {
  return {
    userId: image.userId,
    images: [{ before: image, after: { ...image, dueAt: null, rev: image.rev + 1 } }],
    events: [],
  };
}

/** True for the states from which the sweep may go to `deleting` once the image is due. */
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

/** When no upload can arrive at the upload key any more, so that deleting it is final; null without an upload key. */
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
