// Settling an upload: it is read, proven and put in its place, or refused. Whoever asks first does it (the client's confirm,
// a read of the profile, an S3 event); the others wait for the outcome. Killed anywhere, the next one starts over and comes
// to the same end: nothing is visible before the one transaction that shows the image.
import { declaredPixels } from '@/lib/server/images/declared-pixels';
import type { RejectionReason } from '@/lib/shared/error-codes';
import { changing, momentOf, untilSettled } from './circumstances';
import { beyondDeadline } from './deadline';
import { ChangeConflictError, DecoderDiedError, ProfileError, UnavailableError } from './errors';
import { findUser } from './find-user';
import { shownRecord } from './follow-row';
import {
  confirmAdopted,
  expire,
  hide,
  ISSUE_LIFETIME,
  lease,
  reject,
  release,
  rename,
  show,
  supersede,
} from './image-life';
import type { Actor, ImageRecord, Names, UserRecord } from './model';
import type { Ports, StoredObject } from './ports';
import {
  readUpload,
  storeUpload,
  type UploadProof,
  uploadBytes,
  validateUpload,
} from './prove-upload';

/** How long the right to prove an image is held, in seconds. */
export const LEASE_SECONDS = 30;
/** So many attempts may end with the death of the process that made them. */
export const MAX_ATTEMPTS = 2;
/** How long one who comes second waits for the outcome, in milliseconds, and how often it looks. */
const WAIT = 5000;
const WAIT_STEP = 200;

/**
 * Proves an image and shows it, if it is the newest request of its user and not settled yet.
 * @param names to be changed in the very transaction that shows the image
 * @throws ProfileError `user_not_found`, `image_not_found`, `not_uploaded`, `superseded`, or `image_rejected` with the reason
 * @throws UnavailableError if another one is at it and does not come to an end, or a service cannot answer
 */
export async function settleImage(
  ports: Ports,
  userId: string,
  imageId: string,
  actor: Actor,
  names?: Partial<Names>,
): Promise<void> {
  const { store, clock } = ports;
  const giveUp = clock.now().getTime() + WAIT;

  await untilSettled(clock, async () => {
    for (;;) {
      const user = await findUser(ports, userId, actor);
      const image = await store.readImage(userId, imageId);
      if (!image) throw new ProfileError('image_not_found');
      if (!needsProof(image)) return finished(ports, user, image, names);

      const now = clock.now().getTime();
      if (!isLeased(image, now)) {
        // Awaited, so that a stack tells in whose name S3 is asked: deployment/calls judges rights by it.
        if (isCurrent(user, image)) return await settle(ports, user, image, actor, names);
        await store.commit(supersede(user, image, momentOf(ports, actor)));
        throw new ProfileError('superseded');
      }
      if (now >= giveUp) {
        const left = Math.max(1, (image.lease?.until ?? 0) - Math.floor(now / 1000));
        throw new UnavailableError('The image is being worked on', undefined, left);
      }
      await clock.sleep(WAIT_STEP);
    }
  });
}

/** True while the image waits for its proof: an upload, or one from before proofs. */
export function needsProof(image: ImageRecord): boolean {
  return image.state === 'issued' || (image.state === 'shown' && image.proven === null);
}

/** An upload is still wanted while it is the newest request; one from before proofs, while it is on the profile. */
function isCurrent({ images }: UserRecord, image: ImageRecord): boolean {
  return image.state === 'issued'
    ? image.seq === images.imageSeq
    : image.imageId === images.shown?.imageId;
}

/** True while somebody holds the right to prove the image. */
export function isLeased(image: ImageRecord, nowMilliseconds: number): boolean {
  return image.lease !== null && image.lease.until * 1000 > nowMilliseconds;
}

/** The image has come to an end before: the same answer again. */
async function finished(
  ports: Ports,
  user: UserRecord,
  image: ImageRecord,
  names: Partial<Names> | undefined,
): Promise<void> {
  switch (image.state) {
    case 'rejected':
    case 'hidden':
      throw rejected(image.reason);
    case 'superseded':
    case 'kept':
      throw new ProfileError('superseded');
    case 'expired':
      throw new ProfileError('not_uploaded', 'It was not uploaded in time: ask for a new upload');
    case 'deleting':
    case 'deleted':
      throw new ProfileError('image_not_found');
    case 'shown':
      if (names) await ports.store.commit(rename(user.userId, names));
      return;
    default:
      throw new UnavailableError(`A newer version of the app made the image ${image.state}`);
  }
}

async function settle(
  ports: Ports,
  user: UserRecord,
  image: ImageRecord,
  actor: Actor,
  names: Partial<Names> | undefined,
): Promise<void> {
  if (image.attempts >= MAX_ATTEMPTS) return giveUp(ports, user, image, actor);
  // A place is asked for before anything is read or written, so that being turned away costs nothing.
  await ports.imageGate.hold(uploadBytes(image), async () => {
    // Read before the lease, so that asking after an upload that is not there yet costs no write.
    const object = await readUpload(ports.storage, image);
    if (!object) return absent(ports, user, image, actor);
    await settleObject(ports, image, object, actor, names);
  });
}

/** The processes that tried before died of it, as far as anyone can tell. */
async function giveUp(
  ports: Ports,
  user: UserRecord,
  image: ImageRecord,
  actor: Actor,
): Promise<never> {
  const reason = 'too_complex';
  const moment = momentOf(ports, actor);
  await ports.store.commit((image.uploadKey ? reject : hide)(user, image, reason, moment));
  if (image.uploadKey) await discardUpload(ports, image.uploadKey);
  throw tellRejected(ports, image, reason);
}

async function settleObject(
  ports: Ports,
  image: ImageRecord,
  object: StoredObject,
  actor: Actor,
  names: Partial<Names> | undefined,
): Promise<void> {
  // The lease is taken once there is a process for the image, so that it counts no image that only waited as tried.
  const { held, validated } = await ports.imageGate.decode(declaredPixels(object.bytes), () =>
    takeAndValidate(ports, image, object, actor),
  );
  const { proof, outcome } = await orLetGo(ports, held, async () => {
    const proof = 'reason' in validated ? validated : await storeUpload(ports, held, validated);
    return { proof, outcome: await conclude(ports, held, object, proof, actor, names) };
  });
  // Another holder has concluded, or our own commit went through unacknowledged: the record tells which.
  if (outcome === 'lease lost') throw new ChangeConflictError('The lease is gone');
  if (image.uploadKey) await discardUpload(ports, image.uploadKey);
  if (outcome === 'superseded') throw new ProfileError('superseded');
  if ('reason' in proof) throw tellRejected(ports, image, proof.reason);
  ports.counts.proven();
}

async function takeAndValidate(
  ports: Ports,
  image: ImageRecord,
  object: StoredObject,
  actor: Actor,
) {
  const { now } = momentOf(ports, actor);
  const { change, held } = lease(image, { token: ports.newId(), until: now + LEASE_SECONDS });
  return orLetGo(ports, held, async () => {
    await ports.store.commit(change);
    return { held, validated: await validateUpload(ports, held, object) };
  });
}

/** Does the work that a lease is held for, and gives the lease back if it fails. */
export async function orLetGo<T>(
  ports: Ports,
  held: ImageRecord,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await beyondDeadline(() => letGo(ports, held, error instanceof DecoderDiedError));
    throw error;
  }
}

function tellRejected(ports: Ports, image: ImageRecord, reason: RejectionReason): ProfileError {
  const { userId, key } = image;
  ports.counts.rejected(reason);
  ports.log.warn({ userId, key, reason }, `Image rejected for user ${userId}: ${reason}`);
  return rejected(reason);
}

/** Nothing has been uploaded. It may still come, unless its time is over. */
async function absent(
  ports: Ports,
  user: UserRecord,
  image: ImageRecord,
  actor: Actor,
): Promise<never> {
  const moment = momentOf(ports, actor);
  if (image.uploadKey && moment.now >= image.issuedAt + ISSUE_LIFETIME) {
    await ports.store.commit(expire(user, image, moment));
  }
  throw new ProfileError('not_uploaded');
}

type Outcome = 'concluded' | 'superseded' | 'lease lost';

/** Brings the proof into the store, together with whatever else happened to the user meanwhile. */
function conclude(
  ports: Ports,
  held: ImageRecord,
  { modifiedAt }: StoredObject,
  proof: UploadProof,
  actor: Actor,
  names: Partial<Names> | undefined,
): Promise<Outcome> {
  const { store } = ports;
  return changing(ports, held.userId, async () => {
    const user = await findUser(ports, held.userId, actor);
    const image = await store.readImage(held.userId, held.imageId);
    if (!image || image.lease?.token !== held.lease?.token) return 'lease lost';

    const moment = momentOf(ports, actor);
    if (!isCurrent(user, image)) {
      await store.commit(supersede(user, image, moment));
      return 'superseded';
    }
    if ('reason' in proof) {
      await store.commit((image.uploadKey ? reject : hide)(user, image, proof.reason, moment));
    } else if (image.uploadKey) {
      const replaced = await shownRecord(store, user);
      await store.commit(show(user, image, proof.proven, replaced, moment, names));
    } else {
      await store.commit(confirmAdopted(user, image, { ...proof, modifiedAt }, moment, names));
    }
    return 'concluded';
  });
}

/**
 * Gives the lease back, so that the next one need not wait for its end. That failing, it ends by itself.
 * @param isTried true where this attempt is to count, as one that a process died of
 */
async function letGo(ports: Ports, held: ImageRecord, isTried: boolean): Promise<void> {
  try {
    // That the lease was taken may have gone unacknowledged, and another may hold one by now.
    const image = await ports.store.readImage(held.userId, held.imageId);
    if (image?.lease?.token === held.lease?.token) await ports.store.commit(release(held, isTried));
  } catch (error) {
    if (error instanceof ChangeConflictError) return;
    ports.log.warn({ err: error, key: held.key }, 'A lease could not be given back');
  }
}

/** The upload has served. That failing, the sweep deletes it. */
async function discardUpload(ports: Ports, key: string): Promise<void> {
  try {
    await ports.storage.delete([key]);
  } catch (error) {
    ports.log.warn({ err: error }, 'An upload could not be deleted yet');
  }
}

function rejected(reason: ImageRecord['reason']): ProfileError {
  return new ProfileError('image_rejected', undefined, { ...(reason && { reason }) });
}
